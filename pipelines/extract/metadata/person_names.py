"""Names in bylines: the looks of a person's name in each script, and of names that are no authors."""

import re

from hearsay.pipelines.extract.metadata.east_asian_names import is_east_asian_name, is_east_asian_person
from hearsay.pipelines.language import Languages

_JOB_WORDS = "bylines/job_words"
_PARTICLES = "bylines/particles"
_ELIDED = "bylines/elided_particles"
_NOT_NAMES = "bylines/not_names"
_ORGANISATION_WORDS = "bylines/organisation_words"
_DEPARTMENTS = "bylines/departments"
_AGENCIES = "bylines/agencies"

URL = re.compile(r"(?:https?://|www\.)\S*|\S+\.(?:com|org|net)/\S*", re.IGNORECASE)
EMAIL = re.compile(r"\S+@\S+\.\w+")
_PLACEHOLDER = re.compile(r"\w+(?:[.:_-]{1,2}\w+){2,}|[{%<$].*|.*[{}<>!?]")
_MAX_NAME = 80
_MOST_WORDS = 6
_MOST_WORDS_UNCASED = 5


def is_person_like(name: str, languages: Languages) -> bool:
    """Return True for a person-like name: two to six words with capitals or without case, no organisation."""
    name = name.partition(",")[0].strip()
    if any(char.isdigit() for char in name):
        return False
    if is_east_asian_name(name):
        return is_east_asian_person(name, languages)
    parts = name.split()
    if len(parts) < 2 or not_personal_words(languages).intersection(map(_folded, parts)):
        return False
    if all(map(_is_uncased, parts)):
        return len(parts) <= _MOST_WORDS_UNCASED
    words = _without_particles(parts, languages)
    return 2 <= len(words) <= _MOST_WORDS and all(_has_capital(word, languages) for word in words)


def is_capitalized(text: str, languages: Languages) -> bool:
    """Return True if a text begins like a name: with a capital, also elided ("d'Orval"), or without case."""
    word = text.split(maxsplit=1)[0] if text.split() else ""
    return bool(word) and (_is_uncased(word) or _has_capital(word, languages))


def is_name(name: str, languages: Languages) -> bool:
    """Return True if the name can be an author, including pseudonyms and organisations, but no mere desk."""
    folded = name.casefold()
    return (
        1 < len(name) <= _MAX_NAME
        and folded not in languages.words(_NOT_NAMES)
        and folded not in languages.words(_ORGANISATION_WORDS)
        and not is_desk(name, languages)
        and not URL.search(name)
        and not EMAIL.fullmatch(name)
        and not _PLACEHOLDER.fullmatch(name)
        and folded.strip(".") not in languages.words("published/month_names")
        and any(char.isalpha() for char in name)
    )


def is_desk(name: str, languages: Languages) -> bool:
    """Return True if every word of a name names a desk or a department ("Redaktion Politik")."""
    parts = [_folded(part) for part in name.replace("/", " ").split()]
    desks = languages.words(_ORGANISATION_WORDS)
    departments = languages.words(_DEPARTMENTS)
    desk = languages.pattern("bylines/desk")
    is_desk_word = [part in desks or bool(desk.fullmatch(part)) for part in parts]
    return any(is_desk_word) and all(
        is_so or part in departments for part, is_so in zip(parts, is_desk_word, strict=True)
    )


def is_agency(name: str, languages: Languages) -> bool:
    """Return True for the name of a news agency."""
    return name.casefold().strip(" .") in languages.words(_AGENCIES)


def count_name_words(text: str, languages: Languages) -> int:
    """Return the number of words with a capital, or without case, at the beginning of a text, but particles."""
    count = 0
    particles = languages.made(particle_beginnings)
    for word in text.split():
        if count and word.replace("’", "'") in particles:
            continue
        if not (_is_uncased(word) or _has_capital(word.strip("()"), languages)):
            break
        count += 1
    return count


def is_particle(word: str, languages: Languages) -> bool:
    """Return True for a word in small letters that stands inside names: van, de, y."""
    return word.replace("’", "'") in languages.words(_PARTICLES)


def particle_beginnings(languages: Languages) -> frozenset[str]:
    """Return the particles, and the first words of those of two words."""
    return frozenset(word for entry in languages.words(_PARTICLES) for word in (entry, entry.partition(" ")[0]))


def not_personal_words(languages: Languages) -> frozenset[str]:
    """Return the words that no person's name has."""
    return languages.made(_not_personal)


def _not_personal(languages: Languages) -> frozenset[str]:
    names = (_ORGANISATION_WORDS, _JOB_WORDS, _NOT_NAMES)
    return frozenset[str]().union(*(languages.words(name) for name in names))


def _folded(word: str) -> str:
    return word.casefold().strip(".")


def _without_particles(parts: list[str], languages: Languages) -> list[str]:
    """Drop the particles, also those of two words ("in 't"); a particle is never the last word of a name."""
    particles = languages.words(_PARTICLES)
    plain = [part.replace("’", "'") for part in parts]
    words: list[str] = []
    index = 0
    while index < len(parts):
        is_last = index == len(parts) - 1
        if index + 2 < len(parts) and f"{plain[index]} {plain[index + 1]}" in particles:
            index += 2
            continue
        if is_last or plain[index] not in particles:
            words.append(parts[index])
        index += 1
    return words


def _has_capital(word: str, languages: Languages) -> bool:
    """Return True for a capital at the beginning, or behind an elided particle ("d'Orval", "al-Masri")."""
    first = word[:1]
    if first.isalpha() and not first.islower():
        return True
    folded = word.replace("’", "'").replace("ʼ", "'")
    elided = max((entry for entry in languages.words(_ELIDED) if folded.startswith(entry)), key=len, default="")
    rest = word[len(elided) :]
    return bool(elided) and rest[:1].isalpha() and not rest[0].islower()


def _is_uncased(word: str) -> bool:
    """Return True for a word of a script without capitals."""
    return word[:1].isalpha() and word.upper() == word.lower()
