"""Repeated claims: claims with nearly the same words whose sources are not known to differ."""

from collections.abc import Iterable

from hearsay.pipelines.lexicon import word_set
from hearsay.pipelines.stories.keys import SHORTEST_CLAIM
from hearsay.pipelines.stories.known import KnownClaim
from hearsay.pipelines.stories.words import resemblance, shingles, split_words

SAME_SOURCE = 0.5
"""The least resemblance, by word pairs, of two contents from one source: a shortened quotation, a changed word."""
UNKNOWN_SOURCE = 0.8
OTHER_SOURCE = 1.0
"""The least resemblance under two names: equal words, because outlets may name the speaker differently.

A lower value would join statements of different people.
"""
LONG_ENOUGH = 8
"""The least number of words by which a content is recognised if the sources are not known to be the same."""


def claim_likeness(left: KnownClaim, right: KnownClaim) -> float:
    """Return the likeness of two claims from 0 to 1; 0 if they are not the same claim.

    Polarity, numbers and words of negation must be equal: a change there is the shortest way to the opposite claim.
    """
    words, other_words = split_words(left.content_text), split_words(right.content_text)
    shorter = min(len(words), len(other_words))
    if shorter < SHORTEST_CLAIM or left.polarity != right.polarity or _turns(words) != _turns(other_words):
        return 0.0
    near = resemblance(shingles([words], 2), shingles([other_words], 2))
    return near if near >= _least(left.source_entity_id, right.source_entity_id, shorter) else 0.0


def find_group(claim: KnownClaim, near: Iterable[KnownClaim]) -> str | None:
    """Return the group of the most similar claim; None if no claim is similar.

    Of equally similar claims, the smallest group id counts.
    """
    candidates = [
        (-likeness, other.group_id)
        for other in near
        if other.group_id is not None and other.claim_id != claim.claim_id
        if (likeness := claim_likeness(claim, other))
    ]
    return min(candidates)[1] if candidates else None


def _least(source: str | None, other: str | None, words: int) -> float:
    if source is not None and source == other:
        return SAME_SOURCE
    if words < LONG_ENOUGH:
        return 2.0
    return UNKNOWN_SOURCE if source is None or other is None else OTHER_SOURCE


def _turns(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the numbers and negations of a content, sorted."""
    negations = word_set("stories/data/negations.txt")
    return tuple(sorted("not" if word.endswith("n't") else word for word in words if _turns_a_claim(word, negations)))


def _turns_a_claim(word: str, negations: frozenset[str]) -> bool:
    return word[0].isdigit() or word.endswith("n't") or word in negations
