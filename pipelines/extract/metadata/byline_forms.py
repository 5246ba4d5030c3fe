"""Forms of bylines: the words before the names, between them and behind them."""

import re

from hearsay.pipelines.extract.metadata.person_names import (
    count_name_words,
    is_capitalized,
    is_particle,
    particle_beginnings,
)
from hearsay.pipelines.language import Languages, alternatives

_PREFIXES = "bylines/prefixes"
_DECLARED_PREFIXES = "bylines/declared_prefixes"
_STOPS = "bylines/stops"
_WEEKDAYS = "bylines/weekdays"
_JOB_WORDS = "bylines/job_words"
_CONJUNCTIONS = "bylines/conjunctions"
_PARTICLES = "bylines/particles"
_MONTHS = ("bylines/month_beginnings", "published/month_names")
_MINUTE_WORDS = "furniture/minute_words"

_MOST_PREFIXES = 3
_SHORT_STOP = 3
_SHORT_CONJUNCTION = 2
_MOST_UNCASED_WORDS = 6
_NAME_WORDS = 2


def after_prefix(text: str, languages: Languages) -> str | None:
    """Return the text after the prefix of a line if a name follows, else None.

    A prefix that is also a part of names ("De", "Von") needs two words of a name. In a script without capitals a
    colon, or a short line, shows that a name follows.
    """
    text = without_leading_date(text, languages)
    match = languages.made(_prefix_pattern).match(text)
    if match is None:
        return None
    rest = text[match.end() :].lstrip()
    if " " in (match["words"] or ""):
        rest = _without_place(rest, languages)
    if not is_capitalized(rest, languages):
        return None
    if _has_colon(match):
        return rest
    if _is_part_of_names(match["words"], languages):
        return rest if count_name_words(rest, languages) >= _NAME_WORDS else None
    is_uncased = rest[0].upper() == rest[0].lower()
    return None if is_uncased and len(rest.split()) > _MOST_UNCASED_WORDS else rest


def without_prefix(text: str, languages: Languages) -> str:
    """Return a text without the prefixes before the names."""
    prefix = languages.made(_prefix_pattern)
    for _ in range(_MOST_PREFIXES):
        match = prefix.match(text)
        if not match:
            break
        rest = text[match.end() :].lstrip(" :–—-")
        words = "" if _has_colon(match) else match["words"]
        if _is_part_of_names(words, languages) and count_name_words(rest, languages) < _NAME_WORDS:
            break
        text = _without_place(rest, languages) if " " in words else rest
    return text


def without_declared_prefix(text: str, languages: Languages) -> str:
    """Return a declared name without a sure prefix: a label with a colon, or "By" before two words of a name."""
    match = languages.made(_prefix_pattern).match(text)
    if match and (_has_colon(match) or " " in match["words"]):
        return text[match.end() :].lstrip()
    match = languages.made(_declared_prefix_pattern).match(text)
    if match and count_name_words(text[match.end() :], languages) >= _NAME_WORDS:
        return text[match.end() :]
    return text


def without_leading_date(text: str, languages: Languages) -> str:
    """Return a text without the date before the names ("Mar 1, 2018 by Jane Doe")."""
    match = languages.made(_leading_date_pattern).match(text)
    return text[match.end() :] if match and is_capitalized(_plain(text[match.end() :]), languages) else text


def _plain(text: str) -> str:
    return text[:1].upper() + text[1:]


def separated(text: str, languages: Languages) -> str:
    """Put a blank between a name and a stop word or a time that is glued to it."""
    return languages.made(_glued_time_pattern).sub(" ", languages.made(_glue_pattern).sub(" ", text))


def begins_with_label(text: str, languages: Languages) -> bool:
    """Return True for a line whose label is of something else than the author: "Foto: …", "Updated: …"."""
    match = languages.made(_stop_pattern).match(text)
    return match is not None and text[match.end() :].lstrip().startswith(":") and not any(map(str.isdigit, text))


def cut_after_names(text: str, languages: Languages) -> tuple[str, str]:
    """Cut at the first stop word or date; return the names and the rest."""
    stops = (match.start() for match in languages.made(_stop_pattern).finditer(text, 1) if _ends(match, languages))
    date = languages.made(_date_start_pattern).search(text, 1)
    end = min([*stops, *([date.start()] if date else [])], default=len(text))
    return text[:end], text[end:].strip()


def job_behind(piece: str, languages: Languages) -> bool:
    """Return True if the text after a name and a comma is a job title: a job word is among its first two words."""
    return any(part.casefold().strip(".") in languages.words(_JOB_WORDS) for part in piece.split()[:2])


def conjunctions(languages: Languages) -> re.Pattern[str]:
    """Return the pattern of the words for "and" that join people only."""
    words = languages.words(_CONJUNCTIONS)
    return re.compile(rf"\s+(?:{alternatives(words - _short(languages))})\s+")


def short_conjunctions(languages: Languages) -> re.Pattern[str]:
    """Return the pattern of the words for "and" that also join the surnames of one person."""
    return re.compile(rf"(\s+(?:{alternatives(_short(languages))})\s+)")


def credentials(languages: Languages) -> re.Pattern[str]:
    """Return the pattern of degrees behind a name and a comma."""
    credential = languages.pattern("bylines/credential").pattern
    return re.compile(rf"(?:(?:[A-Z][A-Za-z]?[.-]?){{2,6}}|I{{2,3}}|IV|{credential})[®™*]?(?:\s[A-Z]{{2,6}}[®™*]?)?")


def _has_colon(prefix: re.Match[str]) -> bool:
    return bool(prefix["colon"] or prefix["labels"])


def _short(languages: Languages) -> frozenset[str]:
    """Return the words for "and" of one letter, and those of two that also begin a particle."""
    words, particles = languages.words(_CONJUNCTIONS), languages.made(particle_beginnings)
    return frozenset(
        word for word in words if word.isalpha() and (len(word) == 1 or (len(word) == 2 and word in particles))
    )


def _is_part_of_names(prefix: str, languages: Languages) -> bool:
    return prefix.casefold() in languages.words(_PARTICLES)


def _without_place(text: str, languages: Languages) -> str:
    """Cut the place of work between "our correspondent" and the name ("in Rom Jane Doe")."""
    match = languages.pattern("bylines/place_of_work").match(text)
    if match and count_name_words(text[match.end() :], languages) >= _NAME_WORDS:
        return text[match.end() :]
    return text


def _ends(match: re.Match[str], languages: Languages) -> bool:
    """Return True if a stop word ends the names: not within them, and no name itself.

    A word of few letters stops in small letters only, for many are names ("Ayla Has"), and not before a particle
    ("Marit in 't Hout").
    """
    word, text = match[0], match.string
    before = text[: match.start()].split()
    if before and is_particle(before[-1], languages) and not word[0].islower():
        return False
    if word.casefold() in languages.words(_WEEKDAYS):
        return languages.made(_behind_weekday_pattern).match(text, match.end()) is not None
    if len(word) > _SHORT_STOP:
        return True
    after = text[match.end() :].split()
    return word.islower() and not (after and is_particle(after[0], languages))


def _prefix_pattern(languages: Languages) -> re.Pattern[str]:
    """Match a prefix; an entry with a colon is no prefix without the colon."""
    words = languages.words(_PREFIXES)
    plain = frozenset(word for word in words if not word.endswith(":"))
    with_colon = frozenset(word.rstrip(":") for word in words - plain)
    return re.compile(
        rf"(?:(?P<words>{alternatives(plain)})(?:(?P<colon>\s*[:：]\s*)|\s+|$)"
        rf"|(?P<labels>{alternatives(with_colon)})\s*[:：]\s*)",
        re.IGNORECASE,
    )


def _declared_prefix_pattern(languages: Languages) -> re.Pattern[str]:
    return re.compile(rf"(?:{languages.alternatives(_DECLARED_PREFIXES)})\s+", re.IGNORECASE)


def _stop_pattern(languages: Languages) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{languages.alternatives(_STOPS)})(?![\w-])", re.IGNORECASE)


def _leading_date_pattern(languages: Languages) -> re.Pattern[str]:
    """Match a date with a year, and the words of publication and the months in it."""
    words = languages.words(_STOPS).union(*(languages.words(name) for name in _MONTHS))
    word = rf"(?:{alternatives(words)})[.:,]?\s+"
    year_first = r"(?:19|20)\d\d[-./]\d\d?[-./]\d\d?"
    day_first = rf"\d{{1,2}}[-./]?\s*(?:\d{{1,2}}[-./]\s?|{word})?(?:19|20)\d\d"
    month_first = r"\d{1,2}(?:[a-z]{2})?,?\s+(?:19|20)\d\d"
    clock = r"(?:[,T\s]+(?:\w{1,3}\s)?\d{1,2}[:.]\d\d(?:\s?[ap]\.?m\.?)?)?"
    return re.compile(
        rf"\W*(?:{word}){{0,3}}(?:{year_first}|{month_first}|{day_first}){clock}(?:\s*[|•·,–—-]\s*|\s*)",
        re.IGNORECASE,
    )


def _behind_weekday_pattern(languages: Languages) -> re.Pattern[str]:
    months = alternatives(frozenset[str]().union(*(languages.words(name) for name in _MONTHS)))
    return re.compile(rf"[.,]?\s*(?:$|\d|(?:{months})|[|•·–—-])", re.IGNORECASE)


def _glue_pattern(languages: Languages) -> re.Pattern[str]:
    """Match a stop word whose capital follows a small letter: the text of two adjacent elements."""
    stops = frozenset(word.capitalize() for word in languages.words(_STOPS) if len(word) > _SHORT_STOP)
    return re.compile(rf"(?<=[^\W\d_])(?<![A-Z])(?={alternatives(stops)})")


def _glued_time_pattern(languages: Languages) -> re.Pattern[str]:
    return re.compile(rf"(?<=[^\W\d_])(?=\d+ (?:{languages.alternatives(_MINUTE_WORDS)}))")


def _date_start_pattern(languages: Languages) -> re.Pattern[str]:
    weekday = languages.pattern("bylines/weekday").pattern
    month_and_day = languages.pattern("bylines/month_and_day").pattern
    months = alternatives(frozenset[str]().union(*(languages.words(name) for name in _MONTHS)))
    return re.compile(
        rf"\b(?:{weekday}),?\s+(?=\d{{1,2}}\.)|\b\d{{1,4}}(?:[./-]\d|\b)|\b(?:19|20)\d\d\b"
        rf"|{month_and_day}|\d{{1,2}}\.?\s+(?i:{months})"
    )
