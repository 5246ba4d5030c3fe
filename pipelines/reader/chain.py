"""Chain over tags: the best tagging of each paragraph, and the probability of each span.

The chain is a linear-chain CRF (Lafferty et al. 2001): Viterbi for the best tagging, the scaled forward-backward
algorithm (Rabiner 1989) for probabilities. All paragraphs of a text are processed in parallel, word by word, longest
first, so that a step only touches paragraphs with words left.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Integers = NDArray[np.int64]


class TaggedRange(NamedTuple):
    """Words [low:high] with the number of their kind (pipelines.reader.tags)."""

    kind: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Tagging:
    """Spans of a text, and the probabilities of its tags from `Chain.probabilities`."""

    ranges: tuple[TaggedRange, ...]
    alone: Doubles
    going_on: Doubles

    def probability(self, span: TaggedRange) -> float:
        """Return the probability that a span begins at its first word, continues to its last word, and ends there."""
        kind, low, high = span
        first, inside = 1 + 2 * kind, 2 + 2 * kind
        whole = float(self.alone[low, first])
        if low + 1 < high:
            whole *= float(self.going_on[low + 1, first]) * float(self.going_on[low + 2 : high, inside].prod())
        if high == len(self.going_on):
            return whole
        return whole * (1 - float(self.going_on[high, inside if low + 1 < high else first]))


@dataclass(frozen=True, slots=True)
class Chain:
    """Scores of beginning and ending with each tag (tags), and of a tag after another tag (tags × tags)."""

    begin: Floats
    end: Floats
    steps: Floats

    def decode(self, scores: Floats, bounds: Integers) -> "Tagging":
        """Return the best tagging of each paragraph with its probabilities.

        Args:
            scores: Words × tags.
            bounds: The first word of each paragraph and, last, the number of words.
        """
        ranges = tagged_ranges(self.best_tags(scores, bounds))
        return Tagging(tuple(ranges), *self._probabilities_of(ranges, scores, bounds))

    def _probabilities_of(
        self, ranges: Sequence[TaggedRange], scores: Floats, bounds: Integers
    ) -> tuple[Doubles, Doubles]:
        """Return `probabilities` in the paragraphs with a span, and zeros in the others, which nobody asks for."""
        lows = np.array([span.low for span in ranges], dtype=np.int64)
        has_span = np.bincount(np.searchsorted(bounds, lows, side="right") - 1, minlength=len(bounds) - 1) > 0
        lengths = np.diff(bounds)
        is_asked = np.repeat(has_span, lengths)
        alone, going_on = np.zeros((2, *scores.shape))
        if has_span.any():
            asked_bounds = np.concatenate([[0], np.cumsum(lengths[has_span])])
            alone[is_asked], going_on[is_asked] = self.probabilities(scores[is_asked], asked_bounds)
        return alone, going_on

    def best_tags(self, scores: Floats, bounds: Integers) -> Integers:
        """Return the tag of each word in the best tagging of its paragraph; arguments as for `decode`."""
        columns = Columns.of(bounds)
        scores = scores[columns.words]
        # The previous tag is recovered on the way back, for the chosen tag alone. The way forward needs only a
        # maximum, which NumPy finds fastest along the first axis.
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
        """Return the probability of each tag of each word, and of a span that continues with that word.

        Both are words × tags. The second is P(the word has the I of a kind | the word before has this tag), where
        this tag is a B or an I of that kind; the value is 0 for the first word of a paragraph. The computation uses
        doubles, because exponentials and sums differ between processors in their last digits, and those digits are
        not kept.
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
        # Behind each paragraph's last word comes its end; behind other words, the column processed before.
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
    """Words of a text by their position in the paragraph: all first words, then all second words, and so on.

    Within a column the longest paragraph comes first, so the paragraphs of a column are the first of the column
    before. The words of a column are contiguous in memory.
    """

    words: Integers
    """Number of each word, column after column."""
    ranges: tuple[tuple[int, int], ...]
    """Start and end of each column in `words`."""

    @classmethod
    def of(cls, bounds: Integers) -> "Columns":
        """Return the columns of paragraphs with these `bounds` (see `Chain.decode`)."""
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
        """Return rows in the order of `words` as rows in the order of the text."""
        ordered = np.empty_like(rows)
        ordered[self.words] = rows
        return ordered


def tagged_ranges(tags: Integers) -> list[TaggedRange]:
    """Return the spans that the tags make, in reading order."""
    ranges: list[TaggedRange] = []
    opened: tuple[int, int] | None = None
    for at, tag in enumerate([*tags.tolist(), 0]):
        if opened and tag == 2 + 2 * opened[0]:
            continue
        if opened:
            ranges.append(TaggedRange(*opened, at))
        opened = ((tag - 1) // 2, at) if tag else None
    return ranges
