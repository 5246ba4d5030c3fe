"""Quotations behind a sentence in which another person takes the floor.

'“…,” Voss said. Renholm shook his head. “…”': the second quotation is Renholm's.
"""

from dataclasses import replace

from hearsay.pipelines.records import Attribution, Span
from hearsay.pipelines.resolve.claims.distant_quotations import Released
from hearsay.pipelines.resolve.sentences import sentence_at
from hearsay.pipelines.resolve.speakers.descriptions import WORD
from hearsay.pipelines.resolve.speakers.scene import Scene

MOST_WORDS_TO_VERB = 2
"""Most words between the name and the verb: 'Renholm only nodded'."""


def release_behind_actors(scene: Scene, released: Released) -> Released:
    """Return the attributions without the quotations of those who took the floor since, and all free quotations."""
    kept: list[Attribution] = []
    free = list(released.quotations)
    for attribution in released.attributions:
        first = _first_of_another(scene, attribution)
        if first is None:
            kept.append(attribution)
            continue
        free += attribution.content[first:]
        if first:
            kept.append(replace(attribution, content=attribution.content[:first]))
    return Released(kept, tuple(free))


def _first_of_another(scene: Scene, attribution: Attribution) -> int | None:
    """Return the number of the first part of a content that somebody else says, by the sentence before it."""
    if attribution.quote_type == "indirect" or not attribution.cue or not scene.sentences:
        return None
    cue = sentence_at(scene.sentences, attribution.cue[0].start)
    for number, part in enumerate(attribution.content):
        at = sentence_at(scene.sentences, part.start)
        is_behind = at - 1 > cue and part.start > attribution.cue[-1].end
        if is_behind and _takes_floor(scene, scene.sentences[at - 1], part, attribution):
            return number
    return None


def _takes_floor(scene: Scene, sentence: Span, part: Span, attribution: Attribution) -> bool:
    """Return True if a sentence right before a quotation begins with another person and a gesture."""
    if scene.text[sentence.end : part.start].strip(" \xa0") or any(
        mark in scene.text[slice(*sentence)] for mark in '“”"'
    ):
        return False
    index = next(iter(scene.mention_index.within((sentence,))), None)
    mention = None if index is None else scene.mention_index.mentions[index]
    if mention is None or mention.entity_type != "person" or mention.start != sentence.start:
        return False
    source = {scene.mention_index.entities[at] for at in scene.mention_index.within(attribution.source)}
    if index is None or scene.mention_index.entities[index] in source:
        return False
    gestures = scene.language.words("claims/gesture_verbs")
    words = [word.lower().strip(".") for word in WORD.findall(scene.text, mention.end, sentence.end)]
    return not gestures.isdisjoint(words[: MOST_WORDS_TO_VERB + 1])
