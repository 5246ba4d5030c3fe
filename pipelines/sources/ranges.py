"""A range of time: what of a source is from within it, as far as that is told before a page is read."""

from datetime import datetime

from hearsay.pipelines.records import Input, Outcome, OutcomeKind
from hearsay.pipelines.sources.source import Source

OUT_OF_RANGE, UNDATED = "out_of_range", "undated"


def within_range(found: Input, source: Source) -> Input:
    """The input, or the same one ended as rejected where it is not from within the range of its source.

    What is from a day that lies in part within the range is kept. So is what does not tell its date, unless the
    source is to be dated only; a page that is named by itself is kept then too, since whoever names it wants it.
    """
    if found.ended is not None or (source.since is None and source.until is None):
        return found
    problem = _problem(found, source)
    if problem is None:
        return found
    ended = Outcome(OutcomeKind.REJECTED, *problem)
    return Input(given=found.given, ended=ended, listing=found.listing)


def time_problem(begins: datetime, ends: datetime, source: Source) -> str | None:
    """A sentence that says on which side of the range a time lies, or None where it lies within."""
    is_over = source.since is not None and (ends <= source.since if ends > begins else begins < source.since)
    if source.since is not None and is_over:
        return f"it is of {begins.isoformat()}, before the range begins at {source.since.isoformat()}"
    if source.until is not None and begins >= source.until:
        return f"it is of {begins.isoformat()}, and the range ends at {source.until.isoformat()}"
    return None


def _problem(found: Input, source: Source) -> tuple[str, str] | None:
    if found.dated is None:
        told = "nothing tells when it is from, and dated pages alone were asked for"
        return (UNDATED, told) if source.is_dated_only and found.given != source.at else None
    problem = time_problem(*found.dated, source)
    return (OUT_OF_RANGE, problem) if problem else None
