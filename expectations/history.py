"""The audit across runs: a comparison with earlier runs of the same sources."""

from collections.abc import Callable, Iterable, Mapping
from math import inf
from statistics import median
from typing import Protocol

import polars as pl

from hearsay.expectations.checks import check_row, checks_frame
from hearsay.expectations.history_rules import FEWEST_ARTICLES, FEWEST_RUNS, HISTORY_RULES, SMALLEST_VOLUME, SUITE
from hearsay.expectations.rule import Rule
from hearsay.expectations.suites import Verdict, judge_rules


class History(Protocol):
    """The result of warehouse.history.read_history, whose docstring describes the columns."""

    @property
    def run_id(self) -> str:
        """The audited run."""

    @property
    def earlier(self) -> list[str]:
        """The earlier runs for the comparison."""

    @property
    def articles(self) -> pl.DataFrame:
        """A row for each article version."""

    @property
    def confidences(self) -> pl.DataFrame:
        """A row for each claim."""

    @property
    def outlets(self) -> pl.DataFrame:
        """A row for each outlet of each run."""

    @property
    def quotes(self) -> pl.DataFrame:
        """A row for each quotation that occurs in several articles."""


Figure = tuple[float | None, str]
"""A figure and its description. The figure is None if there is too little to compare."""
Compare = Callable[[pl.DataFrame, pl.DataFrame], Figure]

REGULAR_SHARE = 0.8
"""An outlet is regular if this share of the earlier runs has articles of it. Regular outlets should not be silent."""


def audit_history(history: History) -> pl.DataFrame:
    """Return rows of the table checks for HISTORY_RULES, each with a figure or the reason for a missing figure."""
    figures = compare_runs(history)
    verdicts = judge_rules(
        SUITE, HISTORY_RULES, pl.DataFrame([{name: value for name, (value, _) in figures.items()}])
    )
    return _checks(history.run_id, figures, verdicts)


def has_articles(history: History) -> bool:
    """Return True if the run loaded an article."""
    return not history.articles.filter(pl.col("run_id") == history.run_id).is_empty()


def audit_without_articles(history: History) -> pl.DataFrame:
    """Return the same rows as audit_history, for a run without articles, without Great Expectations.

    Such a run has at most the figures of volume, outlets and quotations. The library takes 3 s to load.
    """
    figures = compare_runs(history)
    verdicts = [Verdict(rule, _is_within(rule, figures[rule.columns[0]][0])) for rule in HISTORY_RULES]
    return _checks(history.run_id, figures, verdicts)


def _is_within(rule: Rule, value: float | None) -> bool:
    """Return whether a figure is within the bounds of a rule, which include the bounds. No figure breaks no rule."""
    if value is None:
        return True
    low, high = (-inf if rule.low is None else rule.low), (inf if rule.high is None else rule.high)
    return bool(low <= value <= high)


def _checks(run_id: str, figures: Mapping[str, Figure], verdicts: Iterable[Verdict]) -> pl.DataFrame:
    rows = []
    for verdict in verdicts:
        value, description = figures[verdict.rule.columns[0]]
        row = check_row(
            run_id,
            verdict.rule,
            checked=0 if value is None else 1,
            unexpected=0 if verdict.is_success else 1,
            is_success=verdict.is_success,
            observed=description,
        )
        if verdict.error is not None:
            row["observed"] = f"could not be checked: {verdict.error}"
        rows.append(row)
    return checks_frame(rows)


def compare_runs(history: History) -> dict[str, Figure]:
    """Return the figure for the column of each rule."""
    figures: dict[str, Figure] = {"quote_repeats": _repeats(history)}
    if len(history.earlier) < FEWEST_RUNS:
        too_few = f"{len(history.earlier)} earlier runs of these sources; the comparison needs {FEWEST_RUNS}"
        return figures | {
            rule.columns[0]: (None, too_few) for rule in HISTORY_RULES if rule.columns[0] not in figures
        }
    return figures | {
        "volume": _volume(history),
        "outlets_silent": _silent(history),
        "languages": _compared(history, history.articles, _mix_distance),
        "share_without_claims": _compared(history, history.articles, _share("has_claims")),
        "share_without_date": _compared(history, history.articles, _share("is_dated")),
        "lengths": _compared(history, history.articles, _distance("word_count")),
        "confidences": _compared(history, history.confidences, _distance("confidence")),
    }


def _repeats(history: History) -> Figure:
    if history.quotes.is_empty():
        return 0.0, "none"
    quote, articles = history.quotes.row(0)
    return float(articles), f"{articles} articles: {quote[:80]!r}"


def _volume(history: History) -> Figure:
    counts = dict(history.articles.group_by("run_id").len().iter_rows())
    before = median(counts.get(run, 0) for run in history.earlier)
    here = counts.get(history.run_id, 0)
    if before < SMALLEST_VOLUME:
        return None, f"{here} articles; the median of earlier runs is {before:g}, too few to compare"
    return here / before, f"{here} articles, {here / before:.2f} times the median of earlier runs ({before:g})"


def _silent(history: History) -> Figure:
    counts = history.outlets.filter(pl.col("run_id") != history.run_id).group_by("domain").len()
    regular = set(counts.filter(pl.col("len") >= REGULAR_SHARE * len(history.earlier))["domain"])
    silent = sorted(regular - set(history.outlets.filter(pl.col("run_id") == history.run_id)["domain"]))
    return float(len(silent)), ", ".join(silent[:10]) or f"none of {len(regular)}"


def _compared(history: History, frame: pl.DataFrame, compare: Compare) -> Figure:
    here = frame.filter(pl.col("run_id") == history.run_id)
    before = frame.filter(pl.col("run_id") != history.run_id)
    if min(here.height, before.height) < FEWEST_ARTICLES:
        return None, f"{here.height} against {before.height} rows; the comparison needs {FEWEST_ARTICLES} of each"
    return compare(here, before)


def _mix_distance(here: pl.DataFrame, before: pl.DataFrame) -> Figure:
    """Return the total variation distance: the share of articles whose language differs from the earlier mix."""
    mixes = [frame.group_by("language").agg(pl.len() / frame.height).fill_null("none") for frame in (here, before)]
    both = mixes[0].join(mixes[1], on="language", how="full", coalesce=True, suffix="_before").fill_null(0.0)
    moved = both.with_columns((pl.col("len") - pl.col("len_before")).alias("moved"))
    largest = moved.sort(pl.col("moved").abs(), descending=True).row(0, named=True)
    change = f"{largest['language']} {largest['len_before']:.0%} before, {largest['len']:.0%} now"
    return float(moved["moved"].abs().sum()) / 2, change


def _share(column: str) -> Compare:
    def compare(here: pl.DataFrame, before: pl.DataFrame) -> Figure:
        now, then = (1 - float(frame[column].mean()) for frame in (here, before))  # type: ignore[arg-type]
        return now - then, f"{then:.0%} before, {now:.0%} now"

    return compare


def _distance(column: str) -> Compare:
    def compare(here: pl.DataFrame, before: pl.DataFrame) -> Figure:
        from scipy.stats import ks_2samp  # noqa: PLC0415 - loads for a second, once a run

        distance = float(ks_2samp(here[column].to_numpy(), before[column].to_numpy()).statistic)
        then, now = (median(frame[column].to_list()) for frame in (before, here))
        return distance, f"distance {distance:.2f}; median {then:g} before, {now:g} now"

    return compare
