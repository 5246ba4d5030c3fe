"""Dates that need the time of reading: "2 hours ago", "yesterday at 14:30"."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from hearsay.pipelines.extract.metadata.clocks import Clock, ClockGrammar
from hearsay.pipelines.extract.metadata.date_expressions import date_grammar, with_clock
from hearsay.pipelines.extract.metadata.date_vocabulary import DateVocabulary, any_of, vocabulary
from hearsay.pipelines.extract.metadata.dates import Written
from hearsay.pipelines.extract.metadata.folded_text import Folded, fold_text
from hearsay.pipelines.language import Languages

_SPANS = {"second": timedelta(seconds=1), "minute": timedelta(minutes=1), "hour": timedelta(hours=1)}
_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "year": 12}
_WORDS_WITH_DAY = 4
"""Most words of a line in which a day such as "yesterday" is a date without a time of day beside it."""
_WORDS_WITH_TODAY = 2
_START = "(?<![0-9a-z\u00aa-\u0dff\uac00-\ud7a3])"
_END = "(?![a-z\u00aa-\u0dff\uac00-\ud7a3])"
"""Edges of a word in a script with blanks between words; Chinese, Japanese and Thai have none."""
_UNSPACED = "\u0e00"


class RelativeDate(NamedTuple):
    """A date relative to the time of reading: an amount of a unit, or days with a time of day."""

    text: str
    amount: int
    unit: str
    clock: Clock | None = None

    def resolve(self, read_at: datetime) -> Written | None:
        """Resolve the date against the time of reading; None if no calendar holds it.

        The precision is that of the unit, and the instant is the start of that day, month or year. Weeks have the
        precision of a month, since their days are approximate.
        """
        try:
            return self._resolved(read_at)
        except (OverflowError, ValueError):
            return None

    def _resolved(self, read_at: datetime) -> Written:
        if self.unit in _SPANS:
            back = self.amount * _SPANS[self.unit]
            precision = "minute" if back < timedelta(hours=1) else "hour"
            return Written(read_at - back, precision, True, self.text, is_relative=True)
        at = (read_at - timedelta(days=self.amount * _DAYS.get(self.unit, 0))).astimezone(UTC)
        months = at.year * 12 + at.month - 1 - self.amount * _MONTHS.get(self.unit, 0)
        year, month = (months // 12, months % 12 + 1) if self.unit != "year" else (months // 12, 1)
        day = at.day if self.unit == "day" else 1
        precision = "month" if self.unit == "week" else self.unit
        start = Written(datetime(year, month, day, tzinfo=UTC), precision, False, self.text, is_relative=True)
        return with_clock(start, self.clock)


class RelativeGrammar:
    """The forms of a relative date in one language."""

    def __init__(self, words: DateVocabulary) -> None:
        """Compile the forms."""
        self._days = {word: int(fields[0]) for word, fields in words.table("published/relative_days").items()}
        self._now = words.words("published/now_words")
        self._units = {word: fields[0] for word, fields in words.table("published/time_units").items()}
        self._amounts = {
            word: int(fields[1]) for word, fields in words.table("published/time_units").items() if len(fields) > 1
        }
        around = words.words("published/relative_words")
        for form in words.forms if around else ():
            self._units.setdefault(_without(form.after, around), form.unit)
        self._units.pop("", None)
        self._whole_forms = [] if around else [*_whole_forms(words)]
        self._ago = self._ago_pattern(words, around)
        self._day = re.compile(rf"{_START}(?:{any_of([*self._days, *self._now])}){_END}")

    def _ago_pattern(self, words: DateVocabulary, around: frozenset[str]) -> re.Pattern[str]:
        about, single = any_of(words.words("published/approximate_words")), any_of(words.words("published/one_words"))
        unit, whole = any_of(self._units), any_of(self._amounts)
        number = rf"(?P<n{{0}}>\d{{{{1,4}}}})\s?|(?P<one{{0}}>{single})(?:\s|(?<='))"
        amount = rf"(?:(?:{about})\s+)?(?:{number})(?P<unit{{0}}>{unit})\.?"
        bare = rf"(?:(?:{about})\s+)?(?P<whole{{0}}>{whole})"
        before = {word for word in around if any(_holds(form.before, word) for form in words.forms)}
        after = {word for word in around if any(_holds(form.after, word) for form in words.forms)}
        forms = [
            rf"(?:{amount.format(1)}|{bare.format(1)})\s?(?:{any_of(around - (before - after))})",
            rf"(?:{any_of(around - (after - before))})\s?(?:{amount.format(2)}|{bare.format(2)})",
        ]
        return re.compile(rf"{_START}(?:{'|'.join(forms)}){_END}")

    def find(self, folded: Folded, clocks: ClockGrammar) -> RelativeDate | None:
        """Return the first relative date of a short text."""
        match = self._ago.search(folded.text)
        if match is not None:
            groups = match.groupdict()
            text = folded.written(*match.span()).strip()
            whole = groups["whole1"] or groups["whole2"]
            if whole:
                return RelativeDate(text, self._amounts[whole], self._units[whole])
            unit = self._units[groups["unit1"] or groups["unit2"]]
            return RelativeDate(text, int(groups["n1"] or groups["n2"] or 1), unit)
        for form, unit in self._whole_forms:
            if (match := form.search(folded.text)) is not None:
                return RelativeDate(folded.written(*match.span()).strip(), int(match[1]), unit)
        return self._relative_day(folded, clocks)

    def _relative_day(self, folded: Folded, clocks: ClockGrammar) -> RelativeDate | None:
        match = self._day.search(folded.text)
        if match is None:
            return None
        if match[0] in self._now:
            is_alone = len(folded.text.split()) <= _WORDS_WITH_DAY
            return RelativeDate(folded.written(*match.span()), 0, "minute") if is_alone else None
        days = self._days[match[0]]
        clock = clocks.after(folded, match.end()) or clocks.before(folded, match.start())
        most = _WORDS_WITH_DAY if days else _WORDS_WITH_TODAY
        if clock is None and len(folded.text.split()) > most:
            return None
        start, end = match.span()
        if clock is not None:
            start, end = min(start, clock.start), max(end, clock.end)
        return RelativeDate(folded.written(start, end), days, "day", clock)


def _holds(text: str, word: str) -> bool:
    """Return True if a stretch of a form of CLDR has a word: such a word stands on this side of the number only."""
    return _without(text, frozenset((word,))) != text


def _without(text: str, words: frozenset[str]) -> str:
    """Return a stretch of a form without the words that all its units share, such as "ago"."""
    for word in sorted(words, key=len, reverse=True):
        if word and re.search(rf"(?:^|\s){re.escape(word)}(?:\s|$)", text):
            return " ".join(re.sub(rf"(?:^|\s){re.escape(word)}(?=\s|$)", " ", text).split())
        if word >= _UNSPACED and text.endswith(word):
            return text.removesuffix(word).strip()
    return text


def _whole_forms(words: DateVocabulary) -> Iterator[tuple[re.Pattern[str], str]]:
    """Yield the forms of CLDR for a language without words of its own."""
    for form in words.forms:
        before, after = re.escape(form.before), re.escape(form.after)
        yield re.compile(rf"{_START}{before}\s?(\d{{1,4}})\s?{after}{_END}"), form.unit


def relative_date(text: str, codes: tuple[str, ...], languages: Languages) -> RelativeDate | None:
    """Find the part of a short text that is relative to the time of reading ("about 2 hours ago")."""
    folded = fold_text(text)
    made = languages.made(_grammars)
    for code in codes:
        if code not in made:
            made[code] = RelativeGrammar(vocabulary(code, languages))
        relative = made[code].find(folded, date_grammar(code, languages).clocks)
        if relative is not None:
            return relative
    return None


def _grammars(_: Languages) -> dict[str, RelativeGrammar]:
    return {}
