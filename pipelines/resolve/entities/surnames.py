"""Names with two surnames, as Spanish-speaking countries have them: 'Ramón Ortega Vela' is Ortega, and not Vela.

Of two surnames the first names the person. In Portuguese names and in names with a middle name it is the last. So a
name is taken for one with two surnames only if its words, its accents or the country of the story show it.
"""

from collections.abc import Sequence
from typing import NamedTuple

from hearsay.pipelines.language import Language
from hearsay.pipelines.lexicon import fold

FEWEST_WORDS, MOST_WORDS = 3, 7
"""Words of a name that may have two surnames, with particles."""


class TwoSurnames(NamedTuple):
    """The two surnames of a person in the form for comparison, without particles; the first names the person."""

    first: str
    last: str
    is_listed: bool
    """The first is a known surname, or a conjunction joins the two."""


class _Parts(NamedTuple):
    """First name, two surnames, and the conjunction between them."""

    given: str
    first: str
    last: str
    conjunction: str | None


def two_surnames(name: str, language: Language, countries: Sequence[str] = ()) -> TwoSurnames | None:
    """Return the two surnames of a person's full name; None if the last word names the person, or may do so.

    Args:
        name: The name without titles.
        language: The language of the text.
        countries: The countries that the story names, by falling count.
    """
    words = name.split()
    if not FEWEST_WORDS <= len(words) <= MOST_WORDS:
        return None
    parts = _parts(words, language)
    if parts is None or _is_last(words, parts, language):
        return None
    of_country = language.table("entities/surname_countries").get(countries[0], ("",))[0] if countries else ""
    if of_country == "last" and parts.conjunction is None:
        return None
    surnames = language.table("entities/spanish_surnames")
    if parts.conjunction is not None:
        names = language.table("entities/spanish_first_names")
        is_known = parts.given in names or parts.first in surnames or parts.last in surnames
        return TwoSurnames(parts.first, parts.last, is_listed=True) if is_known else None
    if not _has_evidence(parts, language, is_there=of_country == "first"):
        return None
    return TwoSurnames(parts.first, parts.last, is_listed=parts.first in surnames)


def core(words: Sequence[str], language: Language) -> str | None:
    """Return the surname in a short form, 'torre' of 'de la Torre'; None for a form of several names."""
    particles = language.table("entities/surname_particles")
    at = 0
    while at + 1 < len(words) and words[at] in particles:
        at += 1
    return words[at] if at + 1 == len(words) else None


def _parts(words: Sequence[str], language: Language) -> _Parts | None:
    """Return the parts of a name, from its end; None if it has no two surnames behind a first name."""
    particles = language.table("entities/surname_particles")
    conjunctions = language.table("entities/surname_conjunctions")
    folded = [fold(word) for word in words]
    at = len(folded) - 2
    while at > 0 and folded[at] in particles:
        at -= 1
    conjunction = None
    if words[at] in conjunctions:
        conjunction, at = words[at], at - 1
    first = at
    while at > 1 and folded[at - 1] in particles:
        at -= 1
    if at < 1 or folded[first] in particles:
        return None
    return _Parts(folded[0], folded[first], folded[-1], conjunction)


def _is_last(words: Sequence[str], parts: _Parts, language: Language) -> bool:
    """Return True for the marks of a Portuguese name, or of an initial in the place of a surname."""
    particles = language.table("entities/surname_particles")
    conjunctions = language.table("entities/surname_conjunctions")
    if parts.conjunction is not None and conjunctions[parts.conjunction][0] == "last":
        return True
    if any(particles.get(word) == ("last",) for word in map(fold, words)):
        return True
    if language.pattern("entities/surname.portuguese").search(" ".join(words)):
        return True
    return min(len(parts.first.strip(".")), len(parts.last.strip("."))) < 2


def _has_evidence(parts: _Parts, language: Language, *, is_there: bool) -> bool:
    """Return True if first name and surnames are Spanish. `is_there`: the story is of a Spanish-speaking country."""
    surnames = language.table("entities/spanish_surnames")
    names = language.table("entities/spanish_first_names")
    if parts.first in names:
        # 'Juan Manuel Ortega' has one surname. 'Ana Vera Ruiz' has two, if the country shows it.
        return is_there and parts.first in surnames and parts.given in names and parts.last in surnames
    of_name = (names.get(parts.given), surnames.get(parts.first), surnames.get(parts.last))
    is_own = is_there or () in of_name
    if parts.given in names:
        if parts.first in surnames:
            return is_own and not _is_foreign(parts.last, language)
        if parts.last in surnames:
            return is_own and () in (of_name[0], of_name[2]) and not _is_foreign(parts.first, language)
        return is_there and not _is_foreign(parts.first, language) and not _is_foreign(parts.last, language)
    return is_there and parts.first in surnames and parts.last in surnames


def _is_foreign(word: str, language: Language) -> bool:
    """Return True for a common surname of the United States that is not Spanish, or a first name of any country."""
    is_spanish = word in language.words("entities/spanish_surnames")
    is_common = word in language.words("entities/common_surnames")
    return not is_spanish and (is_common or word in language.table("speakers/first_names"))
