"""Whether two claims are the same claim: nearly the same words, from nobody known to be another."""

from collections.abc import Iterable

from hearsay.pipelines.lexicon import word_set
from hearsay.pipelines.stories.keys import SHORTEST_CLAIM
from hearsay.pipelines.stories.known import KnownClaim
from hearsay.pipelines.stories.words import resemblance, shingles, split_words

SAME_SOURCE = 0.5
"""Least resemblance, by pairs of words, of two contents from one source: a quotation cut short, a word changed."""
UNKNOWN_SOURCE = 0.8
OTHER_SOURCE = 1.0
"""The same words under two names: the outlets name the speaker differently. Less would join what two people said."""
LONG_ENOUGH = 8
"""Words that a content needs to be known again whoever says it."""


def claim_likeness(one: KnownClaim, other: KnownClaim) -> float:
    """How far two claims are the same, 0 to 1; 0 where they are not.

    Polarity, numbers and words of negation must be the same: the shortest changes that make the opposite of a claim.
    """
    said, again = split_words(one.content_text), split_words(other.content_text)
    shorter = min(len(said), len(again))
    if shorter < SHORTEST_CLAIM or one.polarity != other.polarity or _turns(said) != _turns(again):
        return 0.0
    near = resemblance(shingles([said], 2), shingles([again], 2))
    return near if near >= _least(one.source_entity_id, other.source_entity_id, shorter) else 0.0


def find_group(claim: KnownClaim, near: Iterable[KnownClaim]) -> str | None:
    """The group of the claim that this one is most like, the smallest id of several; None: it is the first."""
    found = [
        (-likeness, other.group_id)
        for other in near
        if other.group_id is not None and other.claim_id != claim.claim_id
        if (likeness := claim_likeness(claim, other))
    ]
    return min(found)[1] if found else None


def _least(source: str | None, other: str | None, words: int) -> float:
    if source is not None and source == other:
        return SAME_SOURCE
    if words < LONG_ENOUGH:
        return 2.0
    return UNKNOWN_SOURCE if source is None or other is None else OTHER_SOURCE


def _turns(words: tuple[str, ...]) -> tuple[str, ...]:
    """The numbers and negations of a content, in order of spelling."""
    negations = word_set("stories/data/negations.txt")
    return tuple(sorted("not" if word.endswith("n't") else word for word in words if _turns_a_claim(word, negations)))


def _turns_a_claim(word: str, negations: frozenset[str]) -> bool:
    return word[0].isdigit() or word.endswith("n't") or word in negations
