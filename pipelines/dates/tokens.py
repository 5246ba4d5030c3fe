"""Tokens of a sentence with their possible roles in a time expression: a month, a number, a weekday, a unit."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from hearsay.pipelines.lexicon import load_lexicon

_TOKEN = re.compile(r"[^\W\d_]+|\d+|[^\s\w]|_")
_YEAR = re.compile(r"1\d{3}|2[01]\d{2}")
_ORDINAL_ENDS = ("st", "nd", "rd", "th")

AMBIGUOUS = frozenset(("may", "march", "mar", "mon", "sat", "sun", "wed"))
"""Months and weekdays that are also other words if they have no capital."""

Item = tuple[str, object, int]
"""An item of the sentence: kind, value, and the number of the token after the item."""


@dataclass(slots=True)
class Tokens:
    """The tokens of a text: lower-case words, offsets, and the items that begin at each token."""

    text: str
    words: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    items: list[list[Item]] = field(default_factory=list)

    def is_glued(self, number: int) -> bool:
        """Return True if a token follows the previous token without a space."""
        return 0 < number < len(self.words) and self.starts[number] == self.ends[number - 1]


def tokenize(text: str) -> Tokens:
    """Split a text into tokens and find their items."""
    tokens = Tokens(text)
    for match in _TOKEN.finditer(text):
        tokens.words.append(match.group().lower().replace("’", "'").replace("–", "-").replace("—", "-"))
        tokens.starts.append(match.start())
        tokens.ends.append(match.end())
    for number in range(len(tokens.words)):
        tokens.items.append(list(_items(tokens, number)))
    return tokens


def _items(tokens: Tokens, number: int) -> Iterator[Item]:
    word = tokens.words[number]
    yield word, None, number + 1
    if word.isdigit() and word.isascii():
        yield from _digits(tokens, number)
        return
    if word not in AMBIGUOUS or _is_meant(tokens, number):
        for kind, value in _senses().get(word, ()):
            yield kind, value, number + 1
            if kind == "UNIT":
                yield ("UNITS" if word.endswith("s") else "ONE_UNIT"), value, number + 1
    yield from _number_words(tokens, number)
    yield from _holidays(tokens, number)


def _is_meant(tokens: Tokens, number: int) -> bool:
    """Return True if a word like 'may' is a month: with a capital, or beside a number."""
    if tokens.text[tokens.starts[number]].isupper():
        return True
    return any(word.isdigit() for word in tokens.words[max(number - 1, 0) : number + 2])


def _digits(tokens: Tokens, number: int) -> Iterator[Item]:
    """Read a number in digits that is not part of a longer number or a price (1,200 or 3.1 or £5)."""
    words, word = tokens.words, tokens.words[number]
    after = words[number + 1] if tokens.is_glued(number + 1) else ""
    before = words[number - 1] if tokens.is_glued(number) else ""
    if after in ("%", "$", "€", "£") or before in ("$", "€", "£", "#", "_") or len(word) > 8:
        return
    if after == "," and tokens.is_glued(number + 2) and words[number + 2].isdigit():
        return
    if before == "," and number > 1 and words[number - 2].isdigit():
        return
    value = int(word)
    if len(word) == 8:
        yield "RUN", value, number + 1
        return
    if len(word) <= 4:
        yield "N", value, number + 1
    if after in _ORDINAL_ENDS and len(word) <= 2:
        yield "O", value, number + 2
    if _YEAR.fullmatch(word):
        yield "Y", value, number + 1
    if len(word) == 2:
        yield "YY", value, number + 1
    if after == "." and tokens.is_glued(number + 2) and words[number + 2].isdigit() and len(words[number + 2]) < 3:
        yield "DEC", float(f"{word}.{words[number + 2]}"), number + 3


@cache
def _senses() -> Mapping[str, tuple[tuple[str, object], ...]]:
    """Return the possible items of each word, except numbers."""
    senses_by_word: dict[str, tuple[tuple[str, object], ...]] = {}
    for word, fields in load_lexicon("dates/data/time_words.txt").items():
        senses: list[tuple[str, object]] = []
        for kind, value in (sense.split("=") for sense in fields):
            if kind == "ordinal":
                senses.append(("O", int(value)))
            elif kind not in ("cardinal", "tens"):
                is_number = value.lstrip("-").isdigit()
                senses.append((kind.upper(), int(value) if is_number else value))
        senses_by_word[word] = tuple(senses)
    return senses_by_word


@cache
def _numbers() -> Mapping[str, tuple[str, int]]:
    numbers = {}
    for word, fields in load_lexicon("dates/data/time_words.txt").items():
        for kind, value in (sense.split("=") for sense in fields):
            if kind in ("cardinal", "tens", "ordinal"):
                numbers[word] = (kind, int(value))
    return numbers


def _number_words(tokens: Tokens, number: int) -> Iterator[Item]:
    """Read numbers below a hundred, hundreds and thousands, and years spoken in two halves."""
    small = list(_below_hundred(tokens.words, number))
    for kind, value, end in small:
        yield kind, value, end
        if kind != "N" or end >= len(tokens.words):
            continue
        if tokens.words[end] in ("hundred", "thousand"):
            yield from _large(tokens, end, value * (100 if tokens.words[end] == "hundred" else 1000))
        elif 11 <= value <= 21:
            follow = end + (tokens.words[end] == "-")
            if tokens.words[follow : follow + 1] in (["zero"], ["oh"]):
                follow += 1
            for other, rest, last in _below_hundred(tokens.words, follow):
                if other == "N" and (rest > 9 or follow > end):
                    yield "Y", value * 100 + rest, last
            for sense, decade in _senses().get(tokens.words[follow], ()) if follow < len(tokens.words) else ():
                if sense == "DECADE":
                    yield "DECADES", value * 100 + int(str(decade)), follow + 1


def _large(tokens: Tokens, at: int, value: int) -> Iterator[Item]:
    """Read numbers that continue after 'hundred' or 'thousand'."""
    end = at + 1
    yield ("Y" if 1000 <= value <= 2200 else "N"), value, end
    if tokens.words[end : end + 1] == ["and"]:
        end += 1
    for kind, rest, last in _below_hundred(tokens.words, end):
        if kind == "N":
            total = value + rest
            yield ("Y" if 1000 <= total <= 2200 else "N"), total, last


def _below_hundred(words: list[str], number: int) -> Iterator[tuple[str, int, int]]:
    """Yield (N or O, value, end) of a number word or a pair of number words."""
    entry = _numbers().get(words[number]) if number < len(words) else None
    if entry is None:
        return
    kind, value = entry
    yield ("O" if kind == "ordinal" else "N"), value, number + 1
    if kind == "tens":
        follow = number + 1 + (words[number + 1 : number + 2] == ["-"])
        rest = _numbers().get(words[follow]) if follow < len(words) else None
        if rest and 1 <= rest[1] <= 9:
            yield ("O" if rest[0] == "ordinal" else "N"), value + rest[1], follow + 1


@cache
def _holiday_names() -> Mapping[str, tuple[tuple[list[str], str], ...]]:
    names_by_word: dict[str, list[tuple[list[str], str]]] = {}
    for name in load_lexicon("dates/data/holidays.txt"):
        words = _TOKEN.findall(name)
        names_by_word.setdefault(words[0], []).append((words, name))
    return {first: tuple(names) for first, names in names_by_word.items()}


def _holidays(tokens: Tokens, number: int) -> Iterator[Item]:
    for words, name in _holiday_names().get(tokens.words[number], ()):
        if tokens.words[number : number + len(words)] == words:
            yield "HOLIDAY", name, number + len(words)
