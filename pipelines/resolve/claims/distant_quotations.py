"""Quotations that the reader gave to a cue in another paragraph.

A quotation without a verb of its own belongs to the speaker before, and the reader often takes the next speaker
instead. So a quotation stays with a cue of another paragraph only where the form shows that they belong together:
the quotation goes on from the paragraph of the cue, the cue's paragraph ends with a colon or a comma right before it,
or cue and source are a line of their own right behind it. Other quotations are released, and rules find their
speaker (bare_quotations).
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from hearsay.pipelines.quotations import Quotation, find_quotations
from hearsay.pipelines.records import Attribution, Span, Spans

_LINE_REST = 8
"""Most characters beside source and cue in a line that has only them: a full stop, a dash, a bracket."""


@dataclass(frozen=True, slots=True)
class Released:
    """Attributions whose distant quotations were taken out, and those quotations."""

    attributions: list[Attribution]
    quotations: Spans


def release_distant(
    text: str, attributions: Sequence[Attribution], quotations: Sequence[Quotation] | None = None
) -> Released:
    """Return the attributions without the quotations that belong to another speaker by their place."""
    paragraphs = _Paragraphs(text)
    quotations = find_quotations(text) if quotations is None else quotations
    quoted = {part.start: (part, quotation) for quotation in quotations for part in quotation.parts}
    kept: list[Attribution] = []
    released: list[Span] = []
    for attribution in attributions:
        away = [part for part in attribution.content if _is_distant(attribution, part, paragraphs, quoted)]
        released += away
        content = tuple(part for part in attribution.content if part not in away)
        if content:
            kept.append(replace(attribution, content=content) if away else attribution)
    return Released(kept, tuple(released))


class _Paragraphs:
    """The paragraphs of a text: the lines that are not empty."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines: list[Span] = []
        start = 0
        for line in text.split("\n"):
            if line.strip():
                self.lines.append(Span(start, start + len(line)))
            start += len(line) + 1
        self._starts = [line.start for line in self.lines]

    def of(self, position: int) -> int:
        """Return the number of the paragraph at a position."""
        return max(bisect_right(self._starts, position) - 1, 0)


def _is_distant(
    attribution: Attribution, part: Span, paragraphs: _Paragraphs, quoted: Mapping[int, tuple[Span, Quotation]]
) -> bool:
    """Return True if a part of a content is a quotation in another paragraph than the cue, without a reason."""
    anchor = attribution.cue or attribution.source
    if not anchor or attribution.quote_type == "indirect":
        return False
    here, there = paragraphs.of(part.start), paragraphs.of(anchor[0].start)
    place = quoted.get(part.start) or quoted.get(part.start - 1)
    if here == there or place is None or part.end > place[0].end + 1:
        return False
    quotation = place[1]
    goes_on = there < here and paragraphs.of(quotation.parts[0].start) == there
    line = paragraphs.lines[there]
    is_announced = there == here - 1 and paragraphs.text[line.start : line.end].rstrip().endswith((":", ","))
    named = sum(span.end - span.start for span in (*attribution.source, *attribution.cue) if _overlaps(span, line))
    is_signed = there == here + 1 and line.end - line.start - named <= _LINE_REST
    return not (goes_on or is_announced or is_signed)


def _overlaps(span: Span, other: Span) -> bool:
    return span.start < other.end and other.start < span.end
