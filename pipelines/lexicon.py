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
from countryinfo import CountryInfo

from hearsay.warehouse.errors import HearsayError

ROOT = Path(__file__).parent


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
    """Name as written → country, by every name that pycountry, countryinfo and the list of aliases give it."""
    found: dict[str, Place] = {}
    by_code: dict[str, Place] = {}
    usual = {_code(info): _text(info.get("name")) for info in reversed(_country_records())}
    for country in pycountry.countries:
        name = usual.get(country.alpha_2) or getattr(country, "common_name", None) or country.name
        place = Place(name, "iso3166-1", country.alpha_2)
        by_code[country.alpha_2] = place
        for form in (name, country.name, getattr(country, "official_name", None)):
            if form:
                found[form] = place
    for alias, (code,) in load_lexicon("reader/data/country_aliases.txt").items():
        found[alias] = by_code[code]
    return MappingProxyType(found)


@cache
def demonyms() -> Mapping[str, Place]:
    """Name of a people or adjective of a country, folded → country; words for several countries are left out."""
    by_code = {place.code: place for place in countries().values()}
    found: dict[str, set[str]] = {}
    for info in _country_records():
        code = _code(info)
        for word in _text(info.get("demonym")).replace("/", ",").split(","):
            if code in by_code and len(word) > 3:
                found.setdefault(fold(word), set()).add(code)
    settled = {word: by_code[min(codes)] for word, codes in found.items() if len(codes) == 1}
    for word, (code,) in load_lexicon("reader/data/demonyms.txt").items():
        settled[fold(word)] = by_code[code]
    return MappingProxyType(settled)


@cache
def demonym_of(code: str) -> str | None:
    """The adjective of a country by its ISO 3166-1 code, as the table of countries gives it."""
    for info in _country_records():
        words = _text(info.get("demonym")).split(",")
        if _code(info) == code and words[0]:
            return words[0]
    return None


@cache
def _country_records() -> list[dict[str, object]]:
    return [dict(info) for info in CountryInfo("France").all().values()]


def _code(info: dict[str, object]) -> str:
    codes = info.get("ISO")
    return _text(codes.get("alpha2")) if isinstance(codes, dict) else ""


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
