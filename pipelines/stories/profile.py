"""What an article is about, as weights: its words by how rare they are in the language, and the names in it.

How rare a word is comes from wordfreq (Speer 2022), a frozen table of word frequencies in 42 languages, rather than
from the articles of the warehouse: so a profile depends on its article alone, and not on what came before it.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from hearsay.pipelines.stories.words import split_words

MOST_TERMS = 100
MOST_NAMES = 40
RAREST = 5.0
"""Weight of a word that the table of a language does not hold: those rarer than one in a million."""
COMMONEST = 6.5
"""Zipf frequency (powers of ten in a billion words) from which a word says nothing: "the", "and", "said"."""
TITLE_COUNTS = 2
"""A word of the headline counts as if it stood in the text so many times more."""

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Profile:
    """Weights of unit length: `terms` of headline and text, `title` of the headline, `names` of entities."""

    terms: Weights
    title: Weights
    names: Weights

    def strongest(self, count: int) -> tuple[str, ...]:
        """The keys by which articles on the same event are looked for: two parts words, one part names."""
        names = _heaviest(self.names, count // 3)
        terms = _heaviest(self.terms, count - len(names))
        return (*(f"term {name}" for name in terms), *(f"name {name}" for name in names))


def make_profile(title: str | None, text: str, language: str | None, names: Iterable[tuple[str, str]]) -> Profile:
    """The profile of an article; `names` are (entity_id, canonical name), once for each mention.

    An article in a language that the table does not know has no terms: its names are all there is to go by.
    """
    table = _weights_of(language or "en")
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


def cosine(one: Weights, other: Weights) -> float:
    """How near two profiles of unit length are, 0 to 1."""
    if len(one) > len(other):
        one, other = other, one
    return min(1.0, sum(weight * other.get(name, 0.0) for name, weight in one.items()))


def _weighted(counts: Mapping[str, int], table: Weights | None) -> dict[str, float]:
    if table is None:
        return {}
    found = {word: (1 + math.log(count)) * _weight(table, word) for word, count in counts.items()}
    return {word: weight for word, weight in found.items() if weight > 0}


def _weight(table: Weights | None, word: str) -> float:
    return RAREST if table is None else table.get(word, RAREST)


def _heaviest(weights: Mapping[str, float], count: int) -> dict[str, float]:
    kept = sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:count]
    return dict(kept)


def _of_unit_length(weights: Mapping[str, float]) -> Weights:
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    return {name: round(weight / length, 6) for name, weight in weights.items()} if length else {}


@cache
def _weights_of(language: str) -> Weights | None:
    """Word → weight for the words of a language that are common enough to weigh less; None: no table."""
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
