"""The range of time of a source, applied to inputs before their pages are read."""

from datetime import datetime

from hearsay.pipelines.records import Input, Outcome, OutcomeKind
from hearsay.pipelines.sources.source import Source

OUT_OF_RANGE, UNDATED = "out_of_range", "undated"


def within_range(listed: Input, source: Source) -> Input:
    """Return the input, or a rejected copy if the date is outside of the source's range.

    A day that is partly inside the range is kept. An input without a date is kept too, unless the source has
    `is_dated_only`. A page without a date is always kept if the user named that page directly.
    """
    if listed.ended is not None or (source.since is None and source.until is None):
        return listed
    problem = _problem(listed, source)
    if problem is None:
        return listed
    ended = Outcome(OutcomeKind.REJECTED, *problem)
    return Input(given=listed.given, ended=ended, listing=listed.listing)


def time_problem(begins: datetime, ends: datetime, source: Source) -> str | None:
    """Return a sentence on which side of the range a period lies, or None for a period inside."""
    is_over = source.since is not None and (ends <= source.since if ends > begins else begins < source.since)
    if source.since is not None and is_over:
        return f"its date {begins.isoformat()} is before the start of the range, {source.since.isoformat()}"
    if source.until is not None and begins >= source.until:
        return f"its date {begins.isoformat()} is not before the end of the range, {source.until.isoformat()}"
    return None


def _problem(listed: Input, source: Source) -> tuple[str, str] | None:
    if listed.dated is None:
        why = "it has no date before it is read, and the source accepts dated pages only"
        return (UNDATED, why) if source.is_dated_only and listed.given != source.at else None
    problem = time_problem(*listed.dated, source)
    return (OUT_OF_RANGE, problem) if problem else None
