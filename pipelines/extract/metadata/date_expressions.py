"""The grammar of a date for readers: a day as a language writes it, with a time of day before or behind it."""

import re
from datetime import datetime
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
from hearsay.pipelines.extract.metadata.dates import Written, is_future, read_machine_date, written_day
from hearsay.pipelines.extract.metadata.folded_text import Folded, fold_text
from hearsay.pipelines.extract.metadata.number_signs import NumberSigns, has_number
from hearsay.pipelines.language import Languages

_PERSIAN_CODES = ("fa", "ps")
_BUDDHIST_CODES = ("th",)
_MINGUO_CODES = ("zh",)
_YEAR_FIRST = "y"
_MONTHS = 12
_FORMS = "abcdef"
_DAY = "day"
_ISO = r"(?P<iso>\d{4}-\d{2}-\d{2}t\d{2}:?\d{2}(?::?\d{2}(?:[.,]\d+)?)?(?:z|[+-]\d{2}:?\d{2})?)"
_NUMBERS = (
    r"(?P<year_n>\d{4})\s?(?P<sign_n>[./-])\s?(?P<month_n>\d{1,2})\s?(?P=sign_n)\s?(?P<day_n>\d{1,2})(?!\d)"
    r"|(?P<one>\d{1,2})\s?(?P<sign_o>[./-])\s?(?P<two>\d{1,2})\s?(?P=sign_o)\s?(?P<year_m>\d{4})(?!\d)"
    r"|(?P<short_one>\d{1,2})(?P<sign_p>[./-])(?P<short_two>\d{1,2})(?P=sign_p)(?P<short_year>\d{2})"
    r"(?![\d:])(?!(?P=sign_p)\d)(?!\s?h\b)"
)
_MINGUO_NUMBERS = (
    r"(?P<minguo>1\d\d)(?:(?P<sign_q>[./-])|\s?年\s?)(?P<minguo_month>\d{1,2})(?(sign_q)(?P=sign_q)|\s?月\s?)"
    r"(?P<minguo_day>\d{1,2})(?!\d)(?(sign_q)|\s?[日號号])"
)


class _Day(NamedTuple):
    """A day as it is written, before its calendar is known."""

    year: int
    month: int
    day: int
    calendar: str | None = None


class _Order(NamedTuple):
    """The order of day and month on a page (None: open), and the time after which no date of it lies."""

    is_month_first: bool | None
    latest: datetime | None
    is_of_page: bool = True
    """False for a language that is tried after that of the text; dates of two numbers and a year are not its own."""

    def is_past(self, day: _Day) -> bool:
        """Return True if the day may have been in the past at the latest time."""
        written = written_day("", *day[:3])
        return written is not None and not is_future(written, self.latest)


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
        self._numbers = NumberSigns(words)

    def find(self, folded: Folded, order: _Order) -> Written | None:
        """Return the first date of a text, with its time of day."""
        folded = self._numbers.as_digits(folded)
        for match in self._days.finditer(folded.text):
            if match["iso"]:
                written = read_machine_date(folded.written(*match.span()).upper())
            else:
                day = self._day(match, order)
                written = self._written(folded, match, day) if day else None
            if written:
                return written
        return None

    def _day(self, match: re.Match[str], order: _Order) -> _Day | None:
        """Return the day of a match; None if the order of its numbers is open."""
        groups = {name: value for name, value in match.groupdict().items() if value is not None}
        for form in _FORMS:
            if f"name_{form}" in groups:
                return self._named_day(groups, form)
        if "year_n" in groups:
            return _Day(int(groups["year_n"]), int(groups["month_n"]), int(groups["day_n"]))
        if "minguo" in groups:
            return _Day(from_minguo(int(groups["minguo"])), int(groups["minguo_month"]), int(groups["minguo_day"]))
        if not order.is_of_page:
            return None
        if "year_m" in groups:
            numbers = int(groups["one"]), int(groups["two"])
            return self._ordered(int(groups["year_m"]), numbers, groups["sign_o"], order)
        return self._short_day(groups, order)

    def _named_day(self, groups: dict[str, str], form: str) -> _Day | None:
        name = groups[f"name_{form}"].split("/")[0].strip().rstrip(".")
        if name not in self._words.months:
            return None
        month, calendar = self._words.months[name]
        year = groups.get(f"year_{form}") or groups[f"short_{form}"]
        is_buddhist = self._words.code in _BUDDHIST_CODES
        full = full_year(int(year), is_buddhist=is_buddhist) if len(year) == 2 else int(year)
        return _Day(full, month, int(groups[f"day_{form}"]), calendar)

    def _short_day(self, groups: dict[str, str], order: _Order) -> _Day | None:
        """Return a day with a year of two digits, where a language writes the day first, or such a year first."""
        first, second, last = int(groups["short_one"]), int(groups["short_two"]), int(groups["short_year"])
        words = self._words
        if words.short_order.startswith(_YEAR_FIRST):
            is_certain = words.is_year_short and len(groups["short_one"]) == 2
            return _Day(full_year(first), second, last) if is_certain else None
        if order.is_month_first is not False:
            return None
        return _Day(full_year(last, is_buddhist=words.code in _BUDDHIST_CODES), second, first)

    def _ordered(self, year: int, numbers: tuple[int, int], sign: str, order: _Order) -> _Day | None:
        """Return a day of two numbers and a year. A date with dots is never month first."""
        first, second = numbers
        if sign == ".":
            return _Day(year, second, first)
        days = [_Day(year, second, first), _Day(year, first, second)]
        possible = [day for day in dict.fromkeys(days) if day.month <= _MONTHS]
        if len(possible) > 1 and order.is_month_first is None:
            possible = [day for day in possible if order.is_past(day)]
        elif len(possible) > 1 and order.is_month_first:
            possible.reverse()
        is_decided = len(possible) == 1 or order.is_month_first is not None
        return possible[0] if possible and is_decided else None

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


def _named_forms(words: DateVocabulary) -> list[str]:
    """Return the forms of a date with the month by name, in the orders in which the language writes them."""
    glue = any_of(words.words("published/date_words"))
    joint = rf"[\s.,،、/\-–'·]{{0,3}}(?:(?:{glue})[\s.,،'\-]{{0,2}}){{0,3}}"
    bracketed = rf"{joint}(?:\([^()]{{1,10}}\)\s?)?"
    day, name, year, short = (partial(_part, words, kind) for kind in ("day", "name", "year", "short"))
    forms = []
    if words.order.startswith(_YEAR_FIRST):
        forms.append(year("a") + bracketed + name("a") + joint + day("a"))
    else:
        forms.append(rf"{year('a')}[ -]{name('a')}[ -]{day('a')}(?!\s?[^\W\d_])")
    if words.order == "ydM":
        forms.append(joint.join((year("b"), day("b"), name("b"))))
    forms.append(joint.join((day("c"), name("c"), year("c"))))
    forms.append(rf"(?<![^\W\d_]){joint.join((name('d'), day('d'), year('d')))}")
    forms.append(rf"{day('e')}(?P<sign_e>[./-]){name('e')}(?P=sign_e){short('e')}(?![\d:.h])(?!\s?:)")
    is_short = words.code in _BUDDHIST_CODES
    end = r"(?![\d:.h])(?!\s?:)" if is_short else r"(?=\s?(?:\Z|[,|•·)]|[–—\-]\s|\d{1,2}:\d))"
    forms.append(rf"{day('f')}{joint}{name('f')}\s?'?{short('f')}{end}")
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
    text: str,
    codes: tuple[str, ...],
    is_month_first: bool | None,
    languages: Languages,
    *,
    latest: datetime | None = None,
) -> Written | None:
    """Find the first date in a short text for readers, with its time if present; never a bare year.

    Args:
        text: The short text.
        codes: Languages in which the date is read, in order.
        is_month_first: True if 3/4/2026 is the fourth of March, None if that is open.
        languages: The languages whose words are known.
        latest: The time of the fetch, which decides an open order if one of the two days is later.
    """
    folded = fold_text(text)
    if not has_number(folded.text):
        return None
    first: Written | None = None
    for code in codes:
        order = _Order(is_month_first, latest, is_of_page=code == codes[0])
        written = date_grammar(code, languages).find(folded, order)
        if written is None or (first is not None and not _is_finer(written, first)):
            continue
        if written.precision != _DAY:
            return written
        first = first or written
    return first


def _is_finer(written: Written, first: Written) -> bool:
    """Return True if a later language also knows the time of day: "11. März 2025 at 2:30 pm"."""
    return written.precision != _DAY and written.at.date() == first.at.date()


def date_grammar(code: str, languages: Languages) -> DateGrammar:
    """Return the grammar of dates in a language, compiled once."""
    made = languages.made(_grammars)
    if code not in made:
        made[code] = DateGrammar(vocabulary(code, languages))
    return made[code]


def _grammars(_: Languages) -> dict[str, DateGrammar]:
    return {}
