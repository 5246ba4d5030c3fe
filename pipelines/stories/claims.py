"""Repeated claims: claims with nearly the same words, or of which one is an excerpt of the other.

The sources must not be known to differ. Within a story, a surname alone may be the person of the full name, and
a claim without a known source may be another outlet's claim. Elsewhere the words alone do not show who is meant.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from hearsay.pipelines.language import Languages
from hearsay.pipelines.stories.excerpts import Wording, contradicts, is_excerpt, may_be_excerpt, overlap, wording
from hearsay.pipelines.stories.keys import SHORTEST_CLAIM
from hearsay.pipelines.stories.known import KnownClaim
from hearsay.pipelines.stories.source_names import are_persons, names_agree
from hearsay.pipelines.stories.words import resemblance

SAME_SOURCE = 0.5
"""The least resemblance, by word pairs, of two contents from one source: a shortened quotation, a changed word."""
UNKNOWN_SOURCE = 0.8
OTHER_SOURCE = 1.0
"""The least resemblance under two names: equal words, because outlets may name the speaker differently.

A lower value would join statements of different people.
"""
LONG_ENOUGH = 8
"""The least number of words by which a content is recognised if the sources are not known to be the same.

An excerpt that is not quoted needs as many: 'the ban on arms' is in many statements about the ban.
"""


class Sources(Enum):
    """What is known about the sources of two claims."""

    SAME = "same"
    UNKNOWN = "unknown"
    OTHER = "other"
    APART = "apart"
    """Persons whose names contradict each other, or no known source and another story."""


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

    def turn(self, word: str) -> str | None:
        """Return a number, or the negation of a word; None for another word."""
        return word if word[0].isdigit() else self.of(word)


def negations_of(languages: Languages) -> Negations:
    """Return the negations of some languages; to be called by `languages.made`."""
    endings = [language.table("stories/negation_endings").items() for language in languages]
    return Negations(
        languages.words("stories/negations"),
        {ending: negation for items in endings for ending, (negation,) in items},
    )


def claim_likeness(left: KnownClaim, right: KnownClaim, languages: Languages) -> float:
    """Return the likeness of two claims from 0 to 1; 0 if they are not the same claim.

    Numbers, names and words of negation must be equal where both claims have words: a change there is the shortest
    way to another claim.
    """
    words, other = wording(left.content_text), wording(right.content_text)
    shorter = min(len(words.words), len(other.words))
    if shorter < SHORTEST_CLAIM:
        return 0.0
    sources = compare_sources(left, right, languages)
    negations = languages.made(negations_of)
    near = resemblance(words.pairs, other.pairs)
    is_near = near >= _least(sources, shorter) and left.polarity == right.polarity
    may_be_part = _are_of_story(left, right, sources) and may_be_excerpt(words, other, len(words.runs & other.runs))
    if not is_near and not may_be_part:
        return 0.0
    common = overlap(words, other)
    if contradicts(words, other, common, negations.turn, languages.words("entities/person_titles")):
        return 0.0
    if is_near and _turns(words, negations) == _turns(other, negations):
        return near
    is_part = (
        may_be_part
        and shorter >= _fewest_words(words, other, sources)
        and _is_same_polarity((left, words), (right, other), negations)
        and is_excerpt(words, other, common)
    )
    return near if is_part else 0.0


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


def compare_sources(left: KnownClaim, right: KnownClaim, languages: Languages) -> Sources:
    """Return what is known about the sources of two claims."""
    is_one_story = left.story_id == right.story_id
    if left.source_entity_id is None or right.source_entity_id is None:
        return Sources.UNKNOWN if is_one_story else Sources.APART
    if left.source_entity_id == right.source_entity_id:
        return Sources.SAME
    if not are_persons(left, right):
        return Sources.OTHER
    agree = names_agree(left.source_name or "", right.source_name or "", languages)
    return Sources.SAME if agree and is_one_story else Sources.APART


def _least(sources: Sources, words: int) -> float:
    """Return the least resemblance of two claims whose shorter content has a number of words."""
    if sources is Sources.SAME:
        return SAME_SOURCE
    if words < LONG_ENOUGH or sources is Sources.APART:
        return 2.0
    return UNKNOWN_SOURCE if sources is Sources.UNKNOWN else OTHER_SOURCE


def _are_of_story(left: KnownClaim, right: KnownClaim, sources: Sources) -> bool:
    """Return True for claims of two articles of a story whose sources are not known to differ.

    Within an article, a claim in a claim has words of the outer claim.
    """
    return (
        sources in (Sources.SAME, Sources.UNKNOWN)
        and left.story_id == right.story_id
        and left.version_id != right.version_id
    )


def _fewest_words(left: Wording, right: Wording, sources: Sources) -> int:
    shorter = min(left, right, key=lambda content: len(content.words))
    return SHORTEST_CLAIM if sources is Sources.SAME and shorter.is_quoted else LONG_ENOUGH


def _is_same_polarity(
    left: tuple[KnownClaim, Wording], right: tuple[KnownClaim, Wording], negations: Negations
) -> bool:
    """Return True if not just one of two claims is denied by its source, or left open.

    The polarity of a longer excerpt may come from a word outside the shorter. So it counts only if no negation in the
    content explains it.
    """
    if left[0].polarity == right[0].polarity or (left[1].has_quotation and right[1].has_quotation):
        return True
    return not any(
        claim.polarity == "u" or (claim.polarity == "-" and not any(map(negations.of, content.words)))
        for claim, content in (left, right)
    )


def _turns(content: Wording, negations: Negations) -> tuple[str, ...]:
    """Return the numbers and negations of a content, sorted."""
    return tuple(sorted(turn for turn in map(negations.turn, content.words) if turn is not None))
