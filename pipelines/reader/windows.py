"""Input of the model: words of word pieces, packed into windows of whole paragraphs.

The encoder's vocabulary has no capitals, and its pieces do not show a quotation mark opened long before. So each
piece carries a feature beside its id: the shape of the word, and inside or outside a quotation.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from hearsay.pipelines.marks import behind_marks
from hearsay.pipelines.quotations import find_quotations

WINDOW = 192
"""Pieces in a window, marks included. Training and reading use the same size."""
SHAPES = 6
FEATURES = 1 + 2 * SHAPES
"""0 for our own marks; then a number for each shape of a word, outside and inside a quotation."""
_OVERLAP = 32
"""Words shared by two windows of a paragraph that is longer than a window."""
_SEP = 102
_OPENING, _CLOSING, _UNMARKED = (np.array([number], dtype=np.int64) for number in (101, _SEP, 0))

Integers = NDArray[np.int64]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a text and their pieces. Word w is text[starts[w]:ends[w]], its pieces first[w]:after[w]."""

    starts: Integers
    ends: Integers
    paragraphs: Integers
    """Number of each word's paragraph; a line break begins a new paragraph."""
    first: Integers
    after: Integers
    pieces: Integers
    """Pieces of all words, with a mark between paragraphs that belongs to no word."""
    features: Integers
    """Feature of each piece."""

    def __len__(self) -> int:
        """Return the number of words."""
        return len(self.starts)


class Window(NamedTuple):
    """Window over words[first:last], of which the emissions of words[keep_first:keep_last] are kept."""

    first: int
    last: int
    keep_first: int
    keep_last: int


class LaidOut(NamedTuple):
    """Window as input of the encoder: its pieces, their features, and the position of each kept word.

    A word's position is the position of the first piece.
    """

    pieces: Integers
    features: Integers
    places: Integers


def load_tokenizer(path: Path) -> Tokenizer:
    """Return the word piece tokenizer without its own truncation or padding."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def split_words(text: str, tokenizer: Tokenizer) -> Words:
    """Return the words of a text, each with its pieces, in time linear in the text's length."""
    encoding = tokenizer.encode(text, add_special_tokens=False)
    offsets = np.array(encoding.offsets, dtype=np.int64).reshape(-1, 2)
    pieces = np.array(encoding.ids, dtype=np.int64)
    numbers = np.array(encoding.word_ids, dtype=np.int64)
    begins = np.flatnonzero(np.diff(numbers, prepend=-1)) if len(numbers) else np.empty(0, dtype=np.int64)
    behind = np.append(begins[1:], len(pieces))[: len(begins)].astype(np.int64)
    starts, ends = offsets[begins, 0], _past_marks(text, offsets[behind - 1, 1])
    paragraphs = np.searchsorted(np.flatnonzero(_is_break(text)), starts)
    shapes = np.array([_shape(text[s:e]) for s, e in zip(starts.tolist(), ends.tolist(), strict=True)], np.int64)
    features = np.repeat(1 + shapes + SHAPES * _is_quoted(text, starts), behind - begins)
    opening = np.diff(paragraphs, prepend=paragraphs[:1]) != 0
    marks_before = np.cumsum(opening)
    at = begins[opening]
    return Words(
        starts,
        ends,
        paragraphs,
        begins + marks_before,
        behind + marks_before,
        np.insert(pieces, at, _SEP),
        np.insert(features, at, 0),
    )


def _past_marks(text: str, ends: Integers) -> Integers:
    """Return the ends of words behind their combining marks; the tokenizer drops the marks."""
    if text.isascii():
        return ends
    return np.array([behind_marks(text, end) for end in ends.tolist()], dtype=np.int64)


def pack_windows(words: Words, size: int = WINDOW, room_in_first: int | None = None) -> Iterator[Window]:
    """Yield windows over whole paragraphs, in order, that together keep each word once.

    A paragraph longer than a window is covered by overlapping windows; of their shared words, each window keeps the
    half further from its edge. `room_in_first` makes the first window smaller, because training varies it.
    """
    room = size - 2 if room_in_first is None else min(room_in_first, size - 2)
    start = end = 0
    for low, high in _paragraphs(words):
        if end > start and words.after[high - 1] - words.first[start] > room:
            yield Window(start, end, start, end)
            start, room = low, size - 2
        end = high
        if words.after[high - 1] - words.first[low] > room:
            yield from _cut(words, low, high, size - 2)
            start, room = high, size - 2
    if end > start:
        yield Window(start, end, start, end)


def lay_out(words: Words, window: Window) -> LaidOut:
    """Return the window between its two marks."""
    first = int(words.first[window.first])
    inside = slice(first, int(words.after[window.last - 1]))
    return LaidOut(
        np.concatenate([_OPENING, words.pieces[inside], _CLOSING]),
        np.concatenate([_UNMARKED, words.features[inside], _UNMARKED]),
        words.first[window.keep_first : window.keep_last] - (first - 1),
    )


def _paragraphs(words: Words) -> Iterator[tuple[int, int]]:
    bounds = np.flatnonzero(np.diff(words.paragraphs)) + 1
    edges = [0, *bounds.tolist(), len(words)]
    yield from ((low, high) for low, high in pairwise(edges) if low < high)


def _cut(words: Words, low: int, high: int, room: int) -> Iterator[Window]:
    """Yield overlapping windows over a long paragraph."""
    first = keep = low
    while True:
        last = int(np.searchsorted(words.after, words.first[first] + room, side="right"))
        last = min(max(last, first + 1), high)
        if last == high:
            yield Window(first, high, keep, high)
            return
        overlap = min(_OVERLAP, (last - first) // 2)
        yield Window(first, last, keep, last - overlap // 2)
        keep = last - overlap // 2
        first = last - overlap


def _is_break(text: str) -> NDArray[np.bool_]:
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    return np.isin(points, (0x0A, 0x0D, 0x2028, 0x2029))


def _is_quoted(text: str, starts: Integers) -> Integers:
    """Return 1 for each word inside a quotation, including its quotation marks, else 0."""
    edges: list[int] = []
    for quotation in find_quotations(text):
        for part in quotation.parts:
            edges += part
    return (np.searchsorted(np.array(edges, dtype=np.int64), starts, side="right") % 2).astype(np.int64)


@lru_cache(maxsize=1 << 15)
def _shape(word: str) -> int:
    if word.islower():
        return 1
    if word.isupper():
        return 3 if len(word) > 1 else 4
    if word.istitle():
        return 2
    return 5 if word[:1].isalpha() else 0
