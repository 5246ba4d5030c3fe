"""Repeated claims: claims with nearly the same words whose sources are not known to differ."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hearsay.pipelines.language import Languages
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


@dataclass(frozen=True, slots=True)
class Negations:
    """Words of negation in all languages, because the language of a known claim is not stored.

    Attributes:
        words: Words that turn a statement into its opposite.
        endings: Ending of a contraction to the negation in it.
    """

    words: frozenset[str]
    endings: Mapping[str, str]

    def of(self, word: str) -> str | None:
        """Return the negation of a word, or None."""
        if word in self.words:
            return word
        return next((negation for ending, negation in self.endings.items() if word.endswith(ending)), None)


def negations_of(languages: Languages) -> Negations:
    """Return the negations of some languages; to be called by `languages.made`."""
    endings = [language.table("stories/negation_endings").items() for language in languages]
    return Negations(
        languages.words("stories/negations"),
        {ending: negation for items in endings for ending, (negation,) in items},
    )


def claim_likeness(left: KnownClaim, right: KnownClaim, languages: Languages) -> float:
    """Return the likeness of two claims from 0 to 1; 0 if they are not the same claim.

    Polarity, numbers and words of negation must be equal: a change there is the shortest way to the opposite claim.
    """
    words, other_words = split_words(left.content_text), split_words(right.content_text)
    shorter = min(len(words), len(other_words))
    if shorter < SHORTEST_CLAIM or left.polarity != right.polarity:
        return 0.0
    negations = languages.made(negations_of)
    if _turns(words, negations) != _turns(other_words, negations):
        return 0.0
    near = resemblance(shingles([words], 2), shingles([other_words], 2))
    return near if near >= _least(left.source_entity_id, right.source_entity_id, shorter) else 0.0


def find_group(claim: KnownClaim, near: Iterable[KnownClaim], languages: Languages) -> str | None:
    """Return the group of the most similar claim; None if no claim is similar.

    Of equally similar claims, the smallest group id counts.
    """
    candidates = [
        (-likeness, other.group_id)
        for other in near
        if other.group_id is not None and other.claim_id != claim.claim_id
        if (likeness := claim_likeness(claim, other, languages))
    ]
    return min(candidates)[1] if candidates else None


def _least(source: str | None, other: str | None, words: int) -> float:
    if source is not None and source == other:
        return SAME_SOURCE
    if words < LONG_ENOUGH:
        return 2.0
    return UNKNOWN_SOURCE if source is None or other is None else OTHER_SOURCE


def _turns(words: tuple[str, ...], negations: Negations) -> tuple[str, ...]:
    """Return the numbers and negations of a content, sorted."""
    turns = (word if word[0].isdigit() else negations.of(word) for word in words)
    return tuple(sorted(turn for turn in turns if turn is not None))
