"""Persons' names: titles taken off, short forms joined to full ones, names that too many people bear."""

import re
from collections.abc import Sequence

from hearsay.pipelines.lexicon import fold, load_lexicon, word_set

MANY = 5_000
"""Bearers of a name from which on two articles that give it mean two people, until something joins them."""
PEOPLE = 125_000_000
"""People of one sex in the country and year whose census the name lists are of (US, 1990)."""

_GENERATION = re.compile(r",? (?:jr|sr|ii|iii|iv)\.?$", re.IGNORECASE)


def without_titles(name: str) -> str:
    """The name without the titles before it and the 'Jr.' after it; a title alone stays."""
    titles = word_set("resolve/entities/data/person_titles.txt")
    words = _GENERATION.sub("", name).split()
    kept = list(words)
    while len(kept) > 1 and kept[0].strip(".,").casefold().removesuffix("-elect") in titles:
        kept = kept[1:]
    return " ".join(kept)


def is_styled(name: str) -> bool:
    """Whether a name is a title and the one name of who goes by it: 'Prince Harry', but not 'Mr Cohen'."""
    words = name.split()
    return len(words) > 1 and fold(words[0]) in word_set("resolve/entities/data/styles.txt")


def is_common(name: str) -> bool:
    """Whether so many people bear the name that the name alone says nothing of who is meant."""
    words = fold(name).split()
    if len(words) != 2:
        return False
    first = load_lexicon("resolve/entities/data/common_first_names.txt").get(words[0])
    last = load_lexicon("resolve/entities/data/common_surnames.txt").get(words[1])
    if first is None or last is None:
        return False
    return PEOPLE * float(first[0]) / 100 * float(last[0]) / 100 >= MANY


def join_names(names: Sequence[str]) -> list[int]:
    """For each name the index of the name that it is a form of: its own, or that of the one fuller name it fits.

    A full name takes in others that differ in a middle name that one of them leaves out; a short one ('Trump', 'Van
    der Bellen') joins where exactly one fuller name holds it. Where two do, nobody knows, and it stays alone.
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
    """Whether a name leaves out of a fuller one all but its end, its beginning, or what is in the middle."""
    if len(short) == 1:
        return len(full) > 1 and short[0] in (full[0], full[-1], full[-1].split("-")[-1])
    if full[-len(short) :] == short or full[: len(short)] == short:
        return True
    return short[0] == full[0] and short[-1] == full[-1] and _may_be_same(short[1:-1], full[1:-1])


def _may_be_same(middle: Sequence[str], full_middle: Sequence[str]) -> bool:
    """Whether each middle name of one is, written out or as an initial, a middle name of the other."""
    return all(any(_is_same_name(one.strip("."), other.strip(".")) for other in full_middle) for one in middle)


def _is_same_name(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) == 1 and one[:1] == other[:1])
