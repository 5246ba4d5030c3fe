"""Articles by date in a real warehouse: each is in the plot or counted as left out, and the query agrees."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from html import unescape

import polars as pl
import pytest

from hearsay.flows.run.report import report_page
from hearsay.warehouse.connection import open_for_reading, open_for_writing
from hearsay.warehouse.overview import read_overview
from hearsay.warehouse.query import QueryLimits, run_query
from hearsay.warehouse.timeline import STEPS_SHOWN
from tests.integration.test_publish import publish_page
from tests.made_pages import NOON

LIMITS = QueryLimits(5, "500MB", wait_seconds=1, on_stuck=lambda: None)
TODAY = NOON.date()
FORMATS = {"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}


def days_ago(*days):
    return [TODAY - timedelta(days) for days in days]


@pytest.fixture
def warehouse(make_warehouse):
    return make_warehouse(fill=publish_page)


def fill(path, dates, precision="day"):
    """Put an article for each date in place of the page; None is an article without a date."""
    rows = [
        {
            "made_id": f"made-{number}",
            "moment": published and datetime(published.year, published.month, published.day, 23, 59, tzinfo=UTC),
            "precision": precision if published else "none",
        }
        for number, published in enumerate(dates)
    ]
    with open_for_writing(path) as connection:
        frame = pl.DataFrame(rows, {"made_id": pl.String, "moment": pl.Datetime("us", "UTC"), "precision": pl.String})
        connection.register("made", frame)
        connection.execute(
            "INSERT INTO facts.articles SELECT articles.* REPLACE "
            "(made_id AS version_id, made_id AS article_id, moment AS published_at, "
            "precision AS published_precision) "
            "FROM articles CROSS JOIN made"
        )
        connection.execute("DELETE FROM facts.articles WHERE NOT starts_with(version_id, 'made-')")


def look(path):
    with open_for_reading(path) as connection:
        return read_overview(connection, None)


def drawn(overview):
    """Return the step of the plot and its bars that are not empty."""
    step, _ = overview.dates.columns
    return step, {label: articles for label, articles in overview.dates.iter_rows() if articles}


def is_complete(overview, articles):
    """Return whether the plot and the counts of articles left out add up to all articles."""
    reasons = ("before", "after", "coarse", "undated")
    return sum(overview.left_out.get(reason, 0) for reason in reasons) + overview.dates["articles"].sum() == articles


DATES = {
    "one day": ("day", days_ago(3)),
    "one day, many articles": ("day", days_ago(*[3] * 40)),
    "days with gaps": ("day", days_ago(0, 0, 4, 4, 4, 9, 59)),
    "sixty-one days are months": ("month", days_ago(0, 60)),
    "months with gaps": ("month", [date(2025, 11, 30), date(2026, 1, 1), date(2026, 1, 31), date(2024, 2, 29)]),
    "sixty-one months are years": ("year", [date(2021, 2, 28), date(2026, 2, 28)]),
    "years with gaps": ("year", [date(2026, 1, 1), date(2025, 12, 31), date(1999, 12, 31), date(2000, 1, 1)]),
    "far apart": ("year", [date(1, 1, 1), date(1968, 5, 1), date(2026, 2, 1)]),
    "only the very first day": ("day", [date(1, 1, 1)]),
    "only the very last day": ("day", [date(9999, 12, 31)]),
    "all in the future": ("month", [date(2031, 1, 1), date(2032, 1, 1), date(2032, 1, 31)]),
    "with undated ones": ("day", [*days_ago(0, 1), None, None]),
}


@pytest.mark.parametrize(("step", "dates"), DATES.values(), ids=DATES)
def test_the_query_gives_the_figures_drawn_and_they_are_right(warehouse, step, dates):
    """The plot once counted only the last sixty dates, and showed 1 article for a month with 6."""
    fill(warehouse, dates)
    overview = look(warehouse)
    assert run_query(warehouse, overview.queries["dates"], LIMITS).rows() == overview.dates.rows()
    first = overview.dates.row(0)[0]
    expected = Counter(f"{day:{FORMATS[step]}}".rjust(len(first), "0") for day in dates if day)
    assert drawn(overview) == (step, {label: count for label, count in expected.items() if label >= first})
    assert is_complete(overview, len(dates))
    assert overview.dates.height <= STEPS_SHOWN


def test_steps_without_articles_are_drawn_as_gaps(warehouse):
    """Without gaps a week without articles would not be visible."""
    fill(warehouse, [date(2026, 2, 27), date(2026, 3, 1)])
    assert look(warehouse).dates.rows() == [("2026-02-27", 1), ("2026-02-28", 0), ("2026-03-01", 1)]


def test_a_few_old_articles_are_counted_instead_of_drawn(warehouse):
    """A page dated 1970 by a server's error must not turn a plot of days into a plot of years."""
    fill(warehouse, [*days_ago(*range(40)), date(1970, 1, 1), None])
    overview = look(warehouse)
    step, bars = drawn(overview)
    assert (step, sum(bars.values())) == ("day", 40)
    assert (overview.left_out["before"], overview.left_out["undated"]) == (1, 1)
    text = unescape(report_page(warehouse, None, 1))
    assert f"1 article before {overview.dates['day'][0]} and 1 without a date are not shown." in text


def test_many_old_articles_make_the_step_coarser(warehouse):
    """A plot of an archive of five years must not show only the last sixty days."""
    fill(warehouse, [*days_ago(*range(40)), *days_ago(400, 800, 1200)])
    step, bars = drawn(look(warehouse))
    assert (step, sum(bars.values())) == ("month", 43)


def test_a_date_after_the_article_was_seen_does_not_move_the_plot(warehouse):
    """Otherwise an article dated 2099 would push all others out of the plot."""
    fill(warehouse, [*days_ago(*range(40)), date(2099, 1, 1)])
    overview = look(warehouse)
    assert drawn(overview)[0] == "day"
    assert overview.left_out["after"] == 1
    assert "1 article after 2026-03-01 is not shown." in report_page(warehouse, None, 1)


@pytest.mark.parametrize(("precision", "step"), [("month", "month"), ("year", "year")])
def test_articles_dated_to_the_month_are_not_drawn_on_its_first_day(warehouse, precision, step):
    """The date "March 2026" is stored as the first of March, which the article does not state."""
    fill(warehouse, [date(2026, 1, 1), date(2026, 1, 1)], precision)
    overview = look(warehouse)
    assert drawn(overview) == (step, {date(2026, 1, 1).strftime(FORMATS[step]): 2})
    with open_for_writing(warehouse) as connection:
        connection.execute(
            "INSERT INTO facts.articles "
            "SELECT * EXCLUDE (i) REPLACE ('made-day-' || i AS version_id, 'day' AS published_precision) "
            "FROM articles CROSS JOIN range(60) AS r(i) WHERE version_id = 'made-0'"
        )
    overview = look(warehouse)
    assert drawn(overview) == ("day", {"2026-01-01": 60})
    assert overview.left_out["coarse"] == 2
    assert "2 articles dated only to the month or year are not shown." in report_page(warehouse, None, 1)


def test_versions_that_were_replaced_are_not_counted(warehouse):
    """An article with five corrections is still a single article."""
    fill(warehouse, days_ago(0, 1))
    with open_for_writing(warehouse) as connection:
        connection.execute("UPDATE facts.articles SET is_current = false WHERE version_id = 'made-1'")
    overview = look(warehouse)
    assert overview.dates.rows() == [(str(TODAY), 1)]
    assert is_complete(overview, 1)


def test_a_warehouse_without_dates_says_so(warehouse):
    """A missing plot could also mean that there are no articles."""
    fill(warehouse, [None, None])
    overview = look(warehouse)
    assert overview.dates.is_empty()
    assert "dates" not in overview.queries
    assert overview.left_out["undated"] == 2
    assert "No article has a date of publication." in report_page(warehouse, None, 1)


def test_a_warehouse_without_articles_is_reported(warehouse):
    """The first run may have loaded no article."""
    fill(warehouse, [])
    assert "The warehouse holds no articles." in report_page(warehouse, None, 1)
