"""Names of persons: removal of titles, joining of short forms to full names, and names that many people bear."""

from collections.abc import Collection, Mapping, Sequence

from hearsay.pipelines.language import Language
from hearsay.pipelines.lexicon import fold
from hearsay.pipelines.resolve.entities.surnames import TwoSurnames, core

MANY = 5_000
"""Fewest bearers of a common name. Two articles with a common name mean two people, until something joins them."""
PEOPLE = 125_000_000
"""People of each sex in the country and year of the census behind the name lists (US, 1990)."""


def without_titles(name: str, language: Language) -> str:
    """Return the name without titles, nickname in quotation marks and 'Jr.' at the end; a title alone stays."""
    name = language.pattern("entities/nickname").sub("", name)
    words = language.pattern("entities/generation").sub("", name).split()
    while (length := _title_length(words, language)) > 0:
        words = words[length:]
    return " ".join(words)


def _title_length(words: Sequence[str], language: Language) -> int:
    """Return how many of the first words of a name are a title: 'Tan Sri' has two; a title alone is a name."""
    titles = language.words("entities/person_titles")
    if len(words) > 2 and fold(f"{words[0]} {words[1]}") in titles:
        return 2
    if len(words) < 2:
        return 0
    first = language.pattern("entities/title_suffix").sub("", fold(words[0].strip(".,")))
    return int(first in titles)


def without_open_titles(names: Sequence[str], language: Language) -> list[str]:
    """Return the names of persons without a title that may be a first name, where the article has the rest alone.

    'Don Ramón Ortega' is 'Ramón Ortega' if that name stands elsewhere in the article, but 'Don Lemon' stays.
    """
    open_titles = language.words("entities/open_titles")
    folded = [fold(name).split() for name in names]
    titled = [len(words) > 1 and words[0].strip(".") in open_titles for words in folded]
    if not any(titled):
        return list(names)
    full = [words for words, is_titled in zip(folded, titled, strict=True) if not is_titled and len(words) > 1]

    def is_known(rest: Sequence[str]) -> bool:
        return any(rest == words or (len(rest) == 1 and rest[0] in (words[0], *words[-2:])) for words in full)

    return [
        name.split(maxsplit=1)[1] if is_titled and is_known(words[1:]) else name
        for name, words, is_titled in zip(names, folded, titled, strict=True)
    ]


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


def join_names(names: Sequence[tuple[str, TwoSurnames | None]], language: Language) -> list[int]:
    """Return, for each name with its two surnames, if any, the index of the fuller name, or its own index.

    A full name absorbs names that differ only by a missing middle name. A short name ('Trump', 'Van der Bellen')
    joins if exactly one fuller name fits. If two fit, the name is ambiguous and stays alone. The first of two
    surnames precedes all last ones: with Ana Vela Ruiz in the article, 'Vela' is not Juan Ortega Vela.
    """
    words = [fold(name).split() for name, _ in names]
    surnames = [both for _, both in names]
    alone = {key[0] for key in words if len(key) == 1}
    owner = list(range(len(names)))
    order = sorted(range(len(names)), key=lambda index: (-len(words[index]), index))
    roots: dict[str, list[int]] = {}
    has_two = any(surnames)
    for index in order:
        short = words[index]
        near = dict.fromkeys(root for key in _ends(short) for root in roots.get(key, ()))
        fits = [root for root in near if _is_form_of(short, words[root], surnames[root])]
        if has_two:
            fits = _of_first_surname(short, fits, surnames, roots, alone, language)
        if len(short) == 1:
            fits = [root for root in fits if _is_last_name(short[0], words[root], surnames[root])] or fits
        if len(fits) == 1:
            owner[index] = fits[0]
        else:
            both = surnames[index]
            for key in {*_ends(short), *((both.first,) if both else ())}:
                roots.setdefault(key, []).append(index)
    return owner


def _ends(words: Sequence[str]) -> tuple[str, ...]:
    """Return the first and the last word of a name, of which two forms of a name share one."""
    return (words[0], words[-1], words[-1].split("-")[-1]) if words else ()


def _of_first_surname(
    short: Sequence[str],
    fits: list[int],
    surnames: Sequence[TwoSurnames | None],
    roots: Mapping[str, Sequence[int]],
    alone: Collection[str],
    language: Language,
) -> list[int]:
    """Return the fuller names that a surname may mean: those whose first surname it is, before those it only ends.

    A person whose first surname stands alone in the article is not meant by the second.
    """
    surname = core(short, language)
    if surname is None:
        return fits
    first = [
        root for root in roots.get(surname, ()) if (both := surnames[root]) is not None and both.first == surname
    ]

    def is_only_last(root: int) -> bool:
        both = surnames[root]
        return both is not None and both.last == surname and both.first != surname

    others = [root for root in fits if root not in first and not is_only_last(root)]
    if first or others:
        return [*first, *others]
    return [root for root in fits if (both := surnames[root]) and not (both.is_listed and both.first in alone)]


def _is_last_name(name: str, full: Sequence[str], surnames: TwoSurnames | None) -> bool:
    """Return True if a word is the surname of a full name, and not its first name."""
    if surnames is not None:
        return name in surnames
    return full[-1].split("-")[-1] == name.rsplit("-", maxsplit=1)[-1]


def _is_form_of(short: Sequence[str], full: Sequence[str], surnames: TwoSurnames | None = None) -> bool:
    """Return True if the short name is the end or the beginning of the full name, or lacks only middle names.

    'Juan Vela' is not Juan Ortega Vela: a first surname is no middle name.
    """
    if len(short) == 1:
        return len(full) > 1 and short[0] in (full[0], full[-1], full[-1].split("-")[-1])
    if full[-len(short) :] == short or full[: len(short)] == short:
        return True
    if surnames is not None and surnames.is_listed and surnames.first not in short:
        return False
    return short[0] == full[0] and short[-1] == full[-1] and _may_be_same(short[1:-1], full[1:-1])


def _may_be_same(middle: Sequence[str], full_middle: Sequence[str]) -> bool:
    """Return True if each middle name has the same name or initial among the other's middle names."""
    return all(any(_is_same_name(name.strip("."), other.strip(".")) for other in full_middle) for name in middle)


def _is_same_name(name: str, other: str) -> bool:
    return name == other or (min(len(name), len(other)) == 1 and name[:1] == other[:1])
