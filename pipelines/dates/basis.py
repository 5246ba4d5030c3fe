"""The date of a time expression: its days, precision and basis, for the reference date of the article.

A day known from the text alone is 'explicit'. Any other day is relative to the publication day of the
article ('published') or, if that day is unknown, to the capture day of the page ('captured'). If both are unknown,
the date is NULL with basis 'none', and the words are kept. The date is also NULL for a year with an unknown beginning
("the last fiscal year"), and for expressions relative to an earlier event in the text ("that Saturday", "seven months
later").
"""

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from hearsay.pipelines.dates.almanac import unit_at
from hearsay.pipelines.dates.expressions import Expression
from hearsay.pipelines.dates.outlets import is_day_first, is_southern
from hearsay.pipelines.dates.when import Anchor, When
from hearsay.pipelines.language import Language
from hearsay.pipelines.records import Article, Dated, Span

_DAY_PRECISIONS = ("second", "minute", "hour", "day")
_NO_MOMENT = datetime(2000, 1, 3)


class Reference(NamedTuple):
    """The reference date of relative expressions, and its name; basis 'none': no reference date."""

    anchor: Anchor
    basis: str


def reference_of(article: Article, captured_at: datetime | None, language: Language) -> Reference:
    """Return the publication day of an article as the reference date, otherwise the capture day, otherwise none."""
    ways = {"is_day_first": is_day_first(article, language), "is_southern": is_southern(article)}
    published = article.published
    if published.at is not None and published.precision in _DAY_PRECISIONS:
        return Reference(Anchor(_plain(published.at), **ways), "published")
    if captured_at is not None:
        return Reference(Anchor(_plain(captured_at), **ways), "captured")
    return Reference(Anchor(_NO_MOMENT, **ways), "none")


def _plain(at: datetime) -> datetime:
    return (at.astimezone(UTC) if at.tzinfo else at).replace(tzinfo=None)


def is_now(expression: Expression) -> bool:
    """Return True for 'now' and 'currently'."""
    return (
        expression.kind == "MOMENT" and isinstance(expression.value, When) and expression.value.precision == "second"
    )


def resolve_date(expression: Expression | None, reference: Reference) -> Dated:
    """Resolve an expression to a date; without a value if its reference date is unknown."""
    if expression is None:
        return Dated()
    when, span = expression.value, Span(expression.start, expression.end)
    assert isinstance(when, When)  # noqa: S101 - other values are filtered out before
    is_open = when.start is None and when.end is None
    if is_open or (when.is_relative and reference.basis == "none"):
        return Dated(span=span)
    basis = reference.basis if when.is_relative else "explicit"
    if is_now(expression) or when.precision in _DAY_PRECISIONS:
        return _of_day(when, "day" if is_now(expression) else when.precision, basis, span)
    return Dated(_day(when.start), _last_day(when.end, expression), when.precision, basis, span)


def _of_day(when: When, precision: str, basis: str, span: Span) -> Dated:
    """Return the date of a day or moment; a date counted in weeks, months or years has their precision."""
    day = _day(when.start)
    if day is None or when.grain in (None, "hour", "minute", "second", "weekend", "fortnight"):
        return Dated(day, day, precision, basis, span)
    start, end = _unit_of(day, when.grain or "day")
    return Dated(start, end, when.grain or "day", basis, span)


def _unit_of(day: date, unit: str) -> tuple[date, date]:
    """Return the first and last day of the unit around a day."""
    when = unit_at(Anchor(datetime(day.year, day.month, day.day)), unit)
    start, end = (when.start, when.end) if when else (None, None)
    return (start.date() if start else day), ((end - timedelta(days=1)).date() if end else day)


def _day(at: datetime | None) -> date | None:
    return at.date() if at else None


def _last_day(end: datetime | None, expression: Expression) -> date | None:
    """Return the last day before an exclusive end; an open 'before noon on Friday' ends on that Friday."""
    if end is None:
        return None
    is_open_moment = (
        expression.kind == "DAY_PART" and isinstance(expression.value, When) and expression.value.start is None
    )
    return (end if is_open_moment else end - timedelta(microseconds=1)).date()
