"""How the model sees a text: words of word pieces, packed into windows of whole paragraphs.

The encoder's vocabulary knows no capitals and the pieces know nothing of quotation marks that were opened long
before, so each piece carries a feature beside its id: how its word is written, and whether a quotation is open there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from pipelines.quotations import find_quotations

WINDOW = 192
"""Pieces in a window, the three kinds of marks among them. Training and reading use the same."""
SHAPES = 6
FEATURES = 1 + 2 * SHAPES
"""0 for marks of our own; then one for each shape of a word, outside and inside a quotation."""
_OVERLAP = 32
"""Words that two windows share where a paragraph is longer than one window."""
_CLS, _SEP = 101, 102

Integers = NDArray[np.int64]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text and their pieces. Word w is text[starts[w]:ends[w]], its pieces first[w]:first[w + 1]."""

    starts: Integers
    ends: Integers
    paragraphs: Integers
    """The number of each word's paragraph; a line break begins a new one."""
    first: Integers
    pieces: Integers
    features: Integers
    """One for each piece."""

    def __len__(self) -> int:
        """How many words."""
        return len(self.starts)


class Window(NamedTuple):
    """words[first:last] seen together; of these the emissions of words[keep_first:keep_last] count."""

    first: int
    last: int
    keep_first: int
    keep_last: int


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows laid out for the encoder. The first three arrays are windows × pieces."""

    pieces: Integers
    features: Integers
    mask: Integers
    places: NDArray[np.int64]
    """Kept words × 2: the window and the column of each word's first piece, in reading order."""


def load_tokenizer(path: Path) -> Tokenizer:
    """The word piece tokenizer without any cutting or padding of its own."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def split_words(text: str, tokenizer: Tokenizer) -> Words:
    """The words of a text, each with its pieces, in time linear in the text's length."""
    encoding = tokenizer.encode(text, add_special_tokens=False)
    offsets = np.array(encoding.offsets, dtype=np.int64).reshape(-1, 2)
    pieces = np.array(encoding.ids, dtype=np.int64)
    numbers = np.array(encoding.word_ids, dtype=np.int64)
    begins = np.flatnonzero(np.diff(numbers, prepend=-1)) if len(numbers) else np.empty(0, dtype=np.int64)
    first = np.append(begins, len(pieces)).astype(np.int64)
    starts = offsets[begins, 0]
    ends = offsets[first[1:] - 1, 1]
    breaks = np.flatnonzero(_is_break(text))
    paragraphs = np.searchsorted(breaks, starts)
    shapes = np.array([_shape(text[s:e]) for s, e in zip(starts.tolist(), ends.tolist(), strict=True)], np.int64)
    features = 1 + shapes + SHAPES * _is_quoted(text, starts)
    return Words(starts, ends, paragraphs, first, pieces, np.repeat(features, np.diff(first)))


def pack_windows(words: Words, size: int = WINDOW, room_in_first: int | None = None) -> Iterator[Window]:
    """Windows over whole paragraphs, in order, that together keep each word once.

    A paragraph that fits into no window is seen through several that overlap; of what two of them see, each keeps the
    half that lies further from its edge. `room_in_first` makes the first window smaller (training varies it).
    """
    room = size - 2 if room_in_first is None else min(room_in_first, size - 2)
    start = end = taken = 0
    for low, high in _paragraphs(words):
        pieces = int(words.first[high] - words.first[low])
        if end > start and taken + 1 + pieces > room:
            yield Window(start, end, start, end)
            start, room, taken = low, size - 2, 0
        taken += pieces + (end > start)
        end = high
        if pieces > room:
            yield from _cut(words, low, high, size - 2)
            start, room, taken = high, size - 2, 0
    if end > start:
        yield Window(start, end, start, end)


def lay_out(words: Words, windows: Sequence[Window]) -> Batch:
    """The windows side by side, padded to the longest. A mark stands between paragraphs."""
    rows = [_lay_out_one(words, window) for window in windows]
    width = max(len(row[0]) for row in rows)
    shape = (len(rows), width)
    pieces, features, mask = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    places = []
    for number, (ids, marks, columns, window) in enumerate(rows):
        pieces[number, : len(ids)] = ids
        features[number, : len(ids)] = marks
        mask[number, : len(ids)] = 1
        kept = columns[window.keep_first - window.first : window.keep_last - window.first]
        places.append(np.stack([np.full(len(kept), number), kept], axis=1))
    return Batch(pieces, features, mask, np.concatenate(places))


def _lay_out_one(words: Words, window: Window) -> tuple[Integers, Integers, Integers, Window]:
    low, high = window.first, window.last
    inside = slice(int(words.first[low]), int(words.first[high]))
    first = words.first[low:high] - words.first[low]
    breaks = np.flatnonzero(np.diff(words.paragraphs[low:high])) + 1
    at = first[breaks]
    ids = np.insert(words.pieces[inside], at, _SEP)
    marks = np.insert(words.features[inside], at, 0)
    columns = 1 + first + np.searchsorted(breaks, np.arange(high - low), side="right")
    return (
        np.concatenate([[_CLS], ids, [_SEP]]),
        np.concatenate([[0], marks, [0]]),
        columns,
        window,
    )


def _paragraphs(words: Words) -> Iterator[tuple[int, int]]:
    bounds = np.flatnonzero(np.diff(words.paragraphs)) + 1
    edges = [0, *bounds.tolist(), len(words)]
    yield from ((low, high) for low, high in pairwise(edges) if low < high)


def _cut(words: Words, low: int, high: int, room: int) -> Iterator[Window]:
    """Overlapping windows over one long paragraph."""
    first = keep = low
    while True:
        last = int(np.searchsorted(words.first, words.first[first] + room, side="right")) - 1
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
    """1 for each word that stands in a quotation, its marks included."""
    edges: list[int] = []
    for quotation in find_quotations(text):
        for part in quotation.parts:
            edges += part
    return (np.searchsorted(np.array(edges, dtype=np.int64), starts, side="right") % 2).astype(np.int64)


def _shape(word: str) -> int:
    if word.islower():
        return 1
    if word.isupper():
        return 3 if len(word) > 1 else 4
    if word.istitle():
        return 2
    return 5 if word[:1].isalpha() else 0
