"""Weighted profiles of articles: their words by rarity in the language, and their names.

The rarity of a word comes from wordfreq (Speer 2022), a fixed table of word frequencies in 42 languages. The articles
of the warehouse have no effect, so a profile depends on a single article.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from hearsay.pipelines.language.languages import DEFAULT
from hearsay.pipelines.stories.words import split_words

MOST_TERMS = 100
MOST_NAMES = 40
RAREST = 5.0
"""The weight of a word outside the table of its language, where words are rarer than one in a million."""
COMMONEST = 6.5
"""The Zipf frequency (power of ten in a billion words) from which a word has no weight: "the", "and", "said"."""
TITLE_COUNTS = 2
"""The number of occurrences in the text that a word of the headline counts for."""

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Profile:
    """Weight vectors of unit length: `terms` of headline and text, `title` of the headline, `names` of entities."""

    terms: Weights
    title: Weights
    names: Weights

    def strongest(self, count: int) -> tuple[str, ...]:
        """Return keys to find articles on the same event: the strongest terms, and names for up to a third."""
        names = _heaviest(self.names, count // 3)
        terms = _heaviest(self.terms, count - len(names))
        return (*(f"term {name}" for name in terms), *(f"name {name}" for name in names))


def make_profile(title: str | None, text: str, language: str | None, names: Iterable[tuple[str, str]]) -> Profile:
    """Return the profile of an article.

    An article in a language outside the table has no terms, only names.

    Args:
        title: The headline.
        text: The text.
        language: The ISO 639-1 code. Without a language, the table of the default language is used.
        names: (entity_id, canonical_name) of each mention.
    """
    table = _weights_of(language or DEFAULT)
    headline = Counter(split_words(title or ""))
    counts = Counter(split_words(text))
    for word, count in headline.items():
        counts[word] += TITLE_COUNTS * count
    counted = Counter(names)
    named: dict[str, float] = {}
    for (entity_id, name), count in sorted(counted.items()):
        rarest = max((_weight(table, word) for word in split_words(name)), default=0.0)
        named[entity_id] = max(named.get(entity_id, 0.0), (1 + math.log(count)) * rarest)
    return Profile(
        terms=_of_unit_length(_heaviest(_weighted(counts, table), MOST_TERMS)),
        title=_of_unit_length(_weighted(headline, table)),
        names=_of_unit_length(_heaviest(named, MOST_NAMES)),
    )


def cosine(left: Weights, right: Weights) -> float:
    """Return the cosine similarity of two vectors of unit length, from 0 to 1."""
    if len(left) > len(right):
        left, right = right, left
    return min(1.0, sum(weight * right.get(name, 0.0) for name, weight in left.items()))


def _weighted(counts: Mapping[str, int], table: Weights | None) -> dict[str, float]:
    if table is None:
        return {}
    weights = {word: (1 + math.log(count)) * _weight(table, word) for word, count in counts.items()}
    return {word: weight for word, weight in weights.items() if weight > 0}


def _weight(table: Weights | None, word: str) -> float:
    return RAREST if table is None else table.get(word, RAREST)


def _heaviest(weights: Mapping[str, float], count: int) -> dict[str, float]:
    heaviest = sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:count]
    return dict(heaviest)


def _of_unit_length(weights: Mapping[str, float]) -> Weights:
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    return {name: round(weight / length, 6) for name, weight in weights.items()} if length else {}


@cache
def _weights_of(language: str) -> Weights | None:
    """Return the weights of the common words of a language; None if wordfreq has no table for it."""
    import wordfreq  # noqa: PLC0415

    try:
        frequencies = wordfreq.get_frequency_dict(language, "small")
    except LookupError:
        return None
    weights = {
        word: min(RAREST, max(0.0, COMMONEST - (math.log10(frequency) + 9)))
        for word, frequency in frequencies.items()
    }
    return MappingProxyType(weights)
