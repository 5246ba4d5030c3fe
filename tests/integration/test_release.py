"""Out of quarantine: what was kept back is judged again, published under the ids it had, and not kept back twice."""

from dataclasses import replace
from datetime import UTC, datetime

import polars as pl
import pytest
from click.testing import CliRunner

from hearsay.errors import UsageError
from hearsay.expectations.audit import KnownKeys, audit_chunk, keys_asked_for
from hearsay.flows.command_line import hearsay
from hearsay.pipelines.records import Outcome, OutcomeKind, Published
from hearsay.pipelines.rows import ledger_frame, shape_rows, sightings_frame
from hearsay.warehouse.connection import open_for_reading, open_for_writing
from hearsay.warehouse.lookup import known_keys, known_releases
from hearsay.warehouse.publish import Chunk, publish_chunk, start_run
from hearsay.warehouse.schema import PAGE_TABLES
from tests.integration.test_publish import LATER, ask, run_row
from tests.made_pages import NOON, loaded, page, stamp

FUTURE = Published(datetime(2199, 1, 1, tzinfo=UTC), "json-ld", "day", "2199-01-01")


def from_the_future(number=1, **facts):
    made = page(number, **facts)
    return replace(made, article=replace(made.article, published=FUTURE))


def audited(path, pages, run):
    """The audit of some pages, and their publication, as the flow does both."""
    rows = shape_rows(pages, stamp(run), NOON)
    with open_for_writing(path) as connection:
        start_run(connection, run_row(run, "hand-made"))
    with open_for_reading(path) as connection:
        found = known_keys(connection, keys_asked_for(rows))
        known = KnownKeys(**found, texts={}, released=known_releases(connection, rows))
    audit = audit_chunk(rows, known, run, NOON)
    assert not audit.fatal
    versions = set(audit.clean["articles"]["version_id"])
    ended = [
        loaded(one)
        if one.version_id in versions
        else replace(
            loaded(one),
            captured=None,
            capture_id=None,
            version_id=None,
            outcome=Outcome(OutcomeKind.REJECTED, "quarantined"),
        )
        for one in pages
    ]
    counts = audit.counts.values()
    chunk = Chunk(
        run_id=run,
        rows=audit.clean,
        sightings=sightings_frame(ended),
        ledger=ledger_frame(ended, stamp(run)),
        quarantine=audit.quarantine,
        checks=audit.checks,
        rows_extracted=sum(count.extracted for count in counts),
        rows_loaded=sum(count.loaded for count in counts),
        rows_quarantined=sum(count.quarantined for count in counts),
        published_at=LATER,
    )
    with open_for_writing(path) as connection:
        publish_chunk(connection, chunk)
    return audit


def call(path, *arguments):
    """The command as a user gives it, in this process."""
    return CliRunner().invoke(hearsay, ["--warehouse", str(path), "quarantine", *arguments], standalone_mode=True)


@pytest.fixture(autouse=True)
def stay_alive(monkeypatch):
    """The commands that only ask end their process at once; a test's process has to go on."""

    def ended(code):
        raise SystemExit(code)

    monkeypatch.setattr("os._exit", ended)


def quarantine_page(path):
    """Audit and publish a page that the audit puts into quarantine."""
    audited(path, [from_the_future()], "run-1")


@pytest.fixture
def quarantined(make_warehouse):
    """A warehouse with a page in quarantine."""
    return make_warehouse(fill=quarantine_page)


def rows_of(path, names=PAGE_TABLES):
    return {name: ask(path, f"SELECT * FROM {name} ORDER BY ALL") for name in names}


def test_a_released_article_takes_along_all_that_hung_on_it(quarantined):
    """The claims were sound; they were kept back with their article only, and come out under the ids they had."""
    made = from_the_future()
    assert ask(quarantined, "SELECT count(*) AS n FROM claims")["n"][0] == 0
    ended = call(quarantined, "release", "--rule", "published_not_in_future")
    assert ended.exit_code == 0, ended.output
    expected = shape_rows([made], stamp("run-1"), NOON)
    for name, found in rows_of(quarantined).items():
        assert found.height == expected[name].height, name
        keys = [name for name in found.columns if name.endswith("_id")]
        assert found.select(keys).sort(keys).equals(expected[name].select(keys).sort(keys)), name
    assert ask(quarantined, "SELECT count(*) AS n FROM quarantine WHERE released_at IS NULL")["n"][0] == 0
    assert ask(quarantined, "SELECT is_current FROM articles")["is_current"].to_list() == [True]


def test_what_hangs_on_another_row_in_quarantine_stays(warehouse):
    """Two pages are kept back; releasing one leaves the other and all of its rows where they are."""
    first = from_the_future(1)
    second = from_the_future(2, url="https://harbour.example/other", title="Another")
    audited(warehouse, [first, second], "run-1")
    (wanted,) = ask(
        warehouse,
        f"SELECT quarantine_id FROM quarantine WHERE row_id = '{first.version_id}' AND table_name = 'articles'",
    )["quarantine_id"]
    ended = call(warehouse, "release", wanted[:12])
    assert ended.exit_code == 0, ended.output
    assert ask(warehouse, "SELECT version_id FROM articles")["version_id"].to_list() == [first.version_id]
    left = ask(warehouse, "SELECT DISTINCT table_name, row_id FROM quarantine WHERE released_at IS NULL")
    assert second.version_id in left["row_id"].to_list()
    assert first.version_id not in left["row_id"].to_list()


def test_a_row_with_a_second_fault_stays_and_says_which(warehouse):
    """Waiving one rule must not let through what another keeps back."""
    made = from_the_future()
    made = replace(made, article=replace(made.article, language="English"))
    audited(warehouse, [made], "run-1")
    ended = call(warehouse, "release", "--rule", "published_not_in_future")
    assert ended.exit_code == 1
    assert "language_shape" in ended.output
    assert ask(warehouse, "SELECT count(*) AS n FROM articles")["n"][0] == 0
    both = call(warehouse, "release", "--table", "articles")
    assert both.exit_code == 0, both.output
    assert ask(warehouse, "SELECT count(*) AS n FROM articles")["n"][0] == 1


def test_a_released_row_is_not_kept_back_by_the_same_rule_again_and_the_check_says_so(quarantined):
    """Otherwise every new reader version would undo what somebody decided."""
    call(quarantined, "release", "--rule", "published_not_in_future")
    again = audited(quarantined, [from_the_future()], "run-2")
    assert again.quarantine.is_empty()
    (check,) = again.checks.filter(pl.col("rule") == "published_not_in_future").to_dicts()
    assert check["is_success"]
    assert check["observed"] == "1 accepted, because they were released from quarantine before"


@pytest.mark.parametrize("given", ["nothing", ""])
def test_an_id_that_names_no_one_row_releases_none(quarantined, given):
    """Released by mistake, a row is in every count from then on."""
    ended = call(quarantined, "release", given)
    assert isinstance(ended.exception, UsageError)
    assert "rows in quarantine; see: hearsay quarantine list" in str(ended.exception)
    assert ask(quarantined, "SELECT count(*) AS n FROM quarantine WHERE released_at IS NOT NULL")["n"][0] == 0


def test_a_row_of_an_older_schema_says_what_to_do(quarantined):
    """It cannot be written as it is; the page is in the archive, or where it came from."""
    with open_for_writing(quarantined) as connection:
        connection.execute("UPDATE quarantine SET row_json = '{\"title\": \"x\"}' WHERE table_name = 'articles'")
    ended = call(quarantined, "release", "--table", "articles")
    assert isinstance(ended.exception, UsageError)
    assert "differ in these columns" in str(ended.exception)
    assert "ingest the page again instead" in str(ended.exception)


def test_releasing_twice_finds_nothing_the_second_time(quarantined):
    """A released row has left; asking for it again is told as a fault of the question."""
    call(quarantined, "release", "--rule", "published_not_in_future")
    before = rows_of(quarantined)
    ended = call(quarantined, "release", "--rule", "published_not_in_future")
    assert ended.exit_code != 0
    assert all(found.equals(before[name]) for name, found in rows_of(quarantined).items())
