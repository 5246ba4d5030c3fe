"""Names of sources: whether two outlets may name the same person, such as 'Alan Futerfas' and 'Mr. Futerfas'.

Only the sources of claims with the same words are compared, so a surname alone is enough.
"""

from collections.abc import Mapping

from hearsay.pipelines.language import Languages
from hearsay.pipelines.lexicon import fold
from hearsay.pipelines.stories.known import KnownClaim

PERSON = "person"

Nicknames = Mapping[str, frozenset[str]]


def nicknames_of(languages: Languages) -> Nicknames:
    """Return the full first names of each nickname; to be called by `languages.made`."""
    full: dict[str, frozenset[str]] = {}
    for language in languages:
        for nickname, names in language.table("stories/nicknames").items():
            full[nickname] = full.get(nickname, frozenset()) | frozenset(names)
    return full


def are_persons(left: KnownClaim, right: KnownClaim) -> bool:
    """Return True if the sources of two claims are persons."""
    return left.source_entity_type == right.source_entity_type == PERSON


def names_agree(name: str, other: str, languages: Languages) -> bool:
    """Return True if two names of persons end with the same surname, and no other names in them contradict."""
    nicknames, generation = languages.made(nicknames_of), languages.pattern("entities/generation")
    words, other_words = _words(generation.sub("", name)), _words(generation.sub("", other))
    if not words or not other_words or not _same_surname(words[-1], other_words[-1]):
        return False
    first, other_first = words[:-1], other_words[:-1]
    if not first or not other_first:
        return True
    shorter, longer = sorted((first[1:], other_first[1:]), key=len)
    is_first = _same_first_name(first[0], other_first[0], nicknames)
    return is_first and all(any(_same_or_initial(middle, full) for full in longer) for middle in shorter)


def _words(name: str) -> list[str]:
    return [word.strip(".,'\"“”") for word in fold(name).replace("’", "'").split() if word.strip(".,'\"“”")]


def _same_surname(surname: str, other: str) -> bool:
    return surname == other or surname in other.split("-")[-1:] or other in surname.split("-")[-1:]


def _same_first_name(name: str, other: str, nicknames: Nicknames) -> bool:
    return (
        _same_or_initial(name, other)
        or other in nicknames.get(name, ())
        or name in nicknames.get(other, ())
        or bool(nicknames.get(name, frozenset()) & nicknames.get(other, frozenset()))
    )


def _same_or_initial(name: str, other: str) -> bool:
    return name == other or (min(len(name), len(other)) == 1 and name[:1] == other[:1])
