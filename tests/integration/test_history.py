"""Comparison of runs in a real warehouse: ordinary runs pass, and planted changes are reported with figures."""

from datetime import timedelta

import pytest

from hearsay.expectations.history import audit_history, audit_without_articles, has_articles
from hearsay.expectations.history_rules import HISTORY_RULES
from hearsay.warehouse.connection import open_for_reading, open_for_writing
from hearsay.warehouse.history import read_history
from hearsay.warehouse.indexes import stored_rows
from hearsay.warehouse.page_rows import add_pages, find_stored_pages
from hearsay.warehouse.readings import add_readings
from hearsay.warehouse.schema import PAGE_TABLES, TABLES, empty_frame
from hearsay.warehouse.subjects import SUBJECTS
from hearsay.warehouse.writing import add_rows, insert_rows
from tests.integration.conftest import KINDS, made_warehouse
from tests.made_pages import NOON
from tests.made_rows import made_frame

RUNS, ARTICLES = 6, 40


@pytest.fixture(scope="module", params=KINDS)
def usual(request, tmp_path_factory):
    """Return a warehouse with seven similar runs: the run to audit and six earlier runs."""
    path = made_warehouse(request, tmp_path_factory.mktemp("history"))
    with open_for_writing(path) as connection:
        for number in range(RUNS + 1):
            fill(connection, number)
    return path


def fill(connection, number):
    """Write a run with forty articles of four outlets, thirty of them with a claim."""
    run = f"run-{number}"
    insert(connection, "runs", [{"run_id": run, "started_at": NOON + timedelta(days=number), "state": "finished",
                                 "settings": '{"sources": [{"at": "a"}]}'}])  # fmt: skip
    articles = [
        {
            "version_id": f"{run}-{i}", "article_id": f"{run}-{i}", "domain": f"outlet-{i % 4}.example",
            "language": "en" if i % 10 else "fr", "published_at": None if i % 20 == 0 else NOON,
            "word_count": 300 + 10 * i, "run_id": run,
        }
        for i in range(ARTICLES)
    ]  # fmt: skip
    insert(connection, "articles", articles)
    claims = [
        {
            "claim_id": f"{run}-{i}", "version_id": f"{run}-{i}", "article_id": f"{run}-{i}", "run_id": run,
            "content_text": f"We will look at number {i} of them", "quote_type": "direct",
            "confidence": 0.5 + i / 100,
        }
        for i in range(30)
    ]  # fmt: skip
    insert(connection, "claims", claims)
    inputs = [
        {"run_id": run, "input_number": i + 1, "outcome": "loaded", "version_id": f"{run}-{i}"}
        for i in range(ARTICLES)
    ]
    insert(connection, "inputs", inputs)


def insert(connection, table, rows):
    """Insert rows, with a filler in each required column that a row does not give."""
    frame = made_frame(table, rows)
    if table == "claims":
        others = {name: empty_frame(TABLES[name]) for name in PAGE_TABLES}
        rows = others | {"claims": frame}
        stored = find_stored_pages(connection, rows, frame["claim_id"].clear())
        add_readings(connection, rows, add_pages(connection, rows, stored))
    elif table == "articles":
        add_rows(connection, table, frame, stored_rows(connection, SUBJECTS[table], frame["version_id"]))
    else:
        insert_rows(connection, TABLES[table], frame)


def audit_last_run(path, *faults):
    """Return the checks of the last run by rule, after statements that change the run and are rolled back."""
    with open_for_writing(path) as connection:
        connection.execute("BEGIN")
        for fault in faults:
            connection.execute(fault)
        history = read_history(connection, f"run-{RUNS}", 30)
        connection.execute("ROLLBACK")
    return {row["rule"]: row for row in audit_history(history).to_dicts()}


def test_a_run_like_the_others_breaks_no_rule(usual):
    """Nobody reads a warning that comes every day."""
    checks = audit_last_run(usual)
    assert {rule.name for rule in HISTORY_RULES} == set(checks)
    assert all(check["is_success"] for check in checks.values()), checks
    assert all(check["checked_count"] == 1 for check in checks.values()), checks


LAST = f"run_id = 'run-{RUNS}'"
OF_LAST = f"WHERE reading_number IN (SELECT reading_number FROM facts.readings WHERE {LAST})"
FAULTS = {
    "volume_as_usual": [f"DELETE FROM facts.articles WHERE {LAST} AND word_count > 350"],
    "languages_as_usual": [f"UPDATE facts.articles SET language = 'fr' WHERE {LAST} AND word_count > 400"],
    "outlets_silent_as_usual": [
        f"UPDATE facts.articles SET domain = 'x.example' WHERE {LAST} AND domain LIKE 'outlet-1%'"
    ],
    "share_without_claims_as_usual": [f"DELETE FROM facts.claims {OF_LAST} AND confidence > 0.6"],
    "share_without_date_as_usual": [
        f"UPDATE facts.articles SET published_at = NULL WHERE {LAST} AND word_count > 400"
    ],
    "lengths_as_usual": [f"UPDATE facts.articles SET word_count = 60 WHERE {LAST} AND word_count < 500"],
    "confidences_as_usual": [f"UPDATE facts.claims SET confidence = 0.1 {OF_LAST} AND confidence < 0.7"],
    "quote_repeats_as_usual": [f"UPDATE facts.claims SET content_text = 'Read more  of our NEWS here' {OF_LAST}"],
}


@pytest.mark.parametrize("rule", [rule.name for rule in HISTORY_RULES])
def test_a_planted_change_is_reported_by_its_rule(usual, rule):
    """A rule that misses the change that it was made for is worthless."""
    check = audit_last_run(usual, *FAULTS[rule])[rule]
    assert not check["is_success"], check
    assert check["severity"] == "warn"
    assert check["observed"]


def test_too_few_earlier_runs_are_reported_without_a_warning(usual):
    """A new warehouse has no history to compare with."""
    with open_for_reading(usual) as connection:
        history = read_history(connection, "run-2", 30)
    checks = {row["rule"]: row for row in audit_history(history).to_dicts()}
    assert checks["volume_as_usual"]["is_success"]
    assert checks["volume_as_usual"]["observed"].startswith("2 earlier runs")


def test_runs_of_other_sources_are_not_compared(usual):
    """A page ingested by hand between two daily runs is not a collapse of the volume."""
    with open_for_writing(usual) as connection:
        connection.execute("BEGIN")
        connection.execute('UPDATE runs SET settings = \'{"sources": [{"at": "b"}]}\' WHERE run_id = \'run-3\'')
        history = read_history(connection, f"run-{RUNS}", 30)
        connection.execute("ROLLBACK")
    assert "run-3" not in history.earlier
    assert len(history.earlier) == RUNS - 1


@pytest.mark.parametrize("earlier", [0, 1])
def test_a_run_without_articles_has_the_same_checks_without_the_library(usual, earlier):
    """Both ways agree on a collapse of the volume, on silent outlets, and on what cannot be compared."""
    with open_for_writing(usual) as connection:
        connection.execute("BEGIN")
        connection.execute(f"DELETE FROM facts.claims {OF_LAST}")
        for table in ("inputs", "facts.articles"):
            connection.execute(f"DELETE FROM {table} WHERE {LAST}")
        history = read_history(connection, f"run-{RUNS}", earlier or RUNS)
        connection.execute("ROLLBACK")
    assert not has_articles(history)
    checks = audit_without_articles(history)
    assert checks.to_dicts() == audit_history(history).to_dicts()
    broken = [] if earlier else ["outlets_silent_as_usual", "volume_as_usual"]
    assert sorted(checks.filter(~checks["is_success"])["rule"]) == broken
