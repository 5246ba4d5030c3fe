"""Tokens of a sentence with their possible roles in a time expression: a month, a number, a weekday, a unit."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from hearsay.pipelines.dates.vocabulary import TOKEN, Vocabulary

_YEAR = re.compile(r"1\d{3}|2[01]\d{2}")

Item = tuple[str, object, int]
"""An item of the sentence: kind, value, and the number of the token after the item."""


@dataclass(slots=True)
class Tokens:
    """The tokens of a text: lower-case words, offsets, and the items that begin at each token."""

    text: str
    vocabulary: Vocabulary
    words: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    items: list[list[Item]] = field(default_factory=list)

    def is_glued(self, number: int) -> bool:
        """Return True if a token follows the previous token without a space."""
        return 0 < number < len(self.words) and self.starts[number] == self.ends[number - 1]


def tokenize(text: str, vocabulary: Vocabulary) -> Tokens:
    """Split a text into tokens and find their items."""
    tokens = Tokens(text, vocabulary)
    for match in TOKEN.finditer(text):
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
    if word not in tokens.vocabulary.ambiguous or _is_calendar_name(tokens, number):
        for kind, value in tokens.vocabulary.senses.get(word, ()):
            yield kind, value, number + 1
    yield from _number_words(tokens, number)
    yield from _holidays(tokens, number)


def _is_calendar_name(tokens: Tokens, number: int) -> bool:
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
    if after in tokens.vocabulary.ordinal_ends and len(word) <= 2:
        yield "O", value, number + 2
    if _YEAR.fullmatch(word):
        yield "Y", value, number + 1
    if len(word) == 2:
        yield "YY", value, number + 1
    if after == "." and tokens.is_glued(number + 2) and words[number + 2].isdigit() and len(words[number + 2]) < 3:
        yield "DEC", float(f"{word}.{words[number + 2]}"), number + 3


def _number_words(tokens: Tokens, number: int) -> Iterator[Item]:
    """Read numbers below a hundred, hundreds and thousands, and years spoken in two halves."""
    for kind, value, end in list(_below_hundred(tokens, number)):
        yield kind, value, end
        if kind != "N" or end >= len(tokens.words):
            continue
        if scale := tokens.vocabulary.scales.get(tokens.words[end]):
            yield from _large(tokens, end, value * scale)
        elif 11 <= value <= 21:
            yield from _year_in_halves(tokens, end, value * 100)


def _year_in_halves(tokens: Tokens, end: int, century: int) -> Iterator[Item]:
    """Read the second half of a year or decade: nineteen [eighty-four], nineteen [oh five], nineteen [sixties]."""
    words, vocabulary = tokens.words, tokens.vocabulary
    follow = end + (words[end] == "-")
    if follow < len(words) and words[follow] in vocabulary.gaps:
        follow += 1
    for kind, rest, last in _below_hundred(tokens, follow):
        if kind == "N" and (rest > 9 or follow > end):
            yield "Y", century + rest, last
    for sense, decade in vocabulary.senses.get(words[follow], ()) if follow < len(words) else ():
        if sense == "DECADE":
            yield "DECADES", century + int(str(decade)), follow + 1


def _large(tokens: Tokens, at: int, value: int) -> Iterator[Item]:
    """Read numbers that continue after a scale such as 'hundred'."""
    end = at + 1
    yield ("Y" if 1000 <= value <= 2200 else "N"), value, end
    if end < len(tokens.words) and tokens.words[end] in tokens.vocabulary.joins:
        end += 1
    for kind, rest, last in _below_hundred(tokens, end):
        if kind == "N":
            total = value + rest
            yield ("Y" if 1000 <= total <= 2200 else "N"), total, last


def _below_hundred(tokens: Tokens, number: int) -> Iterator[tuple[str, int, int]]:
    """Yield (N or O, value, end) of a number word or a pair of number words."""
    words, numbers = tokens.words, tokens.vocabulary.numbers
    entry = numbers.get(words[number]) if number < len(words) else None
    if entry is None:
        return
    kind, value = entry
    yield ("O" if kind == "ordinal" else "N"), value, number + 1
    if kind == "tens":
        follow = number + 1 + (words[number + 1 : number + 2] == ["-"])
        rest = numbers.get(words[follow]) if follow < len(words) else None
        if rest and 1 <= rest[1] <= 9:
            yield ("O" if rest[0] == "ordinal" else "N"), value + rest[1], follow + 1


def _holidays(tokens: Tokens, number: int) -> Iterator[Item]:
    for words, rule in tokens.vocabulary.holidays.get(tokens.words[number], ()):
        if tokens.words[number : number + len(words)] == words:
            yield "HOLIDAY", rule, number + len(words)
