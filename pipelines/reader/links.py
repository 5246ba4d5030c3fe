"""Which source and which contents belong to a cue: products of vectors that the network gives, and distance.

Training and reading share `distance_kinds`. A cue takes the most probable source among those nearby, or none; a part
of a content takes the most probable cue, or none. So one source may serve several cues, and one cue several parts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hearsay.pipelines.reader.chain import TaggedRange

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Integers = NDArray[np.int64]

DISTANCES = 24
"""Kinds of distance: six lengths in words, before or after, in the same paragraph or another."""
LINK = 64
"""Numbers in a link vector. A word has four: as the cue of a source, a source, the cue of a content, a content."""
NEARBY = 160
"""Words between what may belong together: as far as one window sees."""
LENGTHS = np.array([2, 4, 8, 16, 32])
"""Words from which on a distance is of the next length."""


@dataclass(frozen=True, slots=True)
class Link:
    """How probable each choice is: the candidates from number `first` on, and, last, none of them."""

    first: int
    probabilities: Doubles

    @property
    def chosen(self) -> int | None:
        """The most probable candidate's number, None for nothing."""
        best = int(self.probabilities.argmax())
        return self.first + best if best + 1 < len(self.probabilities) else None

    @property
    def probability(self) -> float:
        """How probable the choice is."""
        return float(self.probabilities.max())

    def probability_of(self, number: int) -> float:
        """How probable a candidate is; 0 if it is not near."""
        at = number - self.first
        return float(self.probabilities[at]) if 0 <= at < len(self.probabilities) - 1 else 0.0


@dataclass(frozen=True, slots=True)
class Linker:
    """What is added to the products: a bias by distance (2 × DISTANCES), and the score of nothing (2)."""

    by_distance: Floats
    nothing: Floats

    def sources_of(
        self, cues: Sequence[TaggedRange], sources: Sequence[TaggedRange], vectors: Floats, paragraphs: Integers
    ) -> list[Link]:
        """Each cue's source. `vectors` are words × (4 · LINK)."""
        return self._choose(0, cues, sources, vectors[:, :LINK], vectors[:, LINK : 2 * LINK], paragraphs)

    def cues_of(
        self, contents: Sequence[TaggedRange], cues: Sequence[TaggedRange], vectors: Floats, paragraphs: Integers
    ) -> list[Link]:
        """Each content part's cue."""
        return self._choose(1, contents, cues, vectors[:, 3 * LINK :], vectors[:, 2 * LINK : 3 * LINK], paragraphs)

    def _choose(
        self,
        kind: int,
        asking: Sequence[TaggedRange],
        offered: Sequence[TaggedRange],
        asking_vectors: Floats,
        offered_vectors: Floats,
        paragraphs: Integers,
    ) -> list[Link]:
        low = np.array([one.low for one in offered], dtype=np.int64)
        own, others = _ends(asking_vectors, asking), _ends(offered_vectors, offered)
        links: list[Link] = []
        for number, one in enumerate(asking):
            first, last = np.searchsorted(low, (one.low - NEARBY, one.low + NEARBY))
            near = low[first:last]
            # In doubles: the order of a sum differs from processor to processor, and shows in the last digits.
            scores = others[first:last] @ own[number] / LINK**0.5
            scores += self.by_distance[kind][distance_kinds(np.array([one.low]), near, paragraphs)[0]]
            weights = np.exp(
                np.append(scores, self.nothing[kind]) - max(scores.max(initial=-1e9), self.nothing[kind])
            )
            links.append(Link(int(first), weights / weights.sum()))
        return links


def distance_kinds(from_words: Integers, to_words: Integers, paragraphs: Integers) -> Integers:
    """The kind of distance of each pair of places, rows × columns."""
    gaps = to_words[None, :] - from_words[:, None]
    other = paragraphs[to_words][None, :] != paragraphs[from_words][:, None]
    lengths = np.searchsorted(LENGTHS, np.abs(gaps), side="right").astype(np.int64)
    return np.asarray(lengths + 6 * (gaps > 0) + 12 * other)


def _ends(vectors: Floats, ranges: Sequence[TaggedRange]) -> Doubles:
    """A range's vector: those of its first and last word together."""
    low = np.array([one.low for one in ranges], dtype=np.int64)
    high = np.array([one.high - 1 for one in ranges], dtype=np.int64)
    return np.add(vectors[low], vectors[high], dtype=np.float64)
