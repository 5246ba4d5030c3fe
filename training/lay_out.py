"""Lay the corpora out as windows: python -m training.lay_out GOLD ENCODER OUT [--packings N]

OUT becomes an .npz of `LaidOut`. training.large and training.imitate learn from this file without the texts, on a
machine that need not have the corpora. Each text is cut into windows N times, at different places.
"""

import argparse
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from hearsay.pipelines.reader.windows import WINDOW, Window, lay_out, load_tokenizer, pack_windows
from training.corpora import (
    AttributionDocument,
    Document,
    EntityDocument,
    entity_document,
    read_polnear,
    read_token_documents,
    read_untagged,
)
from training.laid_out import CUES, ENTITY_TAGS, NEWS, POLNEAR, RANGES, SOURCES, LaidOut, save_laid_out
from training.model import piece_table
from training.splits import is_kept_back
from training.variants import alike_pieces

Row = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("gold", "encoder", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--packings", type=int, default=3, help="how often each text is cut into windows")
    args = parser.parse_args()
    tokenizer = load_tokenizer(args.encoder / "tokenizer.json")
    rows = list(_rows(args.gold, tokenizer, args.packings))
    laid_out = stack(rows, alike_pieces(tokenizer.get_vocab(), piece_table(args.encoder)))
    save_laid_out(laid_out, args.out)
    counts = np.bincount(laid_out.source, minlength=len(SOURCES)).tolist()
    print(dict(zip(SOURCES, counts, strict=True)), f"{int(laid_out.seen.sum())} pieces")


def _rows(gold: Path, tokenizer: Tokenizer, packings: int) -> Iterator[Row]:
    for packing in range(packings):
        chance = random.Random(f"packing {packing}")
        for source, kept_back, document in _documents(gold, tokenizer, chance):
            if kept_back and packing:
                continue  # once is enough for measuring
            room = None if kept_back else chance.randint(WINDOW // 4, WINDOW - 2)
            for window in pack_windows(document.words, room_in_first=room):
                yield row_of(source, kept_back, document, window)


def _documents(gold: Path, tokenizer: Tokenizer, chance: random.Random) -> Iterator[tuple[str, bool, Document]]:
    for article in read_polnear(gold / "polnear" / "train", tokenizer):
        yield POLNEAR, is_kept_back(article.name), article
    for text in read_untagged(gold, tokenizer, NEWS):
        yield text.corpus, False, text
    ner = gold / "ner"
    files = {
        "worldwide": (ner / "worldwide", 20),
        "conll2003": (ner / "conll2003" / "train.txt", 20),
        "wikigold": (ner / "wikigold" / "wikigold.conll.txt", 20),
        "politics": (ner / "politics" / "train.txt", 5),
    }
    for source, (path, sentences_each) in files.items():
        scheme = "worldwide" if source == "worldwide" else "four"
        for name, sentences in read_token_documents(path, sentences_each):
            kept_back = source == "worldwide" and is_kept_back(name)
            yield source, kept_back, entity_document(name, sentences, scheme, tokenizer, chance)


def row_of(source: str, kept_back: bool, document: Document, window: Window) -> Row:
    """Return a window's part of each of LaidOut's arrays."""
    words, (first, last) = document.words, (window.keep_first, window.keep_last)
    laid_out = lay_out(words, window)
    begins = np.diff(words.paragraphs[first:last], prepend=-1) != 0
    alone = np.zeros(len(laid_out.pieces), dtype=np.bool_)
    alone[laid_out.places[words.after[first:last] - words.first[first:last] == 1]] = True
    row: Row = {
        "source": SOURCES.index(source),
        "kept_back": kept_back,
        "pieces": laid_out.pieces,
        "features": laid_out.features,
        "seen": len(laid_out.pieces),
        "alone": alone,
        "places": laid_out.places,
        "words": last - first,
        "begins": begins,
    }
    if isinstance(document, AttributionDocument):
        tags = document.tags[first:last].copy()
        tags[begins & (tags > 0) & (tags % 2 == 0)] -= 1  # a span that the edge of a window cuts begins again
        row |= {"roles": tags} | _links(document, first, last)
    if isinstance(document, EntityDocument):
        allowed = document.allowed[first:last].copy()
        parted = begins & ~allowed[:, 0] & ~allowed[:, 1::2].any(axis=1)
        allowed[parted, 1::2], allowed[parted, 2::2] = allowed[parted, 2::2], False
        row["kinds"] = allowed @ (1 << np.arange(ENTITY_TAGS, dtype=np.uint32))
    return row


def _links(document: AttributionDocument, first: int, last: int) -> Row:
    inside = [a for a in document.attributions if first <= a.cue[0] and a.cue[1] <= last][:CUES]
    sources = sorted({a.source for a in inside if a.source and first <= a.source[0] and a.source[1] <= last})[:RANGES]
    parts = sorted({(p, i) for i, a in enumerate(inside) for p in a.contents if first <= p[0] and p[1] <= last})
    parts = parts[:RANGES]
    ranges = {"cues": [a.cue for a in inside], "sources": sources, "parts": [part for part, _ in parts]}
    return {
        **{name: np.array(spans, dtype=np.int64).reshape(-1, 2) - first for name, spans in ranges.items()},
        "source_of": np.array([sources.index(a.source) if a.source in sources else RANGES for a in inside]),
        "cue_of": np.array([cue for _, cue in parts]),
    }


def stack(rows: Sequence[Row], alike: NDArray[np.uint16]) -> LaidOut:
    """Return the windows' parts stacked into arrays."""
    count = len(rows)
    arrays: dict[str, NDArray[Any]] = {
        "source": np.zeros(count, np.uint8),
        "kept_back": np.zeros(count, np.bool_),
        "pieces": np.zeros((count, WINDOW), np.uint16),
        "features": np.zeros((count, WINDOW), np.uint8),
        "seen": np.zeros(count, np.uint8),
        "alone": np.zeros((count, WINDOW), np.bool_),
        "places": np.zeros((count, WINDOW), np.uint8),
        "words": np.zeros(count, np.uint8),
        "begins": np.zeros((count, WINDOW), np.bool_),
        "roles": np.full((count, WINDOW), -1, np.int8),
        "kinds": np.zeros((count, WINDOW), np.uint32),
        "cues": np.zeros((count, CUES, 2), np.uint8),
        "sources": np.zeros((count, RANGES, 2), np.uint8),
        "parts": np.zeros((count, RANGES, 2), np.uint8),
        "source_of": np.full((count, CUES), RANGES, np.uint8),
        "cue_of": np.zeros((count, RANGES), np.uint8),
    }
    for number, row in enumerate(rows):
        for name, value in row.items():
            if np.ndim(value):
                arrays[name][number, : len(value)] = value
            else:
                arrays[name][number] = value
    return LaidOut(**arrays, alike=alike)


if __name__ == "__main__":
    main()
