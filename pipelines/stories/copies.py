"""Near-duplicates: the test whether two texts are near-duplicates, and the choice of the original.

Texts of one template are no near-duplicates: their words are equal, but the names and numbers differ.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from hearsay.pipelines.stories.keys import TEXT_SHINGLE
from hearsay.pipelines.stories.known import KnownArticle
from hearsay.pipelines.stories.words import (
    Sentence,
    facts,
    facts_of_sentences,
    resemblance,
    shingles,
    split_sentences,
)

LEAST_RESEMBLANCE = 0.45
"""If 30 % of the sentences are rewritten, the two texts still share 0.54 of their word runs."""
LEAST_SHARED_FACTS = 0.65
"""The least share of the names and numbers of the text with fewer, which the other text has too."""
NEARLY_ALL_FACTS = 0.9
FEWEST_FACTS = 3
"""The least number of names and numbers for which their shared portion counts."""
LEAST_OF_TEMPLATE = 0.2
"""The least resemblance of two texts of one template."""
MOST_FACTS_OF_TEMPLATE = 0.35
"""Below this share of common names and numbers in the sentences that differ, two texts of a template have two events.

Police items of a county share the name of the police, but neither place nor persons.
"""
OPENING_SENTENCES = 5
LONG_SENTENCE = 5
"""The least number of words of a distinctive sentence. Shorter sentences recur by chance."""


@dataclass(frozen=True)
class Body:
    """A text prepared for comparison, with features that are computed at the first use."""

    text: str

    @cached_property
    def sentences(self) -> list[tuple[str, ...]]:
        """The words of each sentence."""
        return split_sentences(self.text)

    @cached_property
    def shingles(self) -> frozenset[str]:
        """The word runs of the text."""
        return shingles(self.sentences, TEXT_SHINGLE)

    @cached_property
    def facts(self) -> frozenset[str]:
        """The numbers and capitalized words of the text."""
        return facts(self.text)

    @cached_property
    def facts_of_sentences(self) -> list[tuple[Sentence, frozenset[str]]]:
        """The words of each sentence with its numbers and capitalized words."""
        return facts_of_sentences(self.text)

    @cached_property
    def distinctive(self) -> frozenset[tuple[str, ...]]:
        """The distinctive sentences of the text."""
        return frozenset(words for words in self.sentences if len(words) >= LONG_SENTENCE)

    @cached_property
    def opening(self) -> frozenset[tuple[str, ...]]:
        """The first distinctive sentences of the text."""
        return frozenset([words for words in self.sentences if len(words) >= LONG_SENTENCE][:OPENING_SENTENCES])


def copy_similarity(left: Body, right: Body) -> float | None:
    """Return the resemblance of two near-duplicates from 0 to 1, or None if the texts are not near-duplicates.

    Word runs alone are not enough. Two short reports can share a long footer about the outlet, and two weather
    reports can share a template. So most names and numbers must be equal. In addition, each text must contain a
    sentence of the other's opening unchanged. If every sentence was edited, nearly all names and numbers must be
    equal instead.
    """
    near = resemblance(left.shingles, right.shingles)
    if near < LEAST_RESEMBLANCE:
        return None
    fewer = min(len(left.facts), len(right.facts))
    shared = len(left.facts & right.facts) / fewer if fewer >= FEWEST_FACTS else None
    if shared is not None and shared < LEAST_SHARED_FACTS:
        return None
    opens_alike = bool(left.opening & right.distinctive and right.opening & left.distinctive)
    return near if opens_alike or near == 1 or (shared or 0) >= NEARLY_ALL_FACTS else None


def are_of_template(left: Body, right: Body) -> bool:
    """Return True if two texts have many words in common, but other names and numbers where their sentences differ.

    Such texts are on two events: two arrests, two weather reports.
    """
    if resemblance(left.shingles, right.shingles) < LEAST_OF_TEMPLATE:
        return False
    facts_of_left, facts_of_right = _own_facts(left, right), _own_facts(right, left)
    fewer = min(len(facts_of_left), len(facts_of_right))
    return fewer >= FEWEST_FACTS and len(facts_of_left & facts_of_right) < MOST_FACTS_OF_TEMPLATE * fewer


def _own_facts(body: Body, other: Body) -> frozenset[str]:
    """Return the names and numbers of the sentences that the other text does not have."""
    common = {words for words, _ in other.facts_of_sentences}
    return frozenset[str]().union(*(facts for words, facts in body.facts_of_sentences if words not in common))


def find_original(article: KnownArticle, near: Iterable[KnownArticle]) -> tuple[KnownArticle, float] | None:
    """Return the most similar earlier original of an article, and the similarity; None if there is no original."""
    body = Body(article.text)
    copies = [
        (similarity, other)
        for other in near
        if other.article_id != article.article_id
        and other.appearance < article.appearance
        and (similarity := copy_similarity(body, Body(other.text))) is not None
    ]
    if not copies:
        return None
    nearest = max(similarity for similarity, _ in copies)
    similarity, original = min((item for item in copies if item[0] == nearest), key=lambda item: item[1].appearance)
    return original, similarity
