"""Bylines: split the text into authors' names, without prefixes, job titles, dates and buttons."""

import re
from typing import NamedTuple

from hearsay.pipelines.language import Languages, alternatives

_PREFIXES = "bylines/prefixes"
_STOPS = "bylines/stops"
_JOB_WORDS = "bylines/job_words"
_CONJUNCTIONS = "bylines/conjunctions"
_PARTICLES = "bylines/particles"
_NOT_NAMES = "bylines/not_names"
_ORGANISATION_WORDS = "bylines/organisation_words"
_MINUTE_WORDS = "furniture/minute_words"

_URL = re.compile(r"(?:https?://|www\.)\S*|\S+\.(?:com|org|net)/\S*", re.IGNORECASE)
_EMAIL = re.compile(r"\S+@\S+\.\S+")
_HANDLE = re.compile(r"(?<!\w)@\w+")
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_HARD_BREAK = re.compile(r"\s*(?:[|;•·/\n]|\s[-–—]\s)\s*")
_MAX_NAME = 80


class Byline(NamedTuple):
    """`names` in order; `rest` is the text after them: a date, a reading time."""

    names: tuple[str, ...]
    rest: str


def read_byline(text: str, languages: Languages) -> Byline:
    """Return the names in a byline, even with a date glued to them ("By Jane DoePublished about 2 hours ago")."""
    text = " ".join(text.split())
    text, rest = _cut_after_names(_unglue(_without_prefix(text, languages), languages), languages)
    names: list[str] = []
    for part in _HARD_BREAK.split(_BRACKETS.sub(" ", _EMAIL.sub(" ", _URL.sub(" ", text)))):
        names.extend(_split_names(part, languages))
    return Byline(tuple(dict.fromkeys(names)), rest)


def has_prefix(text: str, languages: Languages) -> bool:
    """Return True if a line begins with a byline prefix and a capitalized name."""
    match = languages.made(_prefix_pattern).match(text)
    return bool(match and text[match.end() :][:1].isupper())


def is_person_like(name: str, languages: Languages) -> bool:
    """Return True for a person-like name: two to five capitalized words, no organisation word, no digit."""
    parts = name.partition(",")[0].split()
    if not 2 <= len(parts) <= 6 or any(char.isdigit() for char in name):
        return False
    folded = {part.casefold().strip(".") for part in parts}
    if folded & languages.made(_not_personal):
        return False
    particles = languages.words(_PARTICLES)
    capitals = [part for part in parts if part not in particles]
    return len(capitals) >= 2 and all(not part[0].islower() and part[0].isalpha() for part in capitals)


def is_name(name: str, languages: Languages) -> bool:
    """Return True if the name can be an author, including pseudonyms and organisations."""
    return (
        1 < len(name) <= _MAX_NAME
        and name.casefold() not in languages.words(_NOT_NAMES)
        and name.casefold() not in languages.words(_ORGANISATION_WORDS)
        and not _URL.search(name)
        and not _EMAIL.fullmatch(name)
        and any(char.isalpha() for char in name)
    )


def _not_personal(languages: Languages) -> frozenset[str]:
    return languages.words(_ORGANISATION_WORDS) | languages.words(_JOB_WORDS) | languages.words(_NOT_NAMES)


def _prefix_pattern(languages: Languages) -> re.Pattern[str]:
    return re.compile(rf"(?:{languages.alternatives(_PREFIXES)})(?:\s*:\s*|\s+|$)", re.IGNORECASE)


def _stop_pattern(languages: Languages) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{languages.alternatives(_STOPS)})\b", re.IGNORECASE)


def _glue_pattern(languages: Languages) -> re.Pattern[str]:
    """Match a stop word whose capital follows a small letter: the text of two adjacent elements."""
    stops = frozenset(word.capitalize() for word in languages.words(_STOPS) if len(word) > 3)
    return re.compile(rf"(?<=[^\W\d_])(?<![A-Z])(?={alternatives(stops)})")


def _glued_time_pattern(languages: Languages) -> re.Pattern[str]:
    return re.compile(rf"(?<=[^\W\d_])(?=\d+ (?:{languages.alternatives(_MINUTE_WORDS)}))")


def _date_start_pattern(languages: Languages) -> re.Pattern[str]:
    weekday = languages.pattern("bylines/weekday").pattern
    month_and_day = languages.pattern("bylines/month_and_day").pattern
    months = languages.alternatives("bylines/month_beginnings")
    return re.compile(
        rf"\b(?:{weekday}),?\s+(?=\d{{1,2}}\.)|\b\d{{1,4}}(?:[./-]\d|\b)|\b(?:19|20)\d\d\b"
        rf"|{month_and_day}|\d{{1,2}}\.?\s+(?i:{months})"
    )


def _credential_pattern(languages: Languages) -> re.Pattern[str]:
    credential = languages.pattern("bylines/credential").pattern
    return re.compile(rf"(?:[A-Z][A-Za-z]?\.?){{2,6}}|I{{2,3}}|IV|{credential}")


def _conjunction_pattern(languages: Languages) -> re.Pattern[str]:
    return re.compile(rf"\s+(?:{languages.alternatives(_CONJUNCTIONS)})\s+")


def _without_prefix(text: str, languages: Languages) -> str:
    prefix = languages.made(_prefix_pattern)
    for _ in range(3):
        match = prefix.match(text)
        if not match:
            break
        text = text[match.end() :].lstrip(" :–—-")
    return text


def _unglue(text: str, languages: Languages) -> str:
    return languages.made(_glued_time_pattern).sub(" ", languages.made(_glue_pattern).sub(" ", text))


def _cut_after_names(text: str, languages: Languages) -> tuple[str, str]:
    """Cut at the first stop word or date; return the names and the rest."""
    patterns = (languages.made(_stop_pattern), languages.made(_date_start_pattern))
    ends = [match.start() for pattern in patterns if (match := pattern.search(text, 1))]
    end = min(ends, default=len(text))
    return text[:end], text[end:].strip()


def _split_names(part: str, languages: Languages) -> list[str]:
    """Split names at conjunctions and commas; keep credentials with their name, drop job titles."""
    names: list[str] = []
    credential = languages.made(_credential_pattern)
    for chunk in languages.made(_conjunction_pattern).split(_HANDLE.sub(" ", part)):
        for index, piece in enumerate(re.split(r"\s*[,，、]\s*", chunk.strip())):
            if index and names and credential.fullmatch(piece):
                names[-1] = f"{names[-1]}, {piece}"
                continue
            if index and names and (_is_job(piece, languages) or _is_employer(piece, names[-1], languages)):
                continue
            name = _without_job(_without_prefix(piece, languages), languages).strip(" .,:;-–—*\"'")
            if is_name(name, languages):
                names.append(name)
    return _joined_inversion(names, part, languages)


def _is_job(piece: str, languages: Languages) -> bool:
    """Return True if the text after a name and a comma is a job title: a job word is among its first two words."""
    return any(part.casefold().strip(".") in languages.words(_JOB_WORDS) for part in piece.split()[:2])


def _is_employer(piece: str, name: str, languages: Languages) -> bool:
    """Return True if the text after a person's name and a comma is that person's agency or newspaper."""
    parts = [part.casefold().strip(".") for part in piece.split()]
    is_organisation = len(parts) > 1 and parts[-1] in languages.words(_ORGANISATION_WORDS)
    return is_organisation and is_person_like(name, languages)


def _joined_inversion(names: list[str], part: str, languages: Languages) -> list[str]:
    """Turn 'Doe, Jane A.' into one person, with the first name first."""
    is_pair = len(names) == 2 and len(names[0].split()) == 1 and "," in part
    if is_pair and not languages.made(_conjunction_pattern).search(part):
        first_names = names[1].split()
        if 1 <= len(first_names) <= 2 and all(word[0].isupper() for word in first_names):
            return [f"{names[1]} {names[0]}"]
    return names


def _without_job(name: str, languages: Languages) -> str:
    """Cut the name at the first word of a job description, unless nothing would be left."""
    parts = name.split()
    jobs = languages.words(_JOB_WORDS)
    for index, part in enumerate(parts):
        if part.casefold().strip(".") in jobs:
            return " ".join(parts[:index]) if index >= 2 else name
    return name
