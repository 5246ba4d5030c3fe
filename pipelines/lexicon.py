"""The words and names that the stages read by: plain-text data files and the pinned tables of the world's places.

A data file holds one entry a line, its fields separated by tabs, sorted by entry; lines that begin with '#' say what
it is and where it is from. A file that is unsorted or names an entry twice is refused, so that no slip of an editor
changes in silence what the pipeline finds.
"""

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import pycountry

from hearsay.errors import HearsayError

ROOT = Path(__file__).parent
_COUNTRIES = "data/countries.txt"


@dataclass(frozen=True, slots=True)
class Place:
    """A country, one of its first-level divisions or a city. `scheme` and `code` identify it in a public register."""

    name: str
    scheme: str
    code: str


class LexiconError(HearsayError):
    """Raised when a data file cannot be read, is unsorted or names an entry twice, from load_lexicon."""


@cache
def load_lexicon(path: str) -> Mapping[str, tuple[str, ...]]:
    """Return the further fields of each entry of a data file, in its order, and keep them.

    Raises LexiconError as read_lexicon does.
    """
    return MappingProxyType(dict(read_lexicon(path)))


def read_lexicon(path: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each entry of a data file with its further fields; nothing is kept, so a large file costs no memory.

    `path` is relative to pipelines/. Raises LexiconError with file, line and entry.
    """
    last: str | None = None
    for number, line in _lines(path):
        entry, *fields = line.split("\t")
        if entry == last:
            raise LexiconError(f"{path}, line {number}: {entry!r} is there twice; delete one")
        if last is not None and entry < last:
            raise LexiconError(f"{path}, line {number}: {entry!r} stands after {last!r}; sort the file by code point")
        yield entry, tuple(fields)
        last = entry


def _lines(path: str) -> Iterator[tuple[int, str]]:
    """Yield number and text of each line that is neither blank nor a comment."""
    try:
        with (ROOT / path).open(encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):
                if line.strip() and not line.startswith("#"):
                    yield number, line.rstrip("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError(f"{path}: cannot be read as UTF-8 text ({error})") from error


@cache
def word_set(path: str) -> frozenset[str]:
    """The entries of a data file without fields."""
    return frozenset(load_lexicon(path))


def fold(name: str) -> str:
    """The form under which names are compared: no case, no accents, plain apostrophes, single blanks."""
    return " ".join(unaccented(name).casefold().split())


def unaccented(name: str) -> str:
    """The name without accents and with plain apostrophes."""
    if name.isascii():
        return name
    decomposed = unicodedata.normalize("NFKD", name.replace("’", "'"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def files_hash(*paths: Path) -> str:
    """Six hex digits that change when any of these files does."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:6]


@cache
def countries() -> Mapping[str, Place]:
    """Name as written → country, by every name that pycountry and the lists of countries and aliases give it."""
    found: dict[str, Place] = {}
    by_code: dict[str, Place] = {}
    usual = {code: name for code, (name, _) in load_lexicon(_COUNTRIES).items()}
    for country in pycountry.countries:
        name = usual.get(country.alpha_2) or getattr(country, "common_name", None) or country.name
        place = Place(name, "iso3166-1", country.alpha_2)
        by_code[country.alpha_2] = place
        for form in (name, country.name, getattr(country, "official_name", None)):
            if form:
                found[form] = place
    for alias, (code,) in load_lexicon("data/country_aliases.txt").items():
        found[alias] = by_code[code]
    return MappingProxyType(found)


@cache
def demonyms() -> Mapping[str, Place]:
    """Name of a people or adjective of a country, folded → country; words for several countries are left out."""
    by_code = {place.code: place for place in countries().values()}
    found: dict[str, set[str]] = {}
    for code, (_, words) in load_lexicon(_COUNTRIES).items():
        for word in words.split(","):
            if code in by_code and len(word) > 3:
                found.setdefault(fold(word), set()).add(code)
    settled = {word: by_code[min(codes)] for word, codes in found.items() if len(codes) == 1}
    for word, (code,) in load_lexicon("data/demonyms.txt").items():
        settled[fold(word)] = by_code[code]
    return MappingProxyType(settled)


def demonym_of(code: str) -> str | None:
    """Return the adjective of a country by its ISO 3166-1 code, as the list of countries gives it."""
    _, words = load_lexicon(_COUNTRIES).get(code, ("", ""))
    return words.split(",")[0] or None
