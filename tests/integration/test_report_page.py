"""The report from a real warehouse: every figure has a query, and the query gives the figure."""

import re
from html import unescape

import pytest

from hearsay.flows.report import report_page
from hearsay.warehouse.connection import open_for_reading, open_for_writing
from hearsay.warehouse.migrate import prepare_warehouse
from hearsay.warehouse.overview import queries_behind, read_overview
from hearsay.warehouse.query import QueryLimits, run_query
from tests.integration.test_publish import publish
from tests.made_pages import NOON, page


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "w.duckdb"
    prepare_warehouse(path, NOON)
    publish(path, [page()])
    publish(path, [page(2, url="https://harbour.example/other", title="Another")], run="run-2")
    with open_for_writing(path) as connection:
        connection.execute(
            "INSERT INTO checks SELECT run_id, 'articles', 'made_up', 'warn', 'why', false, 'x', 2, 1, 50 FROM runs"
        )
        connection.execute("UPDATE runs SET started_at = started_at + INTERVAL 1 DAY WHERE run_id = 'run-2'")
    return path


def test_the_query_behind_each_figure_stands_on_the_page_and_runs_in_the_sandbox(warehouse):
    """A data engineer copies it into hearsay query."""
    page = unescape(report_page(warehouse, "run-2", 1))
    limits = QueryLimits(5, "500MB", wait_seconds=1, on_stuck=lambda: None)
    for name, query in queries_behind("run-2").items():
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
    assert answers["days"]["articles"].sum() == overview.days["articles"].sum()
    assert answers["outlets"]["claims"].sum() == overview.outlets["claims"].sum()
    assert answers["checks"].height == overview.checks.height
    assert answers["trend"]["failing"].to_list() == overview.trend["failing"].to_list() == [1, 1]


def test_the_trend_over_runs_is_told_in_words_too(warehouse):
    """Who cannot see the bars gets the same."""
    page = report_page(warehouse, "run-2", 1)
    (said,) = re.findall(r'aria-label="(Bars of the checks that fail[^"]*)"', page)
    assert said.endswith("Latest: 0 fatal, 0 row, 1 warn.")
