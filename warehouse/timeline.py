"""Articles by date of publication: by day, month or year, over a stretch that shows nearly all of them.

An article that is not in the stretch is counted, with the reason. The figures come from one query, which the report
shows too.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import duckdb
import polars as pl

STEPS_SHOWN = 60
SHOWN_PERCENT = 95
"""The day is fine enough a step if so many of the dated articles appear; one wrong date must not make it the year."""


@dataclass(frozen=True, slots=True)
class Step:
    """A unit of the calendar, with the format of its labels and the precisions that are too coarse for it."""

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
class Stretch:
    """The days, months or years from `first` to `last`, each named by its first day."""

    step: Step
    first: date
    last: date

    @property
    def query(self) -> str:
        """The SQL that counts the articles of each step, with zero for steps without any."""
        coarse = "".join(f" AND published_precision <> '{precision}'" for precision in self.step.too_coarse)
        return f"""SELECT strftime(step, '{self.step.label}') AS {self.step.name}, count(version_id) AS articles
FROM generate_series(DATE '{self.first}', DATE '{self.last}', INTERVAL 1 {self.step.name.upper()}) AS steps(step)
LEFT JOIN articles ON date_trunc('{self.step.name}', published_at::DATE) = step
  AND is_current{coarse}
GROUP BY step ORDER BY step"""  # noqa: S608 - of constants and dates


def count_by_date(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Return the number of current articles for each date and precision of publication; no date is one of them."""
    return connection.sql(
        "SELECT published_at::DATE AS published_on, published_precision AS precision, count(*) AS articles "
        "FROM articles WHERE is_current GROUP BY ALL ORDER BY ALL"
    ).pl()


def last_seen_on(connection: duckdb.DuckDBPyConnection) -> date | None:
    """Return the day on which the newest article was last seen, or None without articles."""
    (found,) = connection.sql("SELECT max(last_seen_at)::DATE FROM articles WHERE is_current").fetchall()[0]
    return found  # type: ignore[no-any-return]


def choose_stretch(counted: pl.DataFrame, seen_on: date | None) -> Stretch | None:
    """Return the last 60 days, or else months, that hold 95 % of all dated articles, or else years; None undated.

    `counted` is from count_by_date. Nothing is published more than a day after it is seen: such a date is wrong, and
    only ends the stretch where there is no other.
    """
    dated = counted.drop_nulls("published_on")
    if dated.is_empty():
        return None
    believed = dated if seen_on is None else dated.filter(pl.col("published_on") <= seen_on + timedelta(days=1))
    stretches = [_last_steps(believed if believed.height else dated, step) for step in STEPS]
    return next((stretch for stretch in stretches if _shows_nearly_all(dated, stretch)), stretches[-1])


def count_left_out(counted: pl.DataFrame, stretch: Stretch | None) -> dict[str, int]:
    """Return the number of articles not in the stretch: `before` and `after` it, dated too `coarse`, or `undated`."""
    found = {"undated": _sum(counted.filter(pl.col("published_on").is_null()))}
    if stretch is not None:
        placed = _place(counted.drop_nulls("published_on"), stretch)
        found |= {place: _sum(placed.filter(place=place)) for place in ("before", "after", "coarse")}
    return found


def _sum(counted: pl.DataFrame) -> int:
    return int(counted["articles"].sum())


def _shows_nearly_all(dated: pl.DataFrame, stretch: Stretch) -> bool:
    shown = _place(dated, stretch).filter(place="shown")
    return _sum(shown) * 100 >= _sum(dated) * SHOWN_PERCENT


def _last_steps(dated: pl.DataFrame, step: Step) -> Stretch:
    """Return the steps up to the last date, from the first date or as far back as can be shown."""
    begun = dated.select(pl.col("published_on").dt.truncate(step.every))["published_on"]
    back = f"-{STEPS_SHOWN - 1}{step.every[1:]}"
    ends = pl.select(first=pl.max_horizontal(begun.min(), pl.lit(begun.max()).dt.offset_by(back)), last=begun.max())
    return Stretch(step, *ends.row(0))


def _place(dated: pl.DataFrame, stretch: Stretch) -> pl.DataFrame:
    """Return the counts with the column `place`: coarse, before, after or shown."""
    begun = pl.col("published_on").dt.truncate(stretch.step.every)
    return dated.with_columns(
        place=pl.when(pl.col("precision").is_in(stretch.step.too_coarse))
        .then(pl.lit("coarse"))
        .when(begun < stretch.first)
        .then(pl.lit("before"))
        .when(begun > stretch.last)
        .then(pl.lit("after"))
        .otherwise(pl.lit("shown"))
    )
