"""Data files: lists of words, names and codes in plain text, and the form in which names are compared.

A data file has one entry a line, with tab-separated fields, sorted by entry. Lines that begin with '#' describe the
file and the source. An unsorted file or a repeated entry is an error, so a slip in an editor cannot silently change
the output of the pipeline.
"""

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

from hearsay.errors import HearsayError

ROOT = Path(__file__).parent
_LONGEST_KEPT = 60
"""Most characters of a name whose form for comparison is kept, because an article repeats its names."""
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼʻʹ´", "'"))
"""Marks that stand for an apostrophe in names: O’Dowda, OʼDowda, Keliʻi."""


class LexiconError(HearsayError):
    """Raised when a data file cannot be read, is unsorted or repeats an entry, from load_lexicon."""


@cache
def load_lexicon(path: str) -> Mapping[str, tuple[str, ...]]:
    """Return a data file as a mapping from each entry to its other fields. The result is cached.

    Raises:
        LexiconError: As for read_lexicon.
    """
    return MappingProxyType(dict(read_lexicon(path)))


def read_lexicon(path: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each entry of a data file with its other fields. Nothing is cached, so a large file costs no memory.

    Args:
        path: The file, relative to pipelines/.

    Raises:
        LexiconError: As for read_entries.
    """
    return read_entries(ROOT / path)


def read_entries(file: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each entry of a file with its other fields.

    Raises:
        LexiconError: The file is unreadable, unsorted or repeats an entry. The message has file, line and entry.
    """
    path = file.relative_to(ROOT) if file.is_relative_to(ROOT) else file
    last: str | None = None
    for number, line in _lines(file):
        entry, *fields = line.split("\t")
        if entry == last:
            raise LexiconError(f"{path}, line {number}: {entry!r} is repeated; delete this line")
        if last is not None and entry < last:
            raise LexiconError(f"{path}, line {number}: {entry!r} follows {last!r}; sort the file by code point")
        yield entry, tuple(fields)
        last = entry


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield number and text of each line that is neither blank nor a comment."""
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):
                if line.strip() and not line.startswith("#"):
                    yield number, line.rstrip("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError(f"{path}: cannot be read as UTF-8 text ({error})") from error


@cache
def word_set(path: str) -> frozenset[str]:
    """Return the entries of a data file without their fields."""
    return frozenset(load_lexicon(path))


def fold(name: str) -> str:
    """Return a name as names are compared: without case and accents, with plain apostrophes and single blanks."""
    return _folded(name) if len(name) <= _LONGEST_KEPT else _folded.__wrapped__(name)


@lru_cache(maxsize=1 << 14)
def _folded(name: str) -> str:
    return " ".join(unaccented(name).casefold().split())


def unaccented(name: str) -> str:
    """Return a name without accents and with plain apostrophes, also where the apostrophe is a letter."""
    if name.isascii():
        return name
    decomposed = unicodedata.normalize("NFKD", name.translate(_APOSTROPHES))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def files_hash(*paths: Path) -> str:
    """Return six hex digits that change whenever the name or the content of a file changes."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:6]
