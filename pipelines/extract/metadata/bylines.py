"""Bylines: split the text into authors' names, without prefixes, job titles, dates and buttons."""

import re
from typing import NamedTuple

from hearsay.pipelines.extract.metadata.byline_forms import (
    after_prefix,
    begins_with_label,
    conjunctions,
    credentials,
    cut_after_names,
    job_behind,
    separated,
    short_conjunctions,
    without_declared_prefix,
    without_leading_date,
    without_prefix,
)
from hearsay.pipelines.extract.metadata.east_asian_names import has_east_asian_letters, read_east_asian
from hearsay.pipelines.extract.metadata.person_names import (
    EMAIL,
    URL,
    count_name_words,
    is_agency,
    is_name,
    is_particle,
    is_person_like,
)
from hearsay.pipelines.language import Languages
from hearsay.pipelines.lexicon import fold

_ORGANISATION_WORDS = "bylines/organisation_words"
_FIRST_NAMES = "speakers/first_names"

_HANDLE = re.compile(r"(?<![\w@])@\w+")
_BRACKETS = re.compile(r"(?:\([^)]*\)|\[[^\]]*\])(?!\s+[^\W\d_a-zß-ÿ])")
_BRACKETS_BEHIND = re.compile(r"\s*(?:\([^)]*\)|\[[^\]]*\])\s*$")
_HARD_BREAK = re.compile(r"\s*(?:[|;；؛•\n]|/(?=\s|[^\W\d_a-zß-ÿ])|(?<=\s)/|·(?=\s)|(?<=\s)·)\s*")
_DASH = re.compile(r"\s+[-–—]+\s+")
_COMMA = re.compile(r"\s*[,，、،]\s*")
_NAME_WORDS = 2
_EDGES = " .,:;-–—*\"'„“”«»|"


class Byline(NamedTuple):
    """`names` in order; `rest` is the text after them: a date, a reading time."""

    names: tuple[str, ...]
    rest: str


def read_byline(text: str, languages: Languages) -> Byline:
    """Return the names in a byline, even with a date glued to them ("By Jane DoePublished about 2 hours ago")."""
    text = " ".join(text.split())
    if has_east_asian_letters(text):
        return _read_east_asian(text, languages)
    if begins_with_label(text, languages):
        return Byline((), text)
    names_first = without_prefix(without_leading_date(text, languages), languages)
    text, rest = cut_after_names(separated(names_first, languages), languages)
    names: list[str] = []
    for part in _HARD_BREAK.split(_BRACKETS.sub(" ", _without_addresses(text))):
        is_job = job_behind(part, languages) and not is_person_like(part, languages)
        if not (is_job and any(is_person_like(name, languages) for name in names)):
            names.extend(_before_dash(part, languages))
    return Byline(tuple(dict.fromkeys(names)), rest)


def read_declared(text: str, languages: Languages) -> tuple[str, ...]:
    """Return the names in a declared name, such as that of a Person of schema.org.

    The name stays whole, whatever words it has. Only commas and semicolons between several people separate it.
    """
    text = " ".join(text.split())
    if has_east_asian_letters(text):
        return _read_east_asian(text, languages).names
    text = _BRACKETS_BEHIND.sub("", _without_addresses(without_declared_prefix(text, languages)))
    names: list[str] = []
    for part in re.split(r"\s*[;؛|]\s*", text):
        pieces = _COMMA.split(part.strip())
        last = languages.made(conjunctions).split(pieces[-1]) if len(pieces) > 1 else pieces[-1:]
        names.extend(_declared_people([*pieces[:-1], *last], languages))
    return tuple(dict.fromkeys(_joined_inversion(names, text, languages)))


def has_prefix(text: str, languages: Languages) -> bool:
    """Return True if a line begins with a byline prefix and a name, or is labelled as a byline is in East Asia."""
    if has_east_asian_letters(text):
        byline = read_east_asian(_without_addresses(text), languages)
        return byline.is_labelled and byline.is_whole and bool(byline.names)
    return after_prefix(text, languages) is not None


def _without_addresses(text: str) -> str:
    return _HANDLE.sub(" ", EMAIL.sub(" ", URL.sub(" ", text)))


def _read_east_asian(text: str, languages: Languages) -> Byline:
    """Return the names in Chinese, Japanese or Korean letters; without any, the text itself, such as an outlet."""
    text = _without_addresses(text).strip()
    byline = read_east_asian(text, languages)
    digit = re.search(r"\d", text)
    rest = text[digit.start() :] if digit else ""
    if byline.names and (byline.is_labelled or byline.is_whole):
        return Byline(byline.names, rest)
    is_plain = not byline.is_labelled and not digit and is_name(text, languages)
    return Byline((text,) if is_plain else (), rest)


def _before_dash(part: str, languages: Languages) -> list[str]:
    """Return the names of a part; behind a person's name and a dash stand a place, a job or an outlet."""
    names: list[str] = []
    for piece in _DASH.split(part):
        if names and any(is_person_like(name, languages) for name in names):
            break
        names.extend(_split_names(piece, languages))
    return names


def _split_names(part: str, languages: Languages) -> list[str]:
    """Split names at conjunctions and commas; keep credentials with their name, drop job titles."""
    names: list[str] = []
    for chunk in _chunks(part, languages):
        for index, piece in enumerate(_COMMA.split(chunk.strip(" *"))):
            if index and names and languages.made(credentials).fullmatch(piece) and not is_agency(piece, languages):
                names[-1] = f"{names[-1]}, {piece}"
                continue
            if index and names and _is_beside_person(piece, names[-1], languages):
                continue
            name = _without_job(without_prefix(piece, languages), languages).strip(_EDGES)
            if is_name(name, languages):
                names.append(name)
    return _joined_inversion(names, part, languages)


def _chunks(part: str, languages: Languages) -> list[str]:
    """Split a text at the words for "and"; a short word also joins surnames and must have names on both sides."""
    chunks: list[str] = []
    for chunk in _divided(_unglued(part, languages), languages):
        pieces = languages.made(short_conjunctions).split(chunk)
        joined = pieces[0]
        for word, piece in zip(pieces[1::2], pieces[2::2], strict=True):
            if _joins_people(joined, piece, languages):
                chunks.append(joined)
                joined = piece
            else:
                joined = f"{joined}{word}{piece}"
        chunks.append(joined)
    return chunks


def _divided(text: str, languages: Languages) -> list[str]:
    """Split a text at the words for "and", but not behind a particle ("von und zu")."""
    chunks: list[str] = []
    start = 0
    for match in languages.made(conjunctions).finditer(text):
        before = text[start : match.start()].split()
        if before and not is_particle(before[-1], languages):
            chunks.append(text[start : match.start()])
            start = match.end()
    return [*chunks, text[start:]]


def _unglued(text: str, languages: Languages) -> str:
    """Separate two names that a prefixed letter for "and" joins, in Arabic and Hebrew."""
    match = languages.pattern("bylines/glued_conjunction").search(text)
    if match is None or count_name_words(text[: match.start()], languages) < _NAME_WORDS:
        return text
    return f"{text[: match.start()]}, {text[match.end() :]}"


def _joins_people(left: str, right: str, languages: Languages) -> bool:
    """Return True if two texts around a short word for "and" are two people's names.

    Both have two words, or the left one is a first name and the right one begins with a first name.
    """
    left_words = count_name_words(_COMMA.split(left)[-1], languages)
    right_words = count_name_words(_COMMA.split(right)[0], languages)
    first = fold(right.split(maxsplit=1)[0]) if right.split() else ""
    if left_words > 1:
        return right_words > 1
    return right_words > 0 and first in languages.words(_FIRST_NAMES)


def _declared_people(pieces: list[str], languages: Languages) -> list[str]:
    """Return the names of a list with commas; behind a person's name only people follow."""
    names: list[str] = []
    for piece in (without_declared_prefix(item, languages) for item in pieces):
        if names and languages.made(credentials).fullmatch(piece) and not is_agency(piece, languages):
            names[-1] = f"{names[-1]}, {piece}"
            continue
        first = _DASH.split(piece)[0]
        name = _without_job(first if is_person_like(first, languages) else piece, languages).strip(_EDGES)
        is_after_person = bool(names) and is_person_like(names[-1], languages)
        if is_name(name, languages) and not (is_after_person and not is_person_like(name, languages)):
            names.append(name)
    return names


def _is_beside_person(piece: str, name: str, languages: Languages) -> bool:
    """Return True if the text after a name and a comma is a job, an employer or an agency."""
    if job_behind(piece, languages):
        return True
    if not is_person_like(name, languages):
        return False
    parts = [part.casefold().strip(".") for part in piece.split()]
    is_organisation = len(parts) > 1 and parts[-1] in languages.words(_ORGANISATION_WORDS)
    return is_organisation or is_agency(piece, languages)


def _joined_inversion(names: list[str], part: str, languages: Languages) -> list[str]:
    """Turn 'Doe, Jane A.' into one person, with the first name first."""
    is_pair = len(names) == 2 and len(names[0].split()) == 1 and "," in part
    if is_pair and not languages.made(conjunctions).search(part):
        first_names = names[1].split()
        if 1 <= len(first_names) <= 2 and all(word[0].isupper() for word in first_names):
            return [f"{names[1]} {names[0]}"]
    return names


def _without_job(name: str, languages: Languages) -> str:
    """Cut the name at the first word of a job description, unless nothing or the name of a team would be left."""
    parts = name.split()
    folded = [part.casefold().strip(".") for part in parts]
    jobs, organisations = languages.words("bylines/job_words"), languages.words(_ORGANISATION_WORDS)
    for index, part in enumerate(folded):
        if part in jobs:
            is_team = folded[-1] in organisations and folded[-1] not in jobs
            return " ".join(parts[:index]) if index >= 2 and not is_team else name
    return name
