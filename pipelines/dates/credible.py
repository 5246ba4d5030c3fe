"""Credibility of time expressions: words and numbers with other common meanings need further evidence.

The evidence is in the patterns `credible` of a language. Without a pattern, an expression needs none, except a bare
number, which is no year.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from hearsay.pipelines.dates.when import When
from hearsay.pipelines.language import Language

_GLUED_BEFORE = re.compile(r"(?:\d[.,/:-]|[\w.-]*\.\w+/\S*|[$€£#@/])$")
_GLUED_AFTER = re.compile(r"[./:-]?\d|[./-][^\W\d_]|%|[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An expression in its sentence."""

    words: str
    before: str
    after: str
    kind: str
    value: object
    language: Language

    def begins(self, pattern: str) -> bool:
        """Return True if the expression begins with a pattern."""
        return bool(_pattern(self.language, pattern).match(self.words))

    def matches(self, pattern: str) -> bool:
        """Return True if the expression is a pattern."""
        return bool(_pattern(self.language, pattern).fullmatch(self.words))

    def contains(self, pattern: str) -> bool:
        """Return True if the expression contains a pattern."""
        return bool(_pattern(self.language, pattern).search(self.words))

    def follows(self, pattern: str) -> bool:
        """Return True if a pattern stands before the expression."""
        return bool(_pattern(self.language, pattern).search(self.before))

    def precedes(self, pattern: str) -> bool:
        """Return True if a pattern stands directly after the expression."""
        return bool(_pattern(self.language, pattern).match(self.after))

    def is_near(self, pattern: str) -> bool:
        """Return True if a pattern stands anywhere in the sentence around the expression."""
        return bool(_pattern(self.language, pattern).search(self.before + self.after))


def _pattern(language: Language, name: str) -> re.Pattern[str]:
    return language.pattern(f"dates/credible.{name}")


def is_credible(sentence: str, start: int, end: int, kind: str, value: object, language: Language) -> bool:
    """Return True if `sentence[start:end]`, read as an expression of that kind, is likely to be a time."""
    candidate = Candidate(sentence[start:end], sentence[:start], sentence[end:], kind, value, language)
    return not _is_glued(candidate) and all(judge(candidate) for judge in _JUDGES)


def _is_glued(candidate: Candidate) -> bool:
    """Return True for a part of a longer number, of an address or of a count."""
    words = candidate.words
    if words[:1].isdigit() and _GLUED_BEFORE.search(candidate.before):
        return True
    return words[-1:].isdigit() and bool(_GLUED_AFTER.match(candidate.after) or candidate.precedes("unit_after"))


def _narrated(candidate: Candidate) -> bool:
    """Reject 'the following year', which is relative to the narrative."""
    return not candidate.begins("narrated")


def _now(candidate: Candidate) -> bool:
    """Reject 'now that' and 'now-closed'."""
    return not (candidate.kind == "MOMENT" and candidate.matches("now") and candidate.precedes("after_now"))


def _year(candidate: Candidate) -> bool:
    """Accept a bare number as a year after a word that introduces years, or before the name of an event."""
    if not re.fullmatch(r"\d{4}", candidate.words):
        return True
    if candidate.precedes("counted"):
        return False
    return candidate.follows("leads") or candidate.follows("year_leads")


def _name(candidate: Candidate) -> bool:
    """Accept 'May', 'June' only after a preposition: they and 'Sat' are also names and other words."""
    if candidate.matches("bare_day"):
        return False
    if not candidate.matches("bare_month"):
        return True
    is_name = re.match(r"\s+[A-Z]", candidate.after)
    return candidate.words[0].isupper() and candidate.follows("month_leads") and not is_name


def _season(candidate: Candidate) -> bool:
    """Reject 'the fall' of a government and 'the spring' in the woods."""
    if not candidate.matches("season"):
        return True
    if candidate.precedes("of_other") or candidate.precedes("season_of_things"):
        return False
    return not candidate.begins("article") or candidate.follows("season_leads")


def _decade(candidate: Candidate) -> bool:
    """Accept 'the seventies', but not 'in his 70s' or 'temperatures in the 70s'."""
    has_century = isinstance(candidate.value, When) and re.search(r"\d{3}", candidate.words)
    if not candidate.matches("tens") or has_century:
        return True
    is_of_years = candidate.begins("article") and not candidate.is_near("temperature")
    return is_of_years and not candidate.follows("of_person")


def _ordinal(candidate: Candidate) -> bool:
    """Accept 'on the 21st', but not 'the second attempt' or 'the 21st floor'."""
    if not candidate.matches("nth") or not candidate.contains("ordinal"):
        return True
    if not candidate.contains("nth_in_digits"):
        return not candidate.contains("nth_in_words")
    return candidate.precedes("after_nth") and (not candidate.begins("article") or candidate.follows("leads"))


def _part(candidate: Candidate) -> bool:
    """Accept 'the third quarter', 'the first half' only of the business year, not of a match."""
    if not candidate.contains("part"):
        return True
    return candidate.is_near("rate") and not candidate.precedes("of_other")


def _last_of(candidate: Candidate) -> bool:
    """Reject 'the last week of the campaign', which is not a week of the calendar."""
    return not (candidate.matches("shifted") and candidate.precedes("of_another"))


def _named_after(candidate: Candidate) -> bool:
    """Reject things named after a holiday: 'the Good Friday Agreement', 'Easter Island'."""
    is_holiday = candidate.words.lower() in candidate.language.words("dates/holidays")
    return not (is_holiday and re.match(r"\s+[A-Z][a-z]", candidate.after))


_JUDGES: tuple[Callable[[Candidate], bool], ...] = (
    *(_narrated, _now, _year, _name, _season),
    *(_decade, _ordinal, _part, _last_of, _named_after),
)
