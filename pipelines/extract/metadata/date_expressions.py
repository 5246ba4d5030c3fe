"""The grammar of a date for readers: a day as a language writes it, with a time of day before or behind it."""

import re
from functools import partial
from typing import NamedTuple

from hearsay.pipelines.extract.metadata.calendars import (
    PERSIAN,
    from_minguo,
    from_persian,
    full_year,
    is_persian_year,
)
from hearsay.pipelines.extract.metadata.clocks import Clock, ClockGrammar
from hearsay.pipelines.extract.metadata.date_vocabulary import DateVocabulary, any_of, vocabulary
from hearsay.pipelines.extract.metadata.dates import Written, read_machine_date, written_day
from hearsay.pipelines.extract.metadata.folded_text import Folded, fold_text, replaced
from hearsay.pipelines.language import Languages

_PERSIAN_CODES = ("fa", "ps")
_BUDDHIST_CODES = ("th",)
_MINGUO_CODES = ("zh",)
_NUMERAL_CODES = ("ja", "zh")
_NUMERALS = dict(zip("〇○零一二三四五六七八九十元", (0, 0, *range(11), 1), strict=True))
"""Signs of numbers; the last one begins the count of an era."""
_YEAR_FIRST = "y"
_FORMS = "abcdef"
_DIGIT = re.compile(r"\d")
_ISO = r"(?P<iso>\d{4}-\d{2}-\d{2}t\d{2}:?\d{2}(?::?\d{2}(?:[.,]\d+)?)?(?:z|[+-]\d{2}:?\d{2})?)"
_NUMBERS = (
    r"(?P<year_n>\d{4})\s?(?P<sign_n>[./-])\s?(?P<month_n>\d{1,2})\s?(?P=sign_n)\s?(?P<day_n>\d{1,2})(?!\d)"
    r"|(?P<one>\d{1,2})\s?(?P<sign_o>[./-])\s?(?P<two>\d{1,2})\s?(?P=sign_o)\s?(?P<year_m>\d{4})(?!\d)"
    r"|(?P<short_one>\d{1,2})(?P<sign_p>[./-])(?P<short_two>\d{1,2})(?P=sign_p)(?P<short_year>\d{2})"
    r"(?![\d:])(?!(?P=sign_p)\d)(?!\s?h\b)"
)
_MINGUO_NUMBERS = r"(?P<minguo>1\d\d)(?P<sign_q>[./-])(?P<minguo_month>\d{1,2})(?P=sign_q)(?P<minguo_day>\d{1,2})(?!\d)"


class _Day(NamedTuple):
    """A day as it is written, before its calendar is known."""

    year: int
    month: int
    day: int
    calendar: str | None = None


class DateGrammar:
    """The forms of a date in one language."""

    def __init__(self, words: DateVocabulary) -> None:
        """Compile the forms."""
        self._words = words
        self.clocks = ClockGrammar(words)
        forms = [_ISO, *_named_forms(words), _NUMBERS]
        if words.code in _MINGUO_CODES:
            forms.append(_MINGUO_NUMBERS)
        self._days = re.compile(r"(?<!\d)(?:" + "|".join(forms) + ")")
        self._eras = {name: int(fields[0]) for name, fields in words.table("published/eras").items()}
        units = any_of(words.words("published/date_words") | words.words("published/hour_words") | words.words("published/minute_words") | words.words("published/ordinal_endings"))
        self._numerals = re.compile(rf"(?:{any_of(_NUMERALS)})+(?={units})") if words.code in _NUMERAL_CODES else None
        self._era = re.compile(rf"(?<![a-z])(?:{any_of(self._eras)})\s?(\d{{1,4}})(?=\s?(?:{units})|[./-]\d)") if self._eras else None

    def find(self, folded: Folded, is_month_first: bool | None) -> Written | None:
        """Return the first date of a text, with its time of day."""
        folded = self._with_numbers(folded)
        if not _DIGIT.search(folded.text):
            return None
        for match in self._days.finditer(folded.text):
            if match["iso"]:
                written = read_machine_date(folded.written(*match.span()).upper())
            else:
                day = self._day(match, is_month_first)
                written = self._written(folded, match, day) if day else None
            if written:
                return written
        return None

    def _with_numbers(self, folded: Folded) -> Folded:
        """Write numerals such as 二〇二五 as digits, and the years of eras as those of the Gregorian calendar."""
        if self._numerals is not None:
            for match in reversed([*self._numerals.finditer(folded.text)]):
                folded = replaced(folded, *match.span(), str(_value([_NUMERALS[sign] for sign in match[0]])))
        if self._era is not None:
            for match in reversed([*self._era.finditer(folded.text)]):
                era = match[0][: match.start(1) - match.start()].strip()
                folded = replaced(folded, *match.span(), str(int(match[1]) + self._eras[era]))
        return folded

    def _day(self, match: re.Match[str], is_month_first: bool | None) -> _Day | None:
        """Return the day of a match; None if the order of its numbers is open."""
        groups = {name: value for name, value in match.groupdict().items() if value is not None}
        for form in _FORMS:
            if f"name_{form}" in groups:
                return self._named_day(groups, form)
        if "year_n" in groups:
            return _Day(int(groups["year_n"]), int(groups["month_n"]), int(groups["day_n"]))
        if "minguo" in groups:
            return _Day(from_minguo(int(groups["minguo"])), int(groups["minguo_month"]), int(groups["minguo_day"]))
        if "year_m" in groups:
            numbers = int(groups["one"]), int(groups["two"])
            return self._ordered(int(groups["year_m"]), numbers, groups["sign_o"], is_month_first)
        return self._short_day(groups, is_month_first)

    def _named_day(self, groups: dict[str, str], form: str) -> _Day:
        month, calendar = self._words.months[groups[f"name_{form}"].split("/")[0].strip().rstrip(".")]
        year = groups.get(f"year_{form}") or groups[f"short_{form}"]
        is_buddhist = self._words.code in _BUDDHIST_CODES
        full = full_year(int(year), is_buddhist=is_buddhist) if len(year) == 2 else int(year)
        return _Day(full, month, int(groups[f"day_{form}"]), calendar)

    def _short_day(self, groups: dict[str, str], is_month_first: bool | None) -> _Day | None:
        """Return a day with a year of two digits, where a language writes the day first, or such a year first."""
        one, two, last = int(groups["short_one"]), int(groups["short_two"]), int(groups["short_year"])
        words = self._words
        if words.short_order.startswith(_YEAR_FIRST):
            is_certain = words.is_year_short and len(groups["short_one"]) == 2
            return _Day(full_year(one), two, last) if is_certain else None
        if is_month_first is not False:
            return None
        return _Day(full_year(last, is_buddhist=words.code in _BUDDHIST_CODES), two, one)

    def _ordered(
        self, year: int, numbers: tuple[int, int], sign: str, is_month_first: bool | None
    ) -> _Day | None:
        """Return a day of two numbers and a year. A date with dots is never month first."""
        one, two = numbers
        if sign == "." or is_month_first is False:
            return _Day(year, two, one)
        if is_month_first or two > 12 or one == two:
            return _Day(year, one, two)
        return _Day(year, two, one) if one > 12 else None

    def _written(self, folded: Folded, match: re.Match[str], day: _Day) -> Written | None:
        """Return the date with the time of day behind it, or else before it."""
        gregorian = self._gregorian(day)
        clock = self.clocks.after(folded, match.end()) or self.clocks.before(folded, match.start())
        start, end = match.span()
        if clock is not None:
            start, end = min(start, clock.start), max(end, clock.end)
        text = folded.written(start, end).strip(" ,|·•–-")
        written = written_day(text, *gregorian) if gregorian else None
        return with_clock(written, clock) if written else None

    def _gregorian(self, day: _Day) -> tuple[int, int, int] | None:
        is_persian = day.calendar == PERSIAN or (self._words.code in _PERSIAN_CODES and is_persian_year(day.year))
        if not is_persian:
            return day[:3]
        return from_persian(*day[:3]) if is_persian_year(day.year) else None


def with_clock(written: Written, clock: Clock | None) -> Written:
    """Return a day at a time of day; a day at midnight stays a day, as in a date for machines."""
    if clock is None or clock.is_midnight:
        return written
    at = clock.on(written.at)
    return written._replace(at=at, precision=clock.precision, has_zone=clock.zone is not None)


def _value(numbers: list[int]) -> int:
    """Return the number that signs stand for: 二〇二五 by places, 二十一 by tens."""
    if 10 not in numbers:
        return int("".join(map(str, numbers)))
    tens, ones = numbers[: numbers.index(10)], numbers[numbers.index(10) + 1 :]
    return (tens[0] if tens else 1) * 10 + (ones[0] if ones else 0)


def _named_forms(words: DateVocabulary) -> list[str]:
    """Return the forms of a date with the month by name, in the orders in which the language writes them."""
    glue = any_of(words.words("published/date_words"))
    joint = rf"[\s.,/\-–'·]{{0,3}}(?:(?:{glue})[\s.,'\-]{{0,2}}){{0,3}}"
    end = r"(?![\d:.h])(?!\s?:)"
    mark = r"\s?" if words.code in _BUDDHIST_CODES else r"\s?'"
    day, name, year, short = (partial(_part, words, kind) for kind in ("day", "name", "year", "short"))
    forms = []
    if words.order.startswith(_YEAR_FIRST):
        forms.append(joint.join((year("a"), name("a"), day("a"))))
    if words.order == "ydM":
        forms.append(joint.join((year("b"), day("b"), name("b"))))
    forms.append(joint.join((day("c"), name("c"), year("c"))))
    forms.append(rf"(?<![^\W\d_]){joint.join((name('d'), day('d'), year('d')))}")
    forms.append(rf"{day('e')}(?P<sign_e>[./-]){name('e')}(?P=sign_e){short('e')}{end}")
    forms.append(rf"{day('f')}{joint}{name('f')}{mark}{short('f')}{end}")
    return forms


def _part(words: DateVocabulary, kind: str, form: str) -> str:
    """Return the expression of a day, the name of a month, or a year, as a group of one form."""
    group = f"?P<{kind}_{form}>"
    if kind == "name":
        names = any_of(words.months)
        return rf"({group}(?:{names})\.?(?:\s?/\s?(?:{names}))?)"
    if kind == "day":
        return rf"(?<!\d)({group}\d{{1,2}})(?!\d)(?:{any_of(words.words('published/ordinal_endings') - {''})})?"
    digits = 4 if kind == "year" else 2
    return rf"(?<!\d)({group}\d{{{digits}}})(?!\d)"


def read_visible_date(
    text: str, codes: tuple[str, ...], is_month_first: bool | None, languages: Languages
) -> Written | None:
    """Find the first date in a short text for readers, with its time if present; never a bare year.

    Args:
        text: The short text.
        codes: Languages in which the date is read, in order.
        is_month_first: True if 3/4/2026 is the fourth of March, None if that is open.
        languages: The languages whose words are known.
    """
    folded = fold_text(text)
    for code in codes:
        written = date_grammar(code, languages).find(folded, is_month_first)
        if written is not None:
            return written
    return None


def date_grammar(code: str, languages: Languages) -> DateGrammar:
    """Return the grammar of dates in a language, compiled once."""
    made = languages.made(_grammars)
    if code not in made:
        made[code] = DateGrammar(vocabulary(code, languages))
    return made[code]


def _grammars(_: Languages) -> dict[str, DateGrammar]:
    return {}
