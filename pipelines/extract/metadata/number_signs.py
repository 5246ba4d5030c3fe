"""Numbers of dates in other signs: numerals such as 二〇二五, and the years of eras, such as 令和7年."""

import re

from hearsay.pipelines.extract.metadata.date_vocabulary import DateVocabulary, any_of
from hearsay.pipelines.extract.metadata.folded_text import Folded, replaced

_CODES = ("ja", "zh")
_NUMERALS = dict(zip("〇○零一二三四五六七八九十百元", (0, 0, *range(11), 100, 1), strict=True))
"""Signs with their values; the last one is the first year of an era."""
_TEN = 10
_NUMBER = re.compile(r"\d|[一二三四五六七八九十元]")


def has_number(text: str) -> bool:
    """Return True if a folded text has a number in any signs."""
    return bool(_NUMBER.search(text))


class NumberSigns:
    """The numerals and eras of one language."""

    def __init__(self, words: DateVocabulary) -> None:
        """Compile the forms; most languages have none."""
        units = any_of(
            words.words("published/date_words")
            | words.words("published/hour_words")
            | words.words("published/minute_words")
            | words.words("published/ordinal_endings")
        )
        numerals = rf"(?:{any_of(_NUMERALS)})+(?={units})"
        self._numerals = re.compile(numerals) if words.code in _CODES else None
        self._eras = {name: int(fields[0]) for name, fields in words.table("published/eras").items()}
        era = rf"(?<![a-z])(?P<era>{any_of(self._eras)})\s?(?P<year>\d{{1,4}})(?=\s?(?:{units})|[./-]\d)"
        self._era = re.compile(era) if self._eras else None

    def as_digits(self, folded: Folded) -> Folded:
        """Write numerals as digits, and the years of eras as those of the Gregorian calendar."""
        for match in _matches(self._numerals, folded):
            folded = replaced(folded, *match.span(), str(_value([_NUMERALS[sign] for sign in match[0]])))
        for match in _matches(self._era, folded):
            folded = replaced(folded, *match.span(), str(int(match["year"]) + self._eras[match["era"]]))
        return folded


def _matches(pattern: re.Pattern[str] | None, folded: Folded) -> list[re.Match[str]]:
    """Return the matches from the end of the text on, so that each can be replaced."""
    return [*pattern.finditer(folded.text)][::-1] if pattern is not None else []


def _value(numbers: list[int]) -> int:
    """Return the number that signs stand for: 二〇二五 by places, 二十一 by tens, 一百一十四 by hundreds."""
    if max(numbers) < _TEN:
        return int("".join(map(str, numbers)))
    value, ones = 0, 0
    for number in numbers:
        if number < _TEN:
            ones = number
        else:
            value, ones = value + (ones or 1) * number, 0
    return value + ones
