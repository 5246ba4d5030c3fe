"""Names of persons: removal of titles, joining of short forms to full names, and names that many people bear."""

from collections.abc import Sequence

from hearsay.pipelines.language import Language
from hearsay.pipelines.lexicon import fold

MANY = 5_000
"""Fewest bearers of a common name. Two articles with a common name mean two people, until something joins them."""
PEOPLE = 125_000_000
"""People of each sex in the country and year of the census behind the name lists (US, 1990)."""


def without_titles(name: str, language: Language) -> str:
    """Return the name without titles, nickname in quotation marks and 'Jr.' at the end; a title alone stays."""
    name = language.pattern("entities/nickname").sub("", name)
    titles = language.words("entities/person_titles")
    elected = language.pattern("entities/title_suffix")
    words = language.pattern("entities/generation").sub("", name).split()
    kept = list(words)
    while len(kept) > 1 and elected.sub("", kept[0].strip(".,").casefold()) in titles:
        kept = kept[1:]
    return " ".join(kept)


def nickname_form(name: str, language: Language) -> str | None:
    """Return the nickname in a name with the surname, 'Bill Hartnoll' of 'William "Bill" Hartnoll'; else None."""
    nickname = language.pattern("entities/nickname").search(name)
    return f"{nickname['nickname']} {without_titles(name, language).split()[-1]}" if nickname else None


def is_styled(name: str, language: Language) -> bool:
    """Return True if a name is a title and the only name of its bearer: 'Prince Harry', but not 'Mr Cohen'."""
    words = name.split()
    return len(words) > 1 and fold(words[0]) in language.words("entities/styles")


def is_common(name: str, language: Language) -> bool:
    """Return True if so many people bear a name that it identifies nobody."""
    words = fold(name).split()
    if len(words) != 2:
        return False
    first = language.table("entities/common_first_names").get(words[0])
    last = language.table("entities/common_surnames").get(words[1])
    if first is None or last is None:
        return False
    return PEOPLE * float(first[0]) / 100 * float(last[0]) / 100 >= MANY


def join_names(names: Sequence[str]) -> list[int]:
    """Return, for each name, the index of the fuller name, or its own index.

    A full name absorbs names that differ only by a missing middle name. A short name ('Trump', 'Van der Bellen')
    joins if exactly one fuller name fits. If two fit, the name is ambiguous and stays alone.
    """
    words = [fold(name).split() for name in names]
    owner = list(range(len(names)))
    order = sorted(range(len(names)), key=lambda index: (-len(words[index]), index))
    roots: list[int] = []
    for index in order:
        fits = [root for root in roots if _is_form_of(words[index], words[root])]
        if len(words[index]) == 1:
            fits = [root for root in fits if words[root][-1].split("-")[-1] == words[index][0].split("-")[-1]] or fits
        if len(fits) == 1:
            owner[index] = fits[0]
        else:
            roots.append(index)
    return owner


def _is_form_of(short: Sequence[str], full: Sequence[str]) -> bool:
    """Return True if the short name is the end or the beginning of the full name, or lacks only middle names."""
    if len(short) == 1:
        return len(full) > 1 and short[0] in (full[0], full[-1], full[-1].split("-")[-1])
    if full[-len(short) :] == short or full[: len(short)] == short:
        return True
    return short[0] == full[0] and short[-1] == full[-1] and _may_be_same(short[1:-1], full[1:-1])


def _may_be_same(middle: Sequence[str], full_middle: Sequence[str]) -> bool:
    """Return True if each middle name has the same name or initial among the other's middle names."""
    return all(any(_is_same_name(name.strip("."), other.strip(".")) for other in full_middle) for name in middle)


def _is_same_name(name: str, other: str) -> bool:
    return name == other or (min(len(name), len(other)) == 1 and name[:1] == other[:1])
