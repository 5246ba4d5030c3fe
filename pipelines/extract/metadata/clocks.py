"""The time of day and the time zone beside a written day."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hearsay.pipelines.extract.metadata.date_vocabulary import DateVocabulary, any_of
from hearsay.pipelines.extract.metadata.folded_text import Folded

_LETTER = r"[^\W\d_]"
_GAP = r"[\s,،、.;:|·•–—\-/()\[\]（）「」【】«»_]{0,6}"
_OFFSET = re.compile(r"(?:utc|gmt)?\s?([+-])(\d{1,2})(?::?(\d{2}))?")
_UTC = ("utc", "gmt", "z")
_LONG_ZONE = 6
_MOST_HOURS = 14
_NOON = 12
_NEAR = 60


class Clock(NamedTuple):
    """A time of day with its precision and zone, and its place in the folded text."""

    hour: int
    minute: int
    second: int
    precision: str
    zone: tzinfo | str | None
    start: int
    end: int

    def on(self, day: datetime) -> datetime:
        """Return the time on a day; a time without a zone is read as UTC."""
        at = day.replace(hour=self.hour, minute=self.minute, second=self.second)
        zone = ZoneInfo(self.zone) if isinstance(self.zone, str) else self.zone
        return at.replace(tzinfo=zone or UTC)

    @property
    def is_midnight(self) -> bool:
        """Return True for 00:00, with which systems write a day without a time."""
        return (self.hour, self.minute, self.second) == (0, 0, 0)


class ClockGrammar:
    """The forms of a time of day in one language."""

    def __init__(self, words: DateVocabulary) -> None:
        """Compile the forms."""
        self._halves: Mapping[str, tuple[str, ...]] = words.table("published/half_days")
        self._zones = words.table("published/zone_words")
        self._words_of_day = words.words("published/clock_words")
        clock = _clock_expression(words, self._halves) + _zone_expression(self._zones)
        between = _between_expression(words)
        self._after = re.compile(between + clock)
        self._before = re.compile(clock + between + r"\Z")

    def after(self, folded: Folded, end: int) -> Clock | None:
        """Return the time of day behind a day."""
        match = self._after.match(folded.text, end)
        return self._clock(match, folded) if match else None

    def before(self, folded: Folded, start: int) -> Clock | None:
        """Return the time of day before a day."""
        first = max(0, start - _NEAR)
        match = self._before.search(folded.text, first, start)
        while match is not None:
            if match.start("hour") == 0 or folded.text[match.start("hour") - 1] not in ".:/-":
                clock = self._clock(match, folded, is_before=True)
                return clock if clock and clock.precision != "hour" else None
            match = self._before.search(folded.text, match.start("hour") + 1, start)
        return None

    def _clock(self, match: re.Match[str], folded: Folded, *, is_before: bool = False) -> Clock | None:
        hour, second = int(match["hour"]), int(match["second"] or 0)
        minute = match["minute"] or match["word_minute"]
        half = match["half"] or match["half_after"]
        if is_before and half in self._words_of_day:
            half = None  # German: "12:15 am 11. März".
        if half:
            words = (word for word in self._halves if re.fullmatch(_with_dots(word), half))
            hour = _of_half(hour, self._halves[next(words)][0])
        if hour > 23 or int(minute or 0) > 59 or second > 59:
            return None
        precision = "second" if match["second"] else "minute" if minute else "hour"
        start = match.start("half") if match["half"] else match.start("hour")
        zone, end = self._zone(match, folded)
        return Clock(hour, int(minute or 0), second, precision, zone, start, end)

    def _zone(self, match: re.Match[str], folded: Folded) -> tuple[tzinfo | str | None, int]:
        """Return the zone, and where the time of day ends with it; no zone for an unknown word."""
        word, (start, end) = match["zone"], match.span("zone")
        if not word:
            return None, match.end()
        without = len(folded.text[:start].rstrip(" (["))
        written = folded.written(start, end)
        if word in self._zones and (written.isupper() or len(word) > _LONG_ZONE or not word.isascii()):
            return _named(self._zones[word][0]), end
        if (offset := _OFFSET.fullmatch(word)) is not None:
            is_range = word[0] == "-" and not match["second"]
            zone = None if is_range else _fixed(offset)
            return (zone, end) if zone else (None, without)
        named = written.isupper() and (UTC if word in _UTC else _abbreviations().get(word))
        return (named, end) if named else (None, without)


def _clock_expression(words: DateVocabulary, halves: Iterable[str]) -> str:
    """Return the expression of a time: 14:30, 14.30, 14:30:15, 14h30, 午後2時30分, 2:30 pm, 2 pm, 14 Uhr."""
    half = "|".join(_with_dots(word) for word in sorted(halves, key=len, reverse=True)) or "(?!)"
    early = any_of(word for word in halves if "." not in word)
    hour, minute = any_of(words.words("published/hour_words")), any_of(words.words("published/minute_words"))
    end = r"(?!:?\d)(?![.,/]\d)"
    return (
        rf"(?:(?P<half>{early})\s?)?(?<!\d)(?P<hour>\d{{1,2}})(?:"
        rf"(?:\s?:\s?|\.)(?P<minute>\d\d)(?::(?P<second>\d\d))?{end}"
        rf"|\s?(?:{hour})\.?\s?(?P<word_minute>\d\d{end}|\d(?=\s?(?:{minute})))\s?(?:{minute})?"
        rf"|\s?(?P<whole>{hour})(?!{_LETTER})"
        rf"|(?=\s?(?:{half})(?!{_LETTER}))"
        rf")(?:\s?(?:(?:{hour})|(?:{minute}))(?!{_LETTER}))?(?:\s?(?P<half_after>{half})(?!{_LETTER}))?"
    )


def _zone_expression(zones: Iterable[str]) -> str:
    offset = r"(?:utc|gmt)\s?[+-]\d{1,2}(?::?\d\d)?|[+-]\d\d:?\d\d"
    return rf"(?:\s?[(\[]?\s?(?P<zone>{any_of(zones)}|{offset}|[a-z]{{1,5}}(?!\w))[)\]]?)?"


def _between_expression(words: DateVocabulary) -> str:
    """Return the expression of what may stand between a day and its time: days of the week and words for times."""
    lists = ("published/clock_words", "published/date_words", "published/ordinal_endings")
    token = any_of({*words.weekdays, *(word for name in lists for word in words.words(name))} - {""})
    bracketed = r"\([^()\d]{1,14}\)|（[^（）\d]{1,14}）"
    return rf"(?:{_GAP}(?:(?:{token})\.?|{bracketed})){{0,4}}?{_GAP}"


def _with_dots(word: str) -> str:
    """Return an expression for a word in which dots may be missing or have a blank behind them, such as "p. m."."""
    return r"\.?\s?".join(map(re.escape, word.split("."))) + (r"\.?" if "." in word else "")


def _of_half(hour: int, half: str) -> int:
    if half == "am":
        return 0 if hour == _NOON else hour
    return hour + _NOON if hour < _NOON else hour


def _named(zone: str) -> tzinfo | str:
    match = _OFFSET.fullmatch(zone)
    return (_fixed(match) or UTC) if match else zone


def _fixed(match: re.Match[str]) -> tzinfo | None:
    hours, minutes = int(match[2]), int(match[3] or 0)
    if hours > _MOST_HOURS or minutes % 15:
        return None
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(offset if match[1] == "+" else -offset)


@cache
def _abbreviations() -> Mapping[str, tzinfo]:
    """Return the zones that dateparser knows by their abbreviation, such as CEST."""
    from dateparser.timezones import timezone_info_list  # noqa: PLC0415 - only a time with a zone needs it

    zones: dict[str, tzinfo] = {}
    for group in timezone_info_list:
        for name, seconds in group["timezones"]:
            zones.setdefault(name.casefold(), timezone(timedelta(seconds=seconds)))
    return zones
