"""Windows of all corpora as arrays: what training.large and training.imitate learn from."""

from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hearsay.pipelines.reader.tags import ENTITY_TYPES, ROLES

POLNEAR = "polnear"
NEWS = ("basil", "scrapinghub", "fundus", "wcxb", "reuters")
"""Texts that nobody tagged."""
NAMED = ("worldwide", "conll2003", "wikigold", "politics")
"""Texts with entities."""
SOURCES = (POLNEAR, *NEWS, *NAMED)
"""Where a window is from is a number in this."""
CUES, RANGES = 16, 24
"""As many cues, and as many sources and parts of contents, of a window are kept; more are rare."""
ROLE_TAGS, ENTITY_TAGS = 1 + 2 * len(ROLES), 1 + 2 * len(ENTITY_TYPES)


@dataclass(frozen=True, slots=True)
class LaidOut:
    """One row a window, as wide as the widest window and filled up with 0. Words are those that a window keeps."""

    source: NDArray[np.uint8]
    """Windows: a number in SOURCES."""
    kept_back: NDArray[np.bool_]
    """Windows: whether it is to measure by, and not to train on."""
    pieces: NDArray[np.uint16]
    """Windows × pieces."""
    features: NDArray[np.uint8]
    """Windows × pieces."""
    seen: NDArray[np.uint8]
    """Windows: how many pieces there are."""
    alone: NDArray[np.bool_]
    """Windows × pieces: whether a piece is a whole word."""
    places: NDArray[np.uint8]
    """Windows × words: which piece a word begins with."""
    words: NDArray[np.uint8]
    """Windows: how many words there are."""
    begins: NDArray[np.bool_]
    """Windows × words: whether a word begins a paragraph, as the first always does."""
    roles: NDArray[np.int8]
    """Windows × words: the tag; -1 where nobody tagged roles."""
    kinds: NDArray[np.uint32]
    """Windows × words: a bit for each entity tag that a word may have; 0 where nobody tagged entities."""
    cues: NDArray[np.uint8]
    """Windows × CUES × 2: the first word and the one behind the last; 0 and 0 for none."""
    sources: NDArray[np.uint8]
    """Windows × RANGES × 2, likewise."""
    parts: NDArray[np.uint8]
    """Windows × RANGES × 2, likewise: the parts of contents."""
    source_of: NDArray[np.uint8]
    """Windows × CUES: which source a cue has, RANGES for none."""
    cue_of: NDArray[np.uint8]
    """Windows × RANGES: which cue a part has."""
    alike: NDArray[np.uint16]
    """All pieces of the vocabulary × others: what a piece may become in a variant (training.variants), 0 for none."""


def save_laid_out(laid_out: LaidOut, path: Path) -> None:
    """As an .npz."""
    np.savez_compressed(path, **{field.name: getattr(laid_out, field.name) for field in fields(LaidOut)})


def load_laid_out(path: Path) -> LaidOut:
    """What `save_laid_out` wrote."""
    with np.load(path) as arrays:
        return LaidOut(**{field.name: arrays[field.name] for field in fields(LaidOut)})
