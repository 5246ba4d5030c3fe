"""What the encoder says of each word beside its tags: factuality, predicate or not, worth checking.

Three linear functions of the encoder's inner states, and one of the words themselves. Being linear, their mean over
any stretch of words is the function of the stretch's mean state: whoever reads a stretch needs a few numbers of each
word and none of the states. Fitted by training/judge.py.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Integers = NDArray[np.int64]

LAYERS = ("layer_norm_4", "layer_norm_6", "layer_norm_8", "layer_norm_10", "layer_norm_12")
"""The states that are read: what layers 2 to 6 give, by the names that the network's file has for them."""
BUCKETS = 1 << 15
"""Kinds of words and of pairs of words; two that share one share its weight."""
JUDGEMENTS = ("factuality", "predicate", "checkworthy")


@dataclass(frozen=True, slots=True)
class Judge:
    """The weights: states × JUDGEMENTS, their biases, and for each bucket what its words add to check-worthiness."""

    weights: Floats
    biases: Floats
    by_word: Floats

    @classmethod
    def load(cls, path: Path) -> "Judge":
        """From the arrays that training/judge.py writes."""
        with np.load(path) as arrays:
            return cls(*(arrays[name].astype(np.float32) for name in ("weights", "biases", "by_word")))

    def of_states(self, states: Sequence[Floats]) -> Doubles:
        """Pieces × JUDGEMENTS from pieces × width of each of LAYERS.

        Layer by layer: one product of all of them is large enough for NumPy to wake threads, which cost half as much
        processor time again as the whole network. In doubles: the order of a sum, which differs from processor to
        processor, then shows far behind the digits that are kept.
        """
        parts = self.weights.reshape(len(LAYERS), -1, len(JUDGEMENTS)).astype(np.float64)
        total = np.tile(self.biases.astype(np.float64), (len(states[0]), 1))
        for layer, part in zip(states, parts, strict=True):
            total += layer.astype(np.float64) @ part
        return total

    def of_words(self, words: Sequence[str]) -> Floats:
        """For each word what it, and it behind the word before it, add to check-worthiness."""
        return np.asarray(self.by_word[buckets(words)].sum(axis=1, dtype=np.float64), dtype=np.float32)


def buckets(words: Sequence[str]) -> Integers:
    """For each word the bucket of the word and that of the pair it ends, words × 2."""
    sums = []
    before = 0
    for word in map(_plain, words):
        alone = zlib.crc32(word)
        # The sum of 'before word' goes on from that of 'before'.
        sums.append((alone, zlib.crc32(word, zlib.crc32(b" ", before))))
        before = alone
    return np.array(sums, dtype=np.int64).reshape(-1, 2) % BUCKETS


@lru_cache(maxsize=1 << 15)
def _plain(word: str) -> bytes:
    """The word without capitals; digits count as one another: 17 is 00."""
    small = word.lower()
    if not word.isalpha():
        small = "".join("0" if letter.isdigit() else letter for letter in small)
    return small.encode("utf-8", "surrogatepass")
