"""The words of dates in a language: from CLDR, the tables of locales in babel, and from the language's lists.

CLDR has the names of months and days, the order of a date and the forms of "2 hours ago" for some 200 languages, also
for those without a folder. The lists have what newspapers write besides. Both are loaded when a page needs them. All
words are folded (see folded_text).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from hearsay.pipelines.extract.metadata.folded_text import fold_word
from hearsay.pipelines.language import Language, Languages

_NO_LANGUAGE = "und"
_SCRIPTS = ("", "_Latn", "_Cyrl")
_WIDTHS = ("", "-short", "-narrow")
_NAME_WIDTHS = ("wide", "abbreviated", "short")
_UNITS = ("second", "minute", "hour", "day", "week", "month", "year")
_NUMBERED = re.compile(r"[\d\s.]*")
_AMOUNT = "{0}"
_QUOTED = re.compile(r"'[^']*'")
_MIN_NAME = 2


@dataclass(frozen=True, slots=True)
class RelativeForm:
    """A form of "2 hours ago": the words before and behind the number, and the unit."""

    before: str
    after: str
    unit: str


class DateVocabulary:
    """The words of dates in one language.

    Attributes:
        code: The code of the language.
        months: Names of months with the number, and with the calendar if it is not the Gregorian.
        weekdays: Names of the days of the week.
        order: The letters d, M and y in the order of a written date.
        short_order: The same for a date of numbers.
        is_year_short: True if a date of numbers has a year of two digits.
        forms: Forms of "2 hours ago" in CLDR.
    """

    def __init__(self, code: str, language: Language | None, no_language: Language | None) -> None:
        """Load the words from CLDR; the lists are read when they are asked for."""
        self.code = code
        self._lists = [item for item in (language, no_language) if item is not None]
        tables = [*_cldr(code)]
        self.months = _month_names(tables) | _listed_months(self.table("published/month_names"))
        self.weekdays = frozenset(_names(tables, "days"))
        self.order = _order(tables, "long") or "dMy"
        short = _pattern(tables, "short")
        self.short_order = _letters(short) or "dMy"
        self.is_year_short = "yy" in short
        self.forms = tuple(_forms(tables))

    def table(self, name: str) -> dict[str, tuple[str, ...]]:
        """Return a list, such as "published/clock_words", with folded entries."""
        entries: dict[str, tuple[str, ...]] = {}
        for language in reversed(self._lists):
            entries |= {fold_word(word): fields for word, fields in language.table(name).items()}
        return entries

    def words(self, name: str) -> frozenset[str]:
        """Return the folded entries of a list."""
        return frozenset(self.table(name))


def any_of(words: Iterable[str]) -> str:
    """Return a regular expression for any of the words, the longest first; for no words one without a match."""
    return "|".join(map(re.escape, sorted(set(words), key=lambda word: (-len(word), word)))) or "(?!)"


def vocabulary(code: str, languages: Languages) -> DateVocabulary:
    """Return the words of dates in a language, loaded once."""
    loaded = languages.made(_loaded)
    if code not in loaded:
        by_code = {language.code: language for language in languages}
        loaded[code] = DateVocabulary(code, by_code.get(code), by_code.get(_NO_LANGUAGE))
    return loaded[code]


def _loaded(_: Languages) -> dict[str, DateVocabulary]:
    return {}


@cache
def _cldr(code: str) -> tuple[Mapping[str, Any], ...]:
    """Return the tables of a language, one for each script in which it is written; none for an unknown code."""
    from babel import localedata  # noqa: PLC0415 - only a page without a date for machines needs it

    names = [code + script for script in _SCRIPTS]
    return tuple(localedata.load(name) for name in names if localedata.exists(name))


def _own(table: object) -> Mapping[Any, Any]:
    """Return the entries of a table of babel, without those that it takes from another table.

    babel's own way to follow such a reference stores the names of one locale in another.
    """
    if isinstance(table, tuple):
        return dict(table[1])
    return table if isinstance(table, Mapping) else {}


def _names(tables: Iterable[Mapping[str, Any]], kind: str) -> Iterator[str]:
    for _, name in _numbered_names(tables, kind):
        yield name


def _numbered_names(tables: Iterable[Mapping[str, Any]], kind: str) -> Iterator[tuple[int, str]]:
    for table in tables:
        for context in ("format", "stand-alone"):
            for width in _NAME_WIDTHS:
                for number, name in _own(table[kind].get(context, {}).get(width)).items():
                    folded = fold_word(name).rstrip(".")
                    if len(folded) >= _MIN_NAME and not _NUMBERED.fullmatch(folded):
                        yield number, folded


def _month_names(tables: list[Mapping[str, Any]]) -> dict[str, tuple[int, str | None]]:
    names = _numbered_names(tables, "months")
    return {name: (number, None) for number, name in names if not re.fullmatch(r"m\d\d", name)}


def _listed_months(table: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[int, str | None]]:
    return {name: (int(fields[0]), fields[1] if len(fields) > 1 else None) for name, fields in table.items()}


def _pattern(tables: list[Mapping[str, Any]], width: str) -> str:
    formats = _own(tables[0]["date_formats"]) if tables else {}
    return _QUOTED.sub("", str(formats.get(width, "")))


def _order(tables: list[Mapping[str, Any]], width: str) -> str:
    return _letters(_pattern(tables, width))


def _letters(pattern: str) -> str:
    return "".join(dict.fromkeys(letter for letter in pattern if letter in "dMy"))


def _forms(tables: Iterable[Mapping[str, Any]]) -> Iterator[RelativeForm]:
    for table in tables:
        for unit in _UNITS:
            for width in _WIDTHS:
                past = _own(_own(table["date_fields"].get(unit + width)).get("past"))
                for pattern in dict.fromkeys(past.values()):
                    before, amount, after = str(pattern).partition(_AMOUNT)
                    if amount and (before.strip() or after.strip()):
                        yield RelativeForm(fold_word(before), fold_word(after), unit)
