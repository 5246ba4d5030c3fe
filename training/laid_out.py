"""Windows of all corpora as arrays, from which training.large and training.imitate learn."""

from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hearsay.pipelines.reader.tags import ENTITY_TYPES, ROLES

POLNEAR = "polnear"
NEWS = ("basil", "scrapinghub", "fundus", "wcxb", "reuters")
"""Texts without tags."""
NAMED = ("worldwide", "conll2003", "wikigold", "politics")
"""Texts with entities."""
SOURCES = (POLNEAR, *NEWS, *NAMED)
"""Sources of windows. A window's source is a number in this tuple."""
CUES, RANGES = 16, 24
"""Most cues, and most sources and content parts, that are stored for a window; more are rare."""
ROLE_TAGS, ENTITY_TAGS = 1 + 2 * len(ROLES), 1 + 2 * len(ENTITY_TYPES)


@dataclass(frozen=True, slots=True)
class LaidOut:
    """Arrays with a row for each window, as wide as the widest window, padded with 0.

    Words are those that a window keeps.
    """

    source: NDArray[np.uint8]
    """Windows: a number in SOURCES."""
    kept_back: NDArray[np.bool_]
    """Windows: True if the window is held out to measure on."""
    pieces: NDArray[np.uint16]
    """Windows × pieces."""
    features: NDArray[np.uint8]
    """Windows × pieces."""
    seen: NDArray[np.uint8]
    """Windows: number of pieces."""
    alone: NDArray[np.bool_]
    """Windows × pieces: True if a piece is a whole word."""
    places: NDArray[np.uint8]
    """Windows × words: the first piece of each word."""
    words: NDArray[np.uint8]
    """Windows: number of words."""
    begins: NDArray[np.bool_]
    """Windows × words: True if a word begins a paragraph, as the first word always does."""
    roles: NDArray[np.int8]
    """Windows × words: the tag; -1 without role tags."""
    kinds: NDArray[np.uint32]
    """Windows × words: a bit for each entity tag that a word may have; 0 without entity tags."""
    cues: NDArray[np.uint8]
    """Windows × CUES × 2: the first word and the word behind the last; 0 and 0 for none."""
    sources: NDArray[np.uint8]
    """Windows × RANGES × 2, likewise."""
    parts: NDArray[np.uint8]
    """Windows × RANGES × 2, likewise: the parts of contents."""
    source_of: NDArray[np.uint8]
    """Windows × CUES: the source of each cue, RANGES for none."""
    cue_of: NDArray[np.uint8]
    """Windows × RANGES: the cue of each part."""
    alike: NDArray[np.uint16]
    """All pieces of the vocabulary × replacements of a piece in a variant (training.variants), or 0."""


def save_laid_out(laid_out: LaidOut, path: Path) -> None:
    """Write the arrays as an .npz file."""
    np.savez_compressed(path, **{field.name: getattr(laid_out, field.name) for field in fields(LaidOut)})


def load_laid_out(path: Path) -> LaidOut:
    """Return the arrays that `save_laid_out` wrote."""
    with np.load(path) as arrays:
        return LaidOut(**{field.name: arrays[field.name] for field in fields(LaidOut)})
