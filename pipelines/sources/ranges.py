"""The range of time of a source, applied to inputs before their pages are read."""

from datetime import datetime

from hearsay.pipelines.inputs import EndedInput, Hints, Input
from hearsay.pipelines.records import Outcome, OutcomeKind
from hearsay.pipelines.sources.source import Source

OUT_OF_RANGE, UNDATED = "out_of_range", "undated"


def within_range(listed: Input, source: Source) -> Input:
    """Return the input, or a rejected copy if the date is outside of the source's range.

    A day that is partly inside the range is kept. An input without a date is kept too, unless the source has
    `is_dated_only`. A page without a date is always kept if the user named that page directly.
    """
    return listed if isinstance(listed, EndedInput) else out_of_range(listed.given, listed.hints, source) or listed


def out_of_range(name: str, hints: Hints, source: Source) -> EndedInput | None:
    """Return a rejected input if the hints date a page outside of the source's range, otherwise None."""
    if source.since is None and source.until is None:
        return None
    problem = _problem(name, hints, source)
    if problem is None:
        return None
    return EndedInput(name, Outcome(OutcomeKind.REJECTED, *problem), Hints(listing=hints.listing))


def time_problem(begins: datetime, ends: datetime, source: Source) -> str | None:
    """Return a sentence on which side of the range a period lies, or None for a period inside."""
    is_over = source.since is not None and (ends <= source.since if ends > begins else begins < source.since)
    if source.since is not None and is_over:
        return f"its date {begins.isoformat()} is before the start of the range, {source.since.isoformat()}"
    if source.until is not None and begins >= source.until:
        return f"its date {begins.isoformat()} is not before the end of the range, {source.until.isoformat()}"
    return None


def _problem(name: str, hints: Hints, source: Source) -> tuple[str, str] | None:
    if hints.dated is None:
        why = "it has no date before it is read, and the source accepts dated pages only"
        return (UNDATED, why) if source.is_dated_only and name != source.at else None
    problem = time_problem(*hints.dated, source)
    return (OUT_OF_RANGE, problem) if problem else None
