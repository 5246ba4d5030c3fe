"""Credibility of time expressions: words and numbers with other common meanings need further evidence."""

import re
from collections.abc import Callable

from hearsay.pipelines.dates.when import When
from hearsay.pipelines.lexicon import load_lexicon

_LEADS = re.compile(
    r"\b(?:in|since|until|till|by|of|from|during|before|after|for|to|through|between|early|late|mid|and|or|this|last|next|every"
    r"|on|around|about|than|throughout|circa|pre|post|back|as|until|starting|beginning|ending|>|<|=)[-\s(=]*(?:the\s+)?$",
    re.IGNORECASE,
)
_MONTH_LEADS = re.compile(
    r"\b(?:in|since|until|till|by|of|from|during|before|after|for|to|through|between|early|late|mid|this|last|next)[-\s]*$",
    re.IGNORECASE,
)
_YEAR_LEADS = re.compile(
    r"\b(?:the|a|an|his|her|its|their|our|my|(?:[^\W\d_]+)['’]s?|[A-Z][a-z]+,?)\s+$|[(\[]$|^\W*$"
)
_COUNTED = re.compile(
    r"\s+(?:people|men|women|dead|deaths|votes|troops|soldiers|homes|jobs|cases|dollars|euros|pounds|km|miles|metres|meters|feet)\b"
)
_RATE = re.compile(
    r"%|per ?cent|profit|revenue|sales|earnings|growth|grew|gdp|econom|share|loss|fiscal|output|inflation", re.I
)
_OF_OTHER = re.compile(r"\s+of\b", re.IGNORECASE)
_NARRATED = re.compile(
    r"(?:the )?(?:following|previous|same) |the next (?:day|week|month|year)$|the day (?:after|before)$",
    re.IGNORECASE,
)
_BARE_MONTH = re.compile(
    r"(?:jan|feb|mar|march|apr|april|may|june?|jul|aug|august|sep|sept|oct|nov|dec)\.?", re.IGNORECASE
)
_BARE_DAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)\.?", re.IGNORECASE)
_FALL = re.compile(r"(?:(?:the|in|this|next) )?(?:fall|spring)", re.IGNORECASE)
_TENS = re.compile(r"(?:the )?(?:(?:early|late|mid)[- ])?'?(?:\d0'? ?s|[a-z]+ties)", re.IGNORECASE)
_NTH = re.compile(r"(?:\w+ )?the (?:\d{1,2}\w\w|[a-z-]+)", re.IGNORECASE)
_SHIFTED = re.compile(r"(?:(?:in|over|during|for|throughout) )?(?:the )?(?:last|next|past|coming) \w+", re.IGNORECASE)
_AFTER_NTH = re.compile(
    r"\s*(?:$|[.,;:!?)”\"'’–—-]|(?:and|or|but|at|to|for|with|until|when|after|before|if|as|because|from|between|is|was|will)\b)"
)
_GLUED_BEFORE = re.compile(r"(?:\d[.,/:-]|[\w.-]*\.\w+/\S*|[$€£#@/])$")
_UNIT_AFTER = re.compile(r"\s*(?:hours?|days?|weeks?|months?|years?)\b", re.IGNORECASE)
_GLUED_AFTER = re.compile(r"[./:-]?\d|[./-][^\W\d_]|%|[^\W\d_]")


def is_credible(sentence: str, start: int, end: int, kind: str, value: object) -> bool:
    """Return True if `sentence[start:end]`, read as an expression of that kind, is likely to be a time."""
    words, before, after = sentence[start:end], sentence[:start], sentence[end:]
    if words[:1].isdigit() and _GLUED_BEFORE.search(before):
        return False
    if words[-1:].isdigit() and (_GLUED_AFTER.match(after) or _UNIT_AFTER.match(after)):
        return False
    if _NARRATED.match(words):
        return False
    if kind == "MOMENT" and words.lower() == "now" and re.match(r"[-–]|\s+that\b", after):
        return False
    return all(judge(words, before, after, value) for judge in _JUDGES)


def _year(words: str, before: str, after: str, _: object) -> bool:
    """Accept a bare number as a year after a word that introduces years, or before the name of an event."""
    if not re.fullmatch(r"\d{4}", words):
        return True
    if _COUNTED.match(after):
        return False
    return bool(_LEADS.search(before) or _YEAR_LEADS.search(before))


def _name(words: str, before: str, after: str, _: object) -> bool:
    """Accept 'May', 'June' only after a preposition: they and 'Sat' are also names and other words."""
    if _BARE_DAY.fullmatch(words):
        return False
    if not _BARE_MONTH.fullmatch(words):
        return True
    return words[0].isupper() and bool(_MONTH_LEADS.search(before)) and not re.match(r"\s+[A-Z]", after)


def _season(words: str, before: str, after: str, _: object) -> bool:
    """Reject 'the fall' of a government and 'the spring' in the woods."""
    if not _FALL.fullmatch(words):
        return True
    if _OF_OTHER.match(after) or re.match(r"\s+in\s+\w+s\b", after):
        return False
    return not words.lower().startswith("the ") or bool(re.search(r"\b(?:in|by|since|until|during|for)\s+$", before))


def _decade(words: str, before: str, after: str, value: object) -> bool:
    """Accept 'the seventies', but not 'in his 70s' or 'temperatures in the 70s'."""
    if not _TENS.fullmatch(words) or (isinstance(value, When) and re.search(r"\d{3}", words)):
        return True
    if not words.lower().startswith("the") or re.search(
        r"temperature|degree|highs?\b|lows?\b|weather", before + after, re.I
    ):
        return False
    return not re.search(r"\b(?:his|her|their|my|our|your|whose)\b.{0,12}$", before)


def _ordinal(words: str, before: str, after: str, _: object) -> bool:
    """Accept 'on the 21st', but not 'the second attempt' or 'the 21st floor'."""
    words = words.lower()
    if not _NTH.fullmatch(words) or not re.search(r"\d|first|second|third|th$|ty", words):
        return True
    if not re.search(r"\bthe \d{1,2}(?:st|nd|rd|th)$", words):
        return not re.search(r"\bthe [a-z-]*(?:first|second|third|th)$", words)
    return bool(_AFTER_NTH.match(after)) and (words.lower()[:3] != "the" or bool(_LEADS.search(before)))


def _part(words: str, before: str, after: str, _: object) -> bool:
    """Accept 'the third quarter', 'the first half' only of the business year, not of a match."""
    if not re.search(r"\b(?:first|second|third|fourth|\d\w\w) (?:quarter|half)$", words, re.IGNORECASE):
        return True
    return bool(_RATE.search(before + after)) and not _OF_OTHER.match(after)


def _last_of(words: str, _: str, after: str, __: object) -> bool:
    """Reject 'the last week of the campaign', which is not a week of the calendar."""
    if not re.fullmatch(
        r"(?:(?:in|over|during|for|throughout) )?(?:the )?(?:last|next|past|coming) \w+", words, re.IGNORECASE
    ):
        return True
    return not re.match(r"\s+of\s+(?:the|his|her|their|its|a)\b", after)


def _named_after(words: str, _: str, after: str, __: object) -> bool:
    """Reject things named after a holiday: 'the Good Friday Agreement', 'Easter Island'."""
    return words.lower() not in load_lexicon("dates/data/holidays.txt") or not re.match(r"\s+[A-Z][a-z]", after)


_JUDGES: tuple[Callable[[str, str, str, object], bool], ...] = (
    _year,
    _name,
    _season,
    _decade,
    _ordinal,
    _part,
    _last_of,
    _named_after,
)
