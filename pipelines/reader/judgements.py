"""Judgements of the encoder about each word, beside its tags: factuality, predicate, check-worthiness.

Three linear functions of the encoder's inner states, and a function of the words themselves. Because they are
linear, their mean over any span is the function of the span's mean state. So a few numbers of each word suffice, and
the states are not needed later. Fitted by training/judge.py.
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
"""Names of the states in the network's file: the outputs of layers 2 to 6."""
BUCKETS = 1 << 15
"""Buckets for words and pairs of words. Two words in the same bucket share a weight."""
JUDGEMENTS = ("factuality", "predicate", "checkworthy")


@dataclass(frozen=True, slots=True)
class Judge:
    """Weights: states × JUDGEMENTS, their biases, and the contribution of each bucket to check-worthiness."""

    weights: Floats
    biases: Floats
    by_word: Floats

    @classmethod
    def load(cls, path: Path) -> "Judge":
        """Return the weights from the arrays that training/judge.py writes."""
        with np.load(path) as arrays:
            return cls(*(arrays[name].astype(np.float32) for name in ("weights", "biases", "by_word")))

    def of_states(self, states: Sequence[Floats]) -> Doubles:
        """Return pieces × JUDGEMENTS from pieces × width of each of LAYERS.

        The product is computed layer by layer: a single product is large enough for NumPy to start threads, which
        cost half as much processor time again as the whole network. The sums are doubles: the order of a sum differs
        between processors, and then changes only digits beyond the kept digits.
        """
        parts = self.weights.reshape(len(LAYERS), -1, len(JUDGEMENTS)).astype(np.float64)
        total = np.tile(self.biases.astype(np.float64), (len(states[0]), 1))
        for layer, part in zip(states, parts, strict=True):
            total += layer.astype(np.float64) @ part
        return total

    def of_words(self, words: Sequence[str]) -> Floats:
        """Return the contribution of each word, and of its pair with the word before, to check-worthiness."""
        return np.asarray(self.by_word[buckets(words)].sum(axis=1, dtype=np.float64), dtype=np.float32)


def buckets(words: Sequence[str]) -> Integers:
    """Return for each word its bucket and the bucket of the pair that it ends, words × 2."""
    alone, pairs = [], []
    before = zlib.crc32(b" ", 0)
    for word, checksum, checksum_before in map(_plain, words):
        alone.append(checksum)
        # The checksum of 'before word' continues from the checksum of 'before '.
        pairs.append(zlib.crc32(word, before))
        before = checksum_before
    return np.array([alone, pairs], dtype=np.int64).T % BUCKETS


@lru_cache(maxsize=1 << 15)
def _plain(word: str) -> tuple[bytes, int, int]:
    """Return the word in lower case, its checksum, and the checksum of the word and a blank.

    Each digit is 0, so that 17 equals 00.
    """
    small = word.lower()
    if not word.isalpha():
        small = "".join("0" if letter.isdigit() else letter for letter in small)
    plain = small.encode("utf-8", "surrogatepass")
    checksum = zlib.crc32(plain)
    return plain, checksum, zlib.crc32(b" ", checksum)
