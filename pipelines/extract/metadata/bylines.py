"""Bylines: split the text into authors' names, without prefixes, job titles, dates and buttons."""

import re
from functools import cache
from typing import NamedTuple

from hearsay.pipelines.lexicon import word_set

_BYLINE_PREFIXES = "extract/metadata/data/byline_prefixes.txt"
_BYLINE_STOPS = "extract/metadata/data/byline_stops.txt"
_JOB_WORDS = "extract/metadata/data/job_words.txt"
_NAME_CONJUNCTIONS = "extract/metadata/data/name_conjunctions.txt"
_NAME_PARTICLES = "extract/metadata/data/name_particles.txt"
_NOT_NAMES = "extract/metadata/data/not_names.txt"
_ORGANISATION_WORDS = "extract/metadata/data/organisation_words.txt"

_URL = re.compile(r"(?:https?://|www\.)\S*|\S+\.(?:com|org|net)/\S*", re.IGNORECASE)
_EMAIL = re.compile(r"\S+@\S+\.\S+")
_HANDLE = re.compile(r"(?<!\w)@\w+")
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_HARD_BREAK = re.compile(r"\s*(?:[|;•·/\n]|\s[-–—]\s)\s*")
_DATE_START = re.compile(r"\b(?:\w{2,5}tag|Mittwoch),?\s+(?=\d{1,2}\.)|\b\d{1,4}(?:[./-]\d|\b)|\b(?:19|20)\d\d\b")
_CREDENTIAL = re.compile(r"(?:[A-Z][A-Za-z]?\.?){2,6}|Ph\.?D\.?|M\.?D\.?|Jr\.?|Sr\.?|I{2,3}|IV")
_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{1,2}|"
    r"\d{1,2}\.?\s+(?:jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)"
)
_TEXT_DATE = re.compile(_MONTH, re.IGNORECASE)
_MAX_NAME = 80


class Byline(NamedTuple):
    """`names` in order; `rest` is the text after them: a date, a reading time."""

    names: tuple[str, ...]
    rest: str


def read_byline(text: str) -> Byline:
    """Return the names in a byline, even with a date glued to them ("By Jane DoePublished about 2 hours ago")."""
    text = " ".join(text.split())
    text, rest = _cut_after_names(_unglue(_without_prefix(text)))
    names: list[str] = []
    for part in _HARD_BREAK.split(_BRACKETS.sub(" ", _EMAIL.sub(" ", _URL.sub(" ", text)))):
        names.extend(_split_names(part))
    return Byline(tuple(dict.fromkeys(names)), rest)


def has_prefix(text: str) -> bool:
    """Return True if a line begins with a byline prefix and a capitalized name."""
    match = _prefix_pattern().match(text)
    return bool(match and text[match.end() :][:1].isupper())


def is_person_like(name: str) -> bool:
    """Return True for a person-like name: two to five capitalized words, no organisation word, no digit."""
    parts = name.partition(",")[0].split()
    if not 2 <= len(parts) <= 6 or any(char.isdigit() for char in name):
        return False
    folded = {part.casefold().strip(".") for part in parts}
    if folded & (word_set(_ORGANISATION_WORDS) | word_set(_JOB_WORDS) | word_set(_NOT_NAMES)):
        return False
    particles = word_set(_NAME_PARTICLES)
    capitals = [part for part in parts if part not in particles]
    return len(capitals) >= 2 and all(not part[0].islower() and part[0].isalpha() for part in capitals)


def is_name(name: str) -> bool:
    """Return True if the name can be an author, including pseudonyms and organisations."""
    return (
        1 < len(name) <= _MAX_NAME
        and name.casefold() not in word_set(_NOT_NAMES) | word_set(_ORGANISATION_WORDS)
        and not _URL.search(name)
        and not _EMAIL.fullmatch(name)
        and any(char.isalpha() for char in name)
    )


@cache
def _prefix_pattern() -> re.Pattern[str]:
    entries = sorted(word_set(_BYLINE_PREFIXES), key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(map(re.escape, entries))})(?:\s*:\s*|\s+|$)", re.IGNORECASE)


@cache
def _stop_pattern() -> re.Pattern[str]:
    entries = sorted(word_set(_BYLINE_STOPS), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, entries))})\b", re.IGNORECASE)


@cache
def _glue_pattern() -> re.Pattern[str]:
    """Match a stop word whose capital follows a small letter: the text of two adjacent elements."""
    entries = sorted((word.capitalize() for word in word_set(_BYLINE_STOPS) if len(word) > 3), key=len, reverse=True)
    return re.compile(rf"(?<=[^\W\d_])(?<![A-Z])(?={'|'.join(map(re.escape, entries))})")


def _without_prefix(text: str) -> str:
    for _ in range(3):
        match = _prefix_pattern().match(text)
        if not match:
            break
        text = text[match.end() :].lstrip(" :–—-")
    return text


def _unglue(text: str) -> str:
    return re.sub(r"(?<=[^\W\d_])(?=\d+ min)", " ", _glue_pattern().sub(" ", text))


def _cut_after_names(text: str) -> tuple[str, str]:
    """Cut at the first stop word or date; return the names and the rest."""
    ends = [
        match.start() for pattern in (_stop_pattern(), _DATE_START, _TEXT_DATE) if (match := pattern.search(text, 1))
    ]
    end = min(ends, default=len(text))
    return text[:end], text[end:].strip()


@cache
def _conjunction_pattern() -> re.Pattern[str]:
    return re.compile(rf"\s+(?:{'|'.join(map(re.escape, sorted(word_set(_NAME_CONJUNCTIONS))))})\s+")


def _split_names(part: str) -> list[str]:
    """Split names at conjunctions and commas; keep credentials with their name, drop job titles."""
    names: list[str] = []
    for chunk in _conjunction_pattern().split(_HANDLE.sub(" ", part)):
        for index, piece in enumerate(re.split(r"\s*[,，、]\s*", chunk.strip())):
            if index and names and _CREDENTIAL.fullmatch(piece):
                names[-1] = f"{names[-1]}, {piece}"
                continue
            if index and names and (_is_job(piece) or _is_employer(piece, names[-1])):
                continue
            name = _without_job(_without_prefix(piece)).strip(" .,:;-–—*\"'")
            if is_name(name):
                names.append(name)
    return _joined_inversion(names, part)


def _is_job(piece: str) -> bool:
    """Return True if the text after a name and a comma is a job title: a job word is among its first two words."""
    return any(part.casefold().strip(".") in word_set(_JOB_WORDS) for part in piece.split()[:2])


def _is_employer(piece: str, name: str) -> bool:
    """Return True if the text after a person's name and a comma is that person's agency or newspaper."""
    parts = [part.casefold().strip(".") for part in piece.split()]
    return len(parts) > 1 and parts[-1] in word_set(_ORGANISATION_WORDS) and is_person_like(name)


def _joined_inversion(names: list[str], part: str) -> list[str]:
    """Turn 'Doe, Jane A.' into one person, with the first name first."""
    if len(names) == 2 and len(names[0].split()) == 1 and "," in part and not _conjunction_pattern().search(part):
        first_names = names[1].split()
        if 1 <= len(first_names) <= 2 and all(word[0].isupper() for word in first_names):
            return [f"{names[1]} {names[0]}"]
    return names


def _without_job(name: str) -> str:
    """Cut the name at the first word of a job description, unless nothing would be left."""
    parts = name.split()
    jobs = word_set(_JOB_WORDS)
    for index, part in enumerate(parts):
        if part.casefold().strip(".") in jobs:
            return " ".join(parts[:index]) if index >= 2 else name
    return name
