"""The report from a real warehouse: every figure has a query, and the query gives the figure."""

import re
from html import unescape

import pytest

from hearsay.flows.run.report import report_page
from hearsay.warehouse.connection import open_for_reading, open_for_writing
from hearsay.warehouse.overview import CLAIMS_SHOWN, RUNS_SHOWN, read_overview
from hearsay.warehouse.query import QueryLimits, run_query
from tests.integration.conftest import KINDS, made_warehouse
from tests.integration.test_publish import publish
from tests.made_pages import page

MADE_CHECK = "SELECT run_id, 'articles', 'made_up', 'warn', 'why', false, 'x', 2, 1, 50, 1 FROM runs"


@pytest.fixture(scope="module", params=KINDS)
def warehouse(request, tmp_path_factory):
    path = made_warehouse(request, tmp_path_factory.mktemp("report"))
    publish(path, [page()])
    publish(path, [page(2, url="https://harbour.example/other", title="Another")], run="run-2")
    with open_for_writing(path) as connection:
        connection.execute(f"INSERT INTO facts.checks {MADE_CHECK}")
        connection.execute("UPDATE runs SET started_at = started_at + INTERVAL 1 DAY WHERE run_id = 'run-2'")
    return path


def test_the_query_behind_each_figure_stands_on_the_page_and_runs_in_the_sandbox(warehouse):
    """A data engineer copies it into hearsay query."""
    page = unescape(report_page(warehouse, "run-2", 1))
    limits = QueryLimits(5, "500MB", wait_seconds=1, on_stuck=lambda: None)
    with open_for_reading(warehouse) as connection:
        queries = read_overview(connection, "run-2").queries
    assert "dates" in queries
    for name, query in queries.items():
        if name not in {"problems", "quarantine"}:
            assert query in page, name
            assert run_query(warehouse, query, limits).height, name
        else:
            run_query(warehouse, query, limits)


def test_the_queries_give_the_figures_of_the_page(warehouse):
    """Or the page and the warehouse would tell two stories."""
    with open_for_reading(warehouse) as connection:
        overview = read_overview(connection, "run-2")
        answers = {name: connection.sql(query).pl() for name, query in overview.queries.items()}
    assert answers["outcomes"]["inputs"].sum() == overview.inputs.height
    assert answers["dates"].rows() == overview.dates.rows() == [("2026-02-28", 2)]
    assert answers["runs"]["started_at"].to_list() == overview.runs["started_at"].to_list()
    assert answers["outlets"]["claims"].sum() == overview.outlets["claims"].sum()
    assert answers["checks"].height == overview.checks.height
    assert answers["trend"]["failing"].to_list() == overview.trend["failing"].to_list() == [1, 1]


def test_the_trend_over_runs_is_told_in_words_too(warehouse):
    """Who cannot see the bars gets the same."""
    page = report_page(warehouse, "run-2", 1)
    (said,) = re.findall(r'aria-label="(Bars of the checks that fail[^"]*)"', page)
    assert said.endswith("Latest: 0 fatal, 0 row, 1 warn.")


@pytest.fixture(scope="module", params=KINDS)
def long_history(request, tmp_path_factory):
    """A warehouse with more runs, outlets and claims than the report shows."""
    path = made_warehouse(request, tmp_path_factory.mktemp("report"))
    for number in range(1, 21):
        publish(path, [page(number, url=f"https://harbour.example/{number}", title=f"{number}")], run=f"run-{number}")
    with open_for_writing(path) as connection:
        connection.execute(
            "UPDATE runs SET started_at = started_at + to_hours(regexp_extract(run_id, '[0-9]+')::INTEGER)"
        )
        connection.execute(f"INSERT INTO facts.checks {MADE_CHECK} WHERE run_id <> 'run-19'")
        connection.execute("UPDATE facts.articles SET domain = 'outlet-' || title || '.example'")
    return path


def test_what_the_report_leaves_out_is_said(long_history):
    """Twelve bars of twenty runs would else look like all of them."""
    text = report_page(long_history, "run-20", 1)
    assert "8 earlier runs are not shown." in text
    assert "7 earlier runs with checks are not shown." in text
    assert "5 more outlets with 5 articles are not shown." in text
    assert "By outlet, 20 of 20" in text
    assert "15 of 20 claims shown" in text


def test_the_shown_and_the_left_out_are_all(long_history):
    """Each figure is drawn or counted as left out."""
    with open_for_reading(long_history) as connection:
        overview = read_overview(connection, "run-20")
        answers = {name: connection.sql(query).pl() for name, query in overview.queries.items()}
    assert overview.runs.height == RUNS_SHOWN
    assert overview.left_out["runs"] == overview.totals["runs"] - RUNS_SHOWN
    assert answers["runs"]["started_at"].to_list() == overview.runs["started_at"].to_list()
    assert answers["trend"].rows() == overview.trend.rows()
    assert set(overview.trend["run_id"]) == {f"run-{number}" for number in (*range(8, 19), 20)}
    assert overview.left_out["claims"] == answers["claims"].height - CLAIMS_SHOWN


def test_nothing_is_said_where_nothing_is_left_out(warehouse):
    """A note on each plot would soon be read by nobody."""
    assert "not shown" not in report_page(warehouse, "run-2", 1)
