"""Whether one text is a near-duplicate of another, and which of them is the original."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from hearsay.pipelines.stories.keys import TEXT_SHINGLE
from hearsay.pipelines.stories.known import KnownArticle
from hearsay.pipelines.stories.words import facts, resemblance, shingles, split_sentences

LEAST_RESEMBLANCE = 0.45
"""30 % of the sentences written anew leave 0.54 of the runs of words that are in either."""
LEAST_SHARED_FACTS = 0.65
"""Of the names and numbers of the text that has fewer, those that the other has too."""
NEARLY_ALL_FACTS = 0.9
FEWEST_FACTS = 3
"""Of fewer, none says anything."""
OPENING_SENTENCES = 5
LONG_SENTENCE = 5
"""Words of a sentence that is telling enough for its return to mean something."""


@dataclass(frozen=True)
class Body:
    """A text as it is compared; what it is compared by is made when it is first asked for."""

    text: str

    @cached_property
    def sentences(self) -> list[tuple[str, ...]]:
        """The words of its sentences."""
        return split_sentences(self.text)

    @cached_property
    def shingles(self) -> frozenset[str]:
        """Its runs of words."""
        return shingles(self.sentences, TEXT_SHINGLE)

    @cached_property
    def facts(self) -> frozenset[str]:
        """Its numbers and capitalized words."""
        return facts(self.text)

    @cached_property
    def told(self) -> frozenset[tuple[str, ...]]:
        """Its telling sentences."""
        return frozenset(words for words in self.sentences if len(words) >= LONG_SENTENCE)

    @cached_property
    def opening(self) -> frozenset[tuple[str, ...]]:
        """The first of its telling sentences."""
        return frozenset([words for words in self.sentences if len(words) >= LONG_SENTENCE][:OPENING_SENTENCES])


def copy_similarity(one: Body, other: Body) -> float | None:
    """The resemblance of two texts that are near-duplicates, 0 to 1; None where they are not.

    Runs of words alone would take for copies two short reports that share a long tail about the outlet, and two
    weather reports of one template. So most of the names and numbers must be the same; and a sentence of each one's
    opening must stand in the other as it is, or, where every sentence was touched, nearly all names and numbers.
    """
    near = resemblance(one.shingles, other.shingles)
    if near < LEAST_RESEMBLANCE:
        return None
    fewer = min(len(one.facts), len(other.facts))
    shared = len(one.facts & other.facts) / fewer if fewer >= FEWEST_FACTS else None
    if shared is not None and shared < LEAST_SHARED_FACTS:
        return None
    opens_alike = bool(one.opening & other.told and other.opening & one.told)
    return near if opens_alike or near == 1 or (shared or 0) >= NEARLY_ALL_FACTS else None


def find_original(article: KnownArticle, near: Iterable[KnownArticle]) -> tuple[KnownArticle, float] | None:
    """Of the originals near an article and before it, the one that it is nearest to; None: it is a copy of none."""
    body = Body(article.text)
    found = [
        (similarity, other)
        for other in near
        if other.article_id != article.article_id
        and other.precedence < article.precedence
        and (similarity := copy_similarity(body, Body(other.text))) is not None
    ]
    if not found:
        return None
    nearest = max(similarity for similarity, _ in found)
    similarity, original = min((item for item in found if item[0] == nearest), key=lambda item: item[1].precedence)
    return original, similarity
