"""Claims inside claims: 'Reuters reported that two officials said …', 'X said, citing Y', 'X quoted Y as saying …'.

The reader finds one layer. Rules find the next: the inner claim has its own source and the outer one as its parent.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from hearsay.pipelines.records import Attribution, Span
from hearsay.pipelines.resolve.claims.inner_claims import INNER_SHARE, inside, is_somebody, trimmed
from hearsay.pipelines.resolve.sentences import sentence_at
from hearsay.pipelines.resolve.speakers.mention_index import MentionIndex

_CITING = re.compile(r"\b(?:citing|quoting)\b")
_CITED = re.compile(r",\s+(citing|quoting)\s+([^,.;:\n“”\"]{3,90})")


@dataclass(frozen=True, slots=True)
class Nested:
    """An attribution and the number of the one that it stands inside, if any."""

    attribution: Attribution
    parent: int | None


def nest(
    text: str, sentences: Sequence[Span], known: MentionIndex, attributions: Sequence[Attribution]
) -> list[Nested]:
    """Every attribution in its order with its parent, then the inner ones that the rules find.

    An attribution whose cue is 'citing' and whose content is somebody becomes what that somebody says: the content of
    its neighbour, in whose report it stands.
    """
    asked = {number: _as_cited(text, sentences, known, attributions, number) for number in range(len(attributions))}
    cited = {number: found for number, found in asked.items() if found is not None}
    told = [cited[number][0] if number in cited else one for number, one in enumerate(attributions)]
    parents = find_parents(told)
    parents = [cited[number][1] if number in cited else parent for number, parent in enumerate(parents)]
    parents = _without_cycles(parents)
    nested = [Nested(attribution, parent) for attribution, parent in zip(told, parents, strict=True)]
    holders = set(parents)
    for number, attribution in enumerate(attributions):
        if number in cited:
            continue
        inner = None if number in holders else inside(text, known, attribution)
        inner = inner or _cited_beside(text, sentences, known, attribution, number, attributions)
        if inner is not None:
            nested.append(Nested(inner, number))
    return nested


def _without_cycles(parents: Sequence[int | None]) -> list[int | None]:
    """The parents, but none for an attribution that would be its own ancestor."""
    kept = list(parents)
    for number in range(len(kept)):
        above, steps = kept[number], 0
        while above is not None and above != number and steps <= len(kept):
            above, steps = kept[above], steps + 1
        if above is not None:
            kept[number] = None
    return kept


def _as_cited(
    text: str, sentences: Sequence[Span], known: MentionIndex, attributions: Sequence[Attribution], number: int
) -> tuple[Attribution, int] | None:
    said = attributions[number]
    if not said.cue or not _CITING.search(text[said.cue[0].start : said.cue[-1].end]) or len(said.content) != 1:
        return None
    if not is_somebody(text, said.content[0], known):
        return None
    here = sentence_at(sentences, said.cue[0].start)
    for other in sorted(range(len(attributions)), key=lambda one: abs(one - number)):
        beside = attributions[other]
        if (
            other != number
            and beside.cue
            and sentence_at(sentences, beside.cue[0].start) == here
            and not _CITING.search(text[beside.cue[0].start : beside.cue[-1].end])
        ):
            content = beside.content
            return replace(said, source=said.content, content=content, quote_type=beside.quote_type), other
    return None


def _cited_beside(
    text: str,
    sentences: Sequence[Span],
    known: MentionIndex,
    said: Attribution,
    number: int,
    attributions: Sequence[Attribution],
) -> Attribution | None:
    """'…, X said, citing Y' where the reader has not seen the citing."""
    if not said.cue or not sentences:
        return None
    sentence = sentences[sentence_at(sentences, said.cue[0].start)]
    match = _CITED.search(text, sentence.start, sentence.end)
    if match is None:
        return None
    cue, source = Span(*match.span(1)), trimmed(text, Span(*match.span(2)))
    taken = [span for one in attributions for span in (*one.source, *one.cue, *one.content)]
    if any(span.start < source.end and source.start < span.end for span in taken):
        return None
    if number != _nearest(cue, sentence, attributions) or not is_somebody(text, source, known):
        return None
    return replace(said, source=(source,), cue=(cue,), confidence=said.confidence * INNER_SHARE)


def _nearest(cue: Span, sentence: Span, attributions: Sequence[Attribution]) -> int | None:
    """The attribution in a sentence whose cue is nearest to a place."""
    near = [
        (abs(one.cue[0].start - cue.start), number)
        for number, one in enumerate(attributions)
        if one.cue and one.content and sentence.start <= one.cue[0].start < sentence.end
    ]
    return min(near)[1] if near else None


def find_parents(attributions: Sequence[Attribution]) -> list[int | None]:
    """For each attribution the innermost other one whose content holds all of its spans."""
    parts = sorted(
        ((span.start, -span.end, number) for number, one in enumerate(attributions) for span in one.content)
    )
    order = sorted((_extent(one), number) for number, one in enumerate(attributions))
    lengths = [sum(end - start for start, end in one.content) for one in attributions]
    parents: list[int | None] = [None] * len(attributions)
    active: list[tuple[int, int]] = []
    position = 0
    for (start, end), number in order:
        while position < len(parts) and parts[position][0] <= start:
            active.append((-parts[position][1], parts[position][2]))
            position += 1
        active = [one for one in active if one[0] > start]
        holders = [
            (lengths[holder], holder)
            for part_end, holder in active
            if part_end >= end and holder != number and lengths[holder] > lengths[number]
        ]
        parents[number] = min(holders)[1] if holders else None
    return parents


def _extent(attribution: Attribution) -> tuple[int, int]:
    spans = (*attribution.source, *attribution.cue, *attribution.content)
    return (min(span.start for span in spans), max(span.end for span in spans)) if spans else (0, 0)
