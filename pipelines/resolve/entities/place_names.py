"""Names of places as an article writes them: without article and possessive, with the larger place beside a name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hearsay.pipelines.language import Language
from hearsay.pipelines.lexicon import fold
from hearsay.pipelines.records import Mention
from hearsay.pipelines.resolve.entities.gazetteer import Located, division_by_code, gazetteer, peoples
from hearsay.pipelines.resolve.entities.regions import region_of

LEAST_WEIGHT = 5.0
"""Least weight of a resolved place: a town of 100,000, or a smaller town of the country that the article is about."""
SURE_WEIGHT = 6.0
"""Least weight of a place that counts for the main country; no other place of the same name is as well known."""

BESIDE = re.compile(r",\s{1,2}|\s\(")
"""Between a name and the larger place beside this name."""


@dataclass(frozen=True, slots=True)
class PlaceName:
    """Place name in a mention: the name, the larger place from the text, and a mark for a division.

    `is_of_region` marks a sea, a river, a part of the world or a station: not a country, division or city.
    """

    name: str
    within: Located | None = None
    is_division: bool = False
    is_of_region: bool = False
    listed_with: Located | None = None
    """The country or state beside the name in a list: 'Georgia, Florida and Alabama'."""


def people_of(name: str, language: Language) -> tuple[str, Located] | None:
    """Return the adjective of a people's name, and its country or other place."""
    folded = without_article(fold(language.pattern("entities/place.suffix").sub("", name)), language)
    singular = language.pattern("entities/plural_demonym").sub("", folded)
    return peoples(language).get(folded) or peoples(language).get(singular)


def without_article(name: str, language: Language) -> str:
    """Return a name without the article before it; an article alone stays."""
    first, blank, rest = name.partition(" ")
    return rest if blank and first.casefold() in language.words("entities/articles") else name


def read_place_name(text: str, mentions: Sequence[Mention], index: int, language: Language) -> PlaceName:
    """Return the place name of a mention, with the larger place in or right after the mention."""
    mention = mentions[index]
    written = text[mention.start : mention.end]
    if short := _abbreviation(text, mention.start, mention.end, language):
        return PlaceName(short.place.name, is_division=True)
    if region := region_of(text, mention, plain_place(written, language), language):
        return PlaceName(region, is_of_region=True)
    if (inside := language.pattern("entities/place.within").fullmatch(written)) and (
        within := _larger_by_name(inside["larger"], language)
    ):
        return PlaceName(inside["name"], within, is_division=True)
    within = None
    head, comma, rest = written.rpartition(", ")
    if comma and (within := _larger(text, mention.end - len(rest), mention.end, language)):
        written = head
    elif index + 1 < len(mentions):
        following = mentions[index + 1]
        if following.entity_type == "location" and BESIDE.fullmatch(text, mention.end, following.start):
            within = _larger(text, following.start, following.end, language)
    return _plain(written, within, _listed_with(text, mentions, index, language), language)


def plain_place(written: str, language: Language) -> str:
    """Return the name without 'the', possessive ending, doubled blanks and owner: 'Soho' for 'London's Soho'."""
    name = " ".join(language.pattern("entities/place.possessive").sub("", written).replace("’", "'").split())
    if (match := language.pattern("entities/place.owner").fullmatch(name)) and any(
        weight >= LEAST_WEIGHT for weight, _ in gazetteer(language).get(fold(match["owner"]), ())
    ):
        name = match["own"]
    return name if fold(name) in gazetteer(language) else without_article(name, language)


def _listed_with(text: str, mentions: Sequence[Mention], index: int, language: Language) -> Located | None:
    """Return the country or division with an unambiguous name beside a name in a list."""
    listed = language.pattern("entities/place.listed")
    for number, other in ((index, index + 1), (index - 1, index)):
        if (
            number < 0
            or other >= len(mentions)
            or not listed.fullmatch(text, mentions[number].end, mentions[other].start)
        ):
            continue
        beside = mentions[other if number == index else number]
        candidates = (
            gazetteer(language).get(fold(text[beside.start : beside.end]), ())
            if beside.entity_type == "location"
            else ()
        )
        large = [
            place for weight, place in candidates if weight >= SURE_WEIGHT and place.kind in ("country", "division")
        ]
        if len(large) == 1:
            return large[0]
    return None


def _plain(written: str, within: Located | None, listed_with: Located | None, language: Language) -> PlaceName:
    name = language.pattern("entities/place.suffix").sub("", plain_place(written, language))
    bare = language.pattern("entities/place.after").sub("", name)
    is_division = bare != name and any(
        place.kind == "division" for _, place in gazetteer(language).get(fold(bare), ())
    )
    if is_division:
        name = bare
    elif (match := language.pattern("entities/place.of").match(name)) and fold(name[match.end() :]) in gazetteer(
        language
    ):
        name, is_division = name[match.end() :], bool(match["division"])
    return PlaceName(name, within, is_division, listed_with=listed_with)


def _abbreviation(text: str, start: int, end: int, language: Language) -> Located | None:
    """Return the state or province of 'Ala.' or 'W. Va'; the full stop may stand outside the mention."""
    listed = language.table("entities/division_abbreviations")
    for form in (text[start:end], text[start : end + 1]):
        if form in listed:
            return division_by_code(listed[form][0], language)
    return None


def _larger(text: str, start: int, end: int, language: Language) -> Located | None:
    """Return the country or division of a name right after another name: 'Paris, TX', 'Perth, Australia'."""
    if short := _abbreviation(text, start, end, language):
        return short
    name = text[start:end]
    if len(name) == 2 and name.isupper() and (state := division_by_code(f"US-{name}", language)):
        return state
    kinds = ("division", "country")
    candidates = [(weight, place) for weight, place in gazetteer(language).get(fold(name), ()) if place.kind in kinds]
    if not candidates:
        return None
    # Beside a town's name, a state is likelier than a country of the same name: 'Atlanta, Georgia'.
    return max(candidates, key=lambda entry: (entry[1].kind == "division" and entry[0] > LEAST_WEIGHT, entry[0]))[1]


def _larger_by_name(name: str, language: Language) -> Located | None:
    return next((place for _, place in gazetteer(language).get(fold(name), ()) if place.kind == "country"), None)
