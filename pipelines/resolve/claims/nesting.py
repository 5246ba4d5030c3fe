"""Nested claims: 'Reuters reported that two officials said …', 'X said, citing Y', 'X quoted Y as saying …'.

The reader finds one layer. Rules find the next layer: an inner claim has its own source, and the outer claim as
its parent.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hearsay.pipelines.records import Attribution, Span
from hearsay.pipelines.resolve.claims.inner_claims import INNER_SHARE, find_inner_claim, is_somebody, trimmed
from hearsay.pipelines.resolve.sentences import sentence_at
from hearsay.pipelines.resolve.speakers.scene import Scene


@dataclass(frozen=True, slots=True)
class Nested:
    """Attribution with the number of its parent attribution, if any."""

    attribution: Attribution
    parent: int | None


def nest(scene: Scene, attributions: Sequence[Attribution]) -> list[Nested]:
    """Return every attribution in order with its parent, then the inner attributions found by rules.

    In 'X said, citing Y', the reader may take Y for the content of 'citing'. Then Y becomes a source, with the
    content of the neighbouring attribution.
    """
    asked = {number: _as_cited(scene, attributions, number) for number in range(len(attributions))}
    cited = {number: pair for number, pair in asked.items() if pair is not None}
    resolved = [
        cited[number][0] if number in cited else attribution for number, attribution in enumerate(attributions)
    ]
    parents = find_parents(resolved)
    parents = [cited[number][1] if number in cited else parent for number, parent in enumerate(parents)]
    parents = _without_cycles(parents)
    nested = [Nested(attribution, parent) for attribution, parent in zip(resolved, parents, strict=True)]
    holders = set(parents)
    for number, attribution in enumerate(attributions):
        if number in cited:
            continue
        inner = None if number in holders else find_inner_claim(scene, attribution)
        inner = inner or _cited_beside(scene, attribution, number, attributions)
        if inner is not None:
            nested.append(Nested(inner, number))
    return nested


def _without_cycles(parents: Sequence[int | None]) -> list[int | None]:
    """Return the parents, without the parent of an attribution that would be its own ancestor."""
    kept = list(parents)
    for number in range(len(kept)):
        above, steps = kept[number], 0
        while above is not None and above != number and steps <= len(kept):
            above, steps = kept[above], steps + 1
        if above is not None:
            kept[number] = None
    return kept


def _as_cited(scene: Scene, attributions: Sequence[Attribution], number: int) -> tuple[Attribution, int] | None:
    citing = attributions[number]
    if not citing.cue or not _is_citing(scene, citing) or len(citing.content) != 1:
        return None
    if not is_somebody(scene, citing.content[0]):
        return None
    here = sentence_at(scene.sentences, citing.cue[0].start)
    for other in sorted(range(len(attributions)), key=lambda index: abs(index - number)):
        beside = attributions[other]
        if (
            other != number
            and beside.cue
            and sentence_at(scene.sentences, beside.cue[0].start) == here
            and not _is_citing(scene, beside)
        ):
            content = beside.content
            return replace(citing, source=citing.content, content=content, quote_type=beside.quote_type), other
    return None


def _is_citing(scene: Scene, attribution: Attribution) -> bool:
    cue = scene.text[attribution.cue[0].start : attribution.cue[-1].end]
    return scene.language.pattern("claims/cited.cue").search(cue) is not None


def _cited_beside(
    scene: Scene, outer: Attribution, number: int, attributions: Sequence[Attribution]
) -> Attribution | None:
    """Return the attribution to Y in '…, X said, citing Y' that the reader missed."""
    if not outer.cue or not scene.sentences:
        return None
    sentence = scene.sentences[sentence_at(scene.sentences, outer.cue[0].start)]
    match = scene.language.pattern("claims/cited.beside").search(scene.text, sentence.start, sentence.end)
    if match is None:
        return None
    cue, source = Span(*match.span("cue")), trimmed(scene.text, Span(*match.span("source")))
    taken = [
        span for attribution in attributions for span in (*attribution.source, *attribution.cue, *attribution.content)
    ]
    if any(span.start < source.end and source.start < span.end for span in taken):
        return None
    if number != _nearest(cue, sentence, attributions) or not is_somebody(scene, source):
        return None
    return replace(outer, source=(source,), cue=(cue,), confidence=outer.confidence * INNER_SHARE)


def _nearest(cue: Span, sentence: Span, attributions: Sequence[Attribution]) -> int | None:
    """Return the number of the attribution in a sentence whose cue is nearest to another cue."""
    near = [
        (abs(attribution.cue[0].start - cue.start), number)
        for number, attribution in enumerate(attributions)
        if attribution.cue and attribution.content and sentence.start <= attribution.cue[0].start < sentence.end
    ]
    return min(near)[1] if near else None


def find_parents(attributions: Sequence[Attribution]) -> list[int | None]:
    """Return, for each attribution, the innermost other attribution whose content holds all of its spans."""
    parts = sorted(
        (
            (span.start, -span.end, number)
            for number, attribution in enumerate(attributions)
            for span in attribution.content
        )
    )
    order = sorted((_extent(attribution), number) for number, attribution in enumerate(attributions))
    lengths = [sum(end - start for start, end in attribution.content) for attribution in attributions]
    parents: list[int | None] = [None] * len(attributions)
    active: list[tuple[int, int]] = []
    position = 0
    for (start, end), number in order:
        while position < len(parts) and parts[position][0] <= start:
            active.append((-parts[position][1], parts[position][2]))
            position += 1
        active = [part for part in active if part[0] > start]
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
