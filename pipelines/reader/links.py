"""Which source and which contents belong to a cue: products of vectors that the model gives, and distance."""

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]

DISTANCES = 24
"""Kinds of distance: six lengths in words, before or after, in the same paragraph or another."""
_LENGTHS = np.array([2, 4, 8, 16, 32])


def distance_kinds(from_words: Integers, to_words: Integers, paragraphs: Integers) -> Integers:
    """The kind of distance of each pair of places, rows × columns."""
    gaps = to_words[None, :] - from_words[:, None]
    other = paragraphs[to_words][None, :] != paragraphs[from_words][:, None]
    lengths = np.searchsorted(_LENGTHS, np.abs(gaps), side="right")
    return (lengths + 6 * (gaps > 0) + 12 * other).astype(np.int64)
