"""The words of a language that can be part of a time expression, with their possible meanings."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from hearsay.pipelines.language import Language, LanguageError

TOKEN = re.compile(r"[^\W\d_]+|\d+|[^\s\w]|_")

_OF_NUMBERS = frozenset(("cardinal", "tens", "ordinal"))
_WITHOUT_ITEM = frozenset(("cardinal", "tens", "scale", "join", "gap"))
_OF_ANY_TEXT = frozenset((*_OF_NUMBERS, *_WITHOUT_ITEM, "vague", "shift", "edge"))
"""Senses of words that are frequent outside time expressions too."""
_OF_TIME = frozenset(("month", "weekday", "season", "decade", "part", "named", "unit", "units", "near"))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of a language's time expressions.

    Attributes:
        senses: Word to the items (kind, value) that it may be, except numbers in words.
        numbers: Word to kind (cardinal, tens, ordinal) and value.
        scales: Word to the number that it multiplies with: hundred.
        joins: Words between a scale and the rest of the number.
        gaps: Words for an empty place in the second half of a year: nineteen oh five.
        holidays: First word of a name to the words of the name and the rule of its day.
        ambiguous: Months and weekdays that are also other words if they have no capital.
        ordinal_ends: Letters after the digits of an ordinal.
        triggers: Words that make a sentence worth parsing.
    """

    senses: Mapping[str, tuple[tuple[str, object], ...]]
    numbers: Mapping[str, tuple[str, int]]
    scales: Mapping[str, int]
    joins: frozenset[str]
    gaps: frozenset[str]
    holidays: Mapping[str, tuple[tuple[list[str], str], ...]]
    ambiguous: frozenset[str]
    ordinal_ends: frozenset[str]
    triggers: frozenset[str]


def vocabulary_of(language: Language) -> Vocabulary:
    """Return the vocabulary of a language; to be called by `language.made`.

    Raises:
        LanguageError: A word has a sense that is not known.
    """
    words = {word: _senses(language, word, cells) for word, cells in language.table("dates/time_words").items()}
    return Vocabulary(
        senses={word: _items(senses) for word, senses in words.items()},
        numbers={
            word: (kind, int(value))
            for word, senses in words.items()
            for kind, value in senses
            if kind in _OF_NUMBERS
        },
        scales={word: int(value) for word, senses in words.items() for kind, value in senses if kind == "scale"},
        joins=_words_with(words, "join"),
        gaps=_words_with(words, "gap"),
        holidays=_holidays(language),
        ambiguous=language.words("dates/ambiguous"),
        ordinal_ends=language.words("dates/ordinal_ends"),
        triggers=_triggers(language, words),
    )


_Senses = Mapping[str, tuple[tuple[str, str], ...]]


def _senses(language: Language, word: str, cells: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    senses = [(kind, value) for kind, _, value in (cell.partition("=") for cell in cells)]
    if unknown := [kind for kind, _ in senses if kind not in _OF_ANY_TEXT | _OF_TIME]:
        raise LanguageError(
            f"{language.folder}/dates/time_words.txt: {word!r} has the sense {unknown[0]!r}, which is not known"
        )
    return tuple(senses)


def _items(senses: tuple[tuple[str, str], ...]) -> tuple[tuple[str, object], ...]:
    items: list[tuple[str, object]] = []
    for kind, written in senses:
        value: object = int(written) if written.lstrip("-").isdigit() else written
        if kind in ("unit", "units"):
            items += [("UNIT", value), ("ONE_UNIT" if kind == "unit" else "UNITS", value)]
        elif kind not in _WITHOUT_ITEM:
            items.append(("O" if kind == "ordinal" else kind.upper(), value))
    return tuple(items)


def _numbers(words: _Senses) -> Mapping[str, tuple[str, int]]:
    return {
        word: (kind, int(value)) for word, senses in words.items() for kind, value in senses if kind in _OF_NUMBERS
    }


def _words_with(words: _Senses, kind: str) -> frozenset[str]:
    return frozenset(word for word, senses in words.items() if any(sense == kind for sense, _ in senses))


def _holidays(language: Language) -> Mapping[str, tuple[tuple[list[str], str], ...]]:
    names_by_word: dict[str, list[tuple[list[str], str]]] = {}
    for name, (rule,) in language.table("dates/holidays").items():
        words = TOKEN.findall(name)
        names_by_word.setdefault(words[0], []).append((words, rule))
    return {first: tuple(names) for first, names in names_by_word.items()}


def _triggers(language: Language, words: _Senses) -> frozenset[str]:
    of_time = {word for word, senses in words.items() if any(kind not in _OF_ANY_TEXT for kind, _ in senses)}
    holidays = {name.split()[0] for name in language.table("dates/holidays")}
    return language.words("dates/triggers") | of_time | holidays
