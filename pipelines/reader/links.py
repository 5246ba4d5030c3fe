"""Links between cues and their sources and contents: products of the network's vectors, plus distance.

Training and reading share `distance_kinds`. A cue takes the most probable source nearby, or none; a part of a
content takes the most probable cue, or none. So a source may serve several cues, and a cue several parts.
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
"""Most words between linked spans: as far as a window reaches."""
LENGTHS = np.array([2, 4, 8, 16, 32])
"""Lower bounds of the lengths, in words."""


@dataclass(frozen=True, slots=True)
class Link:
    """Probabilities of the candidates, which begin with number `first`, and, last, of no candidate."""

    first: int
    probabilities: Doubles

    @property
    def chosen(self) -> int | None:
        """Number of the most probable candidate; None if no link is more probable."""
        best = int(self.probabilities.argmax())
        return self.first + best if best + 1 < len(self.probabilities) else None

    @property
    def probability(self) -> float:
        """Probability of the choice."""
        return float(self.probabilities.max())

    def probability_of(self, number: int) -> float:
        """Return the probability of a candidate; 0 for a candidate that is not nearby."""
        at = number - self.first
        return float(self.probabilities[at]) if 0 <= at < len(self.probabilities) - 1 else 0.0


@dataclass(frozen=True, slots=True)
class Linker:
    """Terms added to the products: a bias by distance (2 × DISTANCES), and the score of no candidate (2)."""

    by_distance: Floats
    nothing: Floats

    def sources_of(
        self, cues: Sequence[TaggedRange], sources: Sequence[TaggedRange], vectors: Floats, paragraphs: Integers
    ) -> list[Link]:
        """Return the source of each cue. `vectors` are words × (4 · LINK)."""
        return self._choose(0, cues, sources, vectors[:, :LINK], vectors[:, LINK : 2 * LINK], paragraphs)

    def cues_of(
        self, contents: Sequence[TaggedRange], cues: Sequence[TaggedRange], vectors: Floats, paragraphs: Integers
    ) -> list[Link]:
        """Return the cue of each content part."""
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
        low = np.array([span.low for span in offered], dtype=np.int64)
        own, others = _ends(asking_vectors, asking), _ends(offered_vectors, offered)
        links: list[Link] = []
        for number, span in enumerate(asking):
            first, last = np.searchsorted(low, (span.low - NEARBY, span.low + NEARBY))
            near = low[first:last]
            # Doubles, because the order of a sum differs between processors and shows in the last digits.
            scores = others[first:last] @ own[number] / LINK**0.5
            scores += self.by_distance[kind][distance_kinds(np.array([span.low]), near, paragraphs)[0]]
            weights = np.exp(
                np.append(scores, self.nothing[kind]) - max(scores.max(initial=-1e9), self.nothing[kind])
            )
            links.append(Link(int(first), weights / weights.sum()))
        return links


def distance_kinds(from_words: Integers, to_words: Integers, paragraphs: Integers) -> Integers:
    """Return the kind of distance of each pair of positions, rows × columns."""
    gaps = to_words[None, :] - from_words[:, None]
    other = paragraphs[to_words][None, :] != paragraphs[from_words][:, None]
    lengths = np.searchsorted(LENGTHS, np.abs(gaps), side="right").astype(np.int64)
    return np.asarray(lengths + 6 * (gaps > 0) + 12 * other)


def _ends(vectors: Floats, ranges: Sequence[TaggedRange]) -> Doubles:
    """Return the vector of each range: the sum of its first and last word's vectors."""
    low = np.array([span.low for span in ranges], dtype=np.int64)
    high = np.array([span.high - 1 for span in ranges], dtype=np.int64)
    return np.add(vectors[low], vectors[high], dtype=np.float64)
