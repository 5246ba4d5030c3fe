"""Attributions → claims: source resolved, cue in its dictionary form, certainty, place in the nesting."""

from collections.abc import Sequence

from pipelines.records import Attribution, Claim, Reading, Spans
from pipelines.resolve.certainty import judge_certainty
from pipelines.resolve.cues import cue_lemma
from pipelines.resolve.signals import Signals
from pipelines.resolve.sources import Speakers, find_source, index_mentions
from pipelines.resolve.worth import check_worthiness

JOIN = " … "
"""What stands between the parts of a discontinuous stretch when it is read as one text."""


def make_claims(text: str, reading: Reading, mention_entities: Sequence[str | None]) -> tuple[Claim, ...]:
    """One claim for each attribution of the reading that has a content, in its order; parents are acyclic."""
    attributions = [said for said in reading.attributions if said.content]
    known = index_mentions(reading.mentions, mention_entities)
    signals = Signals(reading.signals)
    speakers = Speakers()
    parents = find_parents(attributions)
    claims: list[Claim] = []
    for number, attribution in enumerate(attributions):
        entity_id, source_type = find_source(text, attribution.source, known, speakers)
        cue = _joined(text, attribution.cue)
        lemma = cue_lemma(cue)
        of_content = signals.joined(attribution.content, len(JOIN))
        certainty, polarity = judge_certainty(lemma, cue, _joined(text, attribution.content), of_content)
        claims.append(
            Claim(
                attribution=attribution,
                source_entity_id=entity_id,
                source_type=source_type,
                cue_lemma=lemma,
                polarity=polarity,
                certainty=certainty,
                parent=parents[number],
                source_mentions=known.within(attribution.source),
                about_mentions=known.within(attribution.content),
                check_worthiness=check_worthiness(of_content),
            )
        )
    return tuple(claims)


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


def _joined(text: str, spans: Spans) -> str:
    return JOIN.join(text[start:end] for start, end in spans)
