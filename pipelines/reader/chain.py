"""The chain over tags: the best tagging of each paragraph, and how probable each of its spans is.

A linear-chain CRF (Lafferty et al. 2001): Viterbi for the best tagging, the scaled forward-backward algorithm
(Rabiner 1989) for probabilities. All paragraphs of a text are worked on side by side, word by word, the longest
first, so that a step works on those alone that still have words.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Integers = NDArray[np.int64]


class TaggedRange(NamedTuple):
    """words[low:high] with the number of their kind (pipelines.reader.tags)."""

    kind: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Tagging:
    """The spans of a text, and the probabilities of its tags as `Chain.probabilities` gives them."""

    ranges: tuple[TaggedRange, ...]
    alone: Doubles
    going_on: Doubles

    def probability(self, found: TaggedRange) -> float:
        """How probable a span is as a whole: that it begins there, goes on to its last word, and goes no further."""
        kind, low, high = found
        first, inside = 1 + 2 * kind, 2 + 2 * kind
        whole = float(self.alone[low, first])
        if low + 1 < high:
            whole *= float(self.going_on[low + 1, first]) * float(self.going_on[low + 2 : high, inside].prod())
        if high == len(self.going_on):
            return whole
        return whole * (1 - float(self.going_on[high, inside if low + 1 < high else first]))


@dataclass(frozen=True, slots=True)
class Chain:
    """Scores of beginning and ending with each tag (tags), and of one tag after another (tags × tags)."""

    begin: Floats
    end: Floats
    steps: Floats

    def decode(self, scores: Floats, bounds: Integers) -> "Tagging":
        """The best tagging of each paragraph with its probabilities.

        `scores` are words × tags, `bounds` the first word of each paragraph and, last, the number of words.
        """
        ranges = tagged_ranges(self.best_tags(scores, bounds))
        return Tagging(tuple(ranges), *self.probabilities(scores, bounds))

    def best_tags(self, scores: Floats, bounds: Integers) -> Integers:
        """The tag of each word in the best tagging of its paragraph; arguments as for `decode`."""
        columns = Columns.of(bounds)
        scores = scores[columns.words]
        # What led to a word's tag is sought on the way back, for the tag that was chosen alone; on the way there a
        # maximum is enough, which NumPy finds fastest along the first axis.
        best = np.empty_like(scores)
        last_scores = np.empty((len(bounds) - 1, scores.shape[1]), dtype=np.float32)
        for number, (low, high) in enumerate(columns.ranges):
            if number == 0:
                best[low:high] = self.begin + scores[low:high]
            else:
                before = columns.ranges[number - 1][0]
                reached = best[before : before + high - low]
                best[low:high] = (reached.T[:, :, None] + self.steps[:, None, :]).max(axis=0) + scores[low:high]
            last_scores[: high - low] = best[low:high]
        tags = np.zeros(len(scores), dtype=np.int64)
        chosen = (last_scores + self.end).argmax(axis=1)
        into = np.ascontiguousarray(self.steps.T)
        for number in reversed(range(len(columns.ranges))):
            low, high = columns.ranges[number]
            here = chosen[: high - low]
            tags[columns.words[low:high]] = here
            if number:
                before = columns.ranges[number - 1][0]
                chosen[: high - low] = (best[before : before + high - low] + into[here]).argmax(axis=1)
        return tags

    def probabilities(self, scores: Floats, bounds: Integers) -> tuple[Doubles, Doubles]:
        """How probable each tag of each word is, and how probable it is that a span goes on with that word.

        Both are words × tags. The second is P(the word has the I of a kind | the word before has this tag), this tag
        being a B or an I of that kind; it is 0 for the first word of a paragraph. In doubles: exponentials and sums
        differ from processor to processor in their last digits, and those are not kept.
        """
        columns = Columns.of(bounds)
        weights = np.exp((scores - scores.max(axis=1, keepdims=True)).astype(np.float64))[columns.words]
        moves = np.exp(self.steps.astype(np.float64))
        forward, backward = np.zeros_like(weights), np.ones_like(weights)
        seen = np.tile(np.exp(self.begin.astype(np.float64)), (len(bounds) - 1, 1))
        for low, high in columns.ranges:
            here = seen[: high - low] * weights[low:high]
            forward[low:high] = here / here.sum(axis=1, keepdims=True)
            seen = forward[low:high] @ moves
        # What comes behind each paragraph's last word is its end; behind the others, the column worked on before.
        coming = np.tile(np.exp(self.end.astype(np.float64)), (len(bounds) - 1, 1))
        for low, high in reversed(columns.ranges):
            here = coming[: high - low]
            backward[low:high] = here / here.max(axis=1, keepdims=True)
            coming[: high - low] = (backward[low:high] * weights[low:high]) @ moves.T
        alone = forward * backward
        alone /= alone.sum(axis=1, keepdims=True)
        following = weights * backward
        inside = [0, *(tag + tag % 2 for tag in range(1, scores.shape[1]))]
        going_on = following[:, inside] * moves[np.arange(len(inside)), inside] / (following @ moves.T)
        going_on[:, 0] = 0
        alone, going_on = columns.in_reading_order(alone), columns.in_reading_order(going_on)
        going_on[bounds[:-1]] = 0
        return alone, going_on


@dataclass(frozen=True, slots=True)
class Columns:
    """The words of a text by their place in the paragraph: all first words, then the second ones, and so on.

    Within a column the longest paragraph comes first, so a column's paragraphs are the first of the column before.
    A column's words lie side by side in memory.
    """

    words: Integers
    """The number of each word, column after column."""
    ranges: tuple[tuple[int, int], ...]
    """Where in `words` each column begins and ends."""

    @classmethod
    def of(cls, bounds: Integers) -> "Columns":
        """`bounds` as `Chain.decode` takes them."""
        lengths = np.diff(bounds)
        order = np.argsort(-lengths, kind="stable")
        starts, lengths = bounds[:-1][order], lengths[order]
        places = np.arange(lengths[0] if len(lengths) else 0)
        heights = np.searchsorted(-lengths, -places, side="left")
        edges = np.concatenate([[0], np.cumsum(heights)])
        column = np.repeat(places, heights)
        words = starts[np.arange(len(column)) - edges[column]] + column
        return cls(words, tuple(pairwise(edges.tolist())))

    def in_reading_order(self, rows: Doubles) -> Doubles:
        """From a row for each of `words` to a row for each word."""
        found = np.empty_like(rows)
        found[self.words] = rows
        return found


def tagged_ranges(tags: Integers) -> list[TaggedRange]:
    """The spans that the tags make, in reading order."""
    found: list[TaggedRange] = []
    opened: tuple[int, int] | None = None
    for at, tag in enumerate([*tags.tolist(), 0]):
        if opened and tag == 2 + 2 * opened[0]:
            continue
        if opened:
            found.append(TaggedRange(*opened, at))
        opened = ((tag - 1) // 2, at) if tag else None
    return found
