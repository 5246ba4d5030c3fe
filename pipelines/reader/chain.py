"""The chain over tags: the best tagging of each paragraph, and how probable each of its spans is.

A linear-chain CRF (Lafferty et al. 2001): Viterbi for the best tagging, the scaled forward-backward algorithm
(Rabiner 1989) for probabilities. All paragraphs of a text are worked on side by side, word by word, the longest
first, so that a step works on those alone that still have words.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
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
    alone: Floats
    going_on: Floats

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
        tags = np.zeros(len(scores), dtype=np.int64)
        came_from = np.zeros(scores.shape, dtype=np.int64)
        steps = list(_columns(bounds))
        reached = np.empty((0, scores.shape[1]), dtype=np.float32)
        last_scores = np.empty((len(bounds) - 1, scores.shape[1]), dtype=np.float32)
        for number, words in enumerate(steps):
            if number == 0:
                reached = self.begin + scores[words]
            else:
                ways = reached[: len(words), :, None] + self.steps
                came_from[words] = ways.argmax(axis=1)
                reached = ways.max(axis=1) + scores[words]
            last_scores[: len(words)] = reached
        if not steps:
            return tags
        chosen = (last_scores + self.end).argmax(axis=1)
        for number in range(len(steps) - 1, -1, -1):
            words = steps[number]
            tags[words] = chosen[: len(words)]
            if number:
                chosen[: len(words)] = came_from[words, chosen[: len(words)]]
        return tags

    def probabilities(self, scores: Floats, bounds: Integers) -> tuple[Floats, Floats]:
        """How probable each tag of each word is, and how probable it is that a span goes on with that word.

        Both are words × tags. The second is P(the word has the I of a kind | the word before has this tag), this tag
        being a B or an I of that kind; it is 0 for the first word of a paragraph.
        """
        steps = list(_columns(bounds))
        weights = np.exp(scores - scores.max(axis=1, keepdims=True))
        moves = np.exp(self.steps)
        forward, backward = np.zeros_like(weights), np.ones_like(weights)
        for number, words in enumerate(steps):
            seen = np.exp(self.begin) if number == 0 else forward[steps[number - 1][: len(words)]] @ moves
            here = seen * weights[words]
            forward[words] = here / here.sum(axis=1, keepdims=True)
        ends = np.exp(self.end)
        for number in range(len(steps) - 1, -1, -1):
            words = steps[number]
            after = steps[number + 1] if number + 1 < len(steps) else words[:0]
            here = np.tile(ends, (len(words), 1))
            here[: len(after)] = (backward[after] * weights[after]) @ moves.T
            backward[words] = here / here.max(axis=1, keepdims=True)
        alone = forward * backward
        alone /= alone.sum(axis=1, keepdims=True)
        following = weights * backward
        inside = [0, *(tag + tag % 2 for tag in range(1, scores.shape[1]))]
        going_on = following[:, inside] * moves[np.arange(len(inside)), inside] / (following @ moves.T)
        going_on[:, 0] = 0
        going_on[bounds[:-1]] = 0
        return alone, going_on


def _columns(bounds: Integers) -> Iterator[Integers]:
    """The first words of all paragraphs, then the second words of those that have one, and so on, longest first."""
    lengths = np.diff(bounds)
    order = np.argsort(-lengths, kind="stable")
    starts, lengths = bounds[:-1][order], lengths[order]
    for at in range(int(lengths[0]) if len(lengths) else 0):
        yield starts[: int(np.searchsorted(-lengths, -at, side="left"))] + at


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
