"""Articles by date of publication: by day, month or year, over a period that contains nearly all articles.

Articles outside the period are counted by reason. The report also shows the query behind the figures.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import duckdb
import polars as pl

STEPS_SHOWN = 60
SHOWN_PERCENT = 95
"""Smallest share of dated articles in the period of a step. Below 100, so that a wrong date does not force years."""


@dataclass(frozen=True, slots=True)
class Step:
    """A unit of the calendar, with the format of its labels and the precisions that are too coarse for the unit."""

    name: str
    every: str
    label: str
    too_coarse: tuple[str, ...]


STEPS = (
    Step("day", "1d", "%Y-%m-%d", ("month", "year")),
    Step("month", "1mo", "%Y-%m", ("year",)),
    Step("year", "1y", "%Y", ()),
)


@dataclass(frozen=True, slots=True)
class Period:
    """A period of days, months or years from `first` to `last`. Each step is identified by its first day."""

    step: Step
    first: date
    last: date

    @property
    def query(self) -> str:
        """The SQL query for the number of articles in each step, also of empty steps."""
        coarse = "".join(f" AND published_precision <> '{precision}'" for precision in self.step.too_coarse)
        return f"""SELECT strftime(step, '{self.step.label}') AS {self.step.name}, count(version_id) AS articles
FROM generate_series(DATE '{self.first}', DATE '{self.last}', INTERVAL 1 {self.step.name.upper()}) AS steps(step)
LEFT JOIN articles ON date_trunc('{self.step.name}', published_at::DATE) = step
  AND is_current{coarse}
GROUP BY step ORDER BY step"""  # noqa: S608 - of constants and dates


def count_by_date(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Return the number of current articles for each date and precision of publication; the date may be NULL."""
    return connection.sql(
        "SELECT published_at::DATE AS published_on, published_precision AS precision, count(*) AS articles "
        "FROM articles WHERE is_current GROUP BY ALL ORDER BY ALL"
    ).pl()


def last_seen_on(connection: duckdb.DuckDBPyConnection) -> date | None:
    """Return the last day on which an article was seen, or None without articles."""
    (seen_on,) = connection.sql("SELECT max(last_seen_at)::DATE FROM articles WHERE is_current").fetchall()[0]
    return seen_on  # type: ignore[no-any-return]


def choose_period(counted: pl.DataFrame, seen_on: date | None) -> Period | None:
    """Return the period to show: the last 60 days, or else 60 months, with 95 % of dated articles, or else 60 years.

    A date more than a day after `seen_on` is wrong. Such a date ends the period only if all dates
    are wrong.

    Args:
        counted: The result of count_by_date.
        seen_on: The last day on which an article was seen.

    Returns:
        The period, or None without a dated article.
    """
    dated = counted.drop_nulls("published_on")
    if dated.is_empty():
        return None
    credible = dated if seen_on is None else dated.filter(pl.col("published_on") <= seen_on + timedelta(days=1))
    periods = [_last_steps(credible if credible.height else dated, step) for step in STEPS]
    return next((period for period in periods if _shows_nearly_all(dated, period)), periods[-1])


def count_left_out(counted: pl.DataFrame, period: Period | None) -> dict[str, int]:
    """Return the number of articles outside the period by reason: `before`, `after`, too `coarse`, or `undated`."""
    left_out = {"undated": _sum(counted.filter(pl.col("published_on").is_null()))}
    if period is not None:
        placed = _place(counted.drop_nulls("published_on"), period)
        left_out |= {place: _sum(placed.filter(place=place)) for place in ("before", "after", "coarse")}
    return left_out


def _sum(counted: pl.DataFrame) -> int:
    return int(counted["articles"].sum())


def _shows_nearly_all(dated: pl.DataFrame, period: Period) -> bool:
    shown = _place(dated, period).filter(place="shown")
    return _sum(shown) * 100 >= _sum(dated) * SHOWN_PERCENT


def _last_steps(dated: pl.DataFrame, step: Step) -> Period:
    """Return the steps up to the last date, from the first date, but at most STEPS_SHOWN steps."""
    begun = dated.select(pl.col("published_on").dt.truncate(step.every))["published_on"]
    back = f"-{STEPS_SHOWN - 1}{step.every[1:]}"
    ends = pl.select(first=pl.max_horizontal(begun.min(), pl.lit(begun.max()).dt.offset_by(back)), last=begun.max())
    return Period(step, *ends.row(0))


def _place(dated: pl.DataFrame, period: Period) -> pl.DataFrame:
    """Return the counts with the column `place`: coarse, before, after or shown."""
    begun = pl.col("published_on").dt.truncate(period.step.every)
    return dated.with_columns(
        place=pl.when(pl.col("precision").is_in(period.step.too_coarse))
        .then(pl.lit("coarse"))
        .when(begun < period.first)
        .then(pl.lit("before"))
        .when(begun > period.last)
        .then(pl.lit("after"))
        .otherwise(pl.lit("shown"))
    )
