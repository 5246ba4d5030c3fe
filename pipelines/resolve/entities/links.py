"""Links between different entities: a people to its country, a capital or a palace to a government."""

from hearsay.pipelines.ids import content_id, entity_id_of
from hearsay.pipelines.language import Language
from hearsay.pipelines.lexicon import fold
from hearsay.pipelines.records import EntityLink
from hearsay.pipelines.resolve.entities.gazetteer import Located, country_by_code, division_by_code

SEAT_TYPES = frozenset(("location", "facility", "organization"))
"""Types that the reader gives to the Kremlin and Downing Street."""


def place_id(located: Located) -> str:
    """Return the id of a place's entity."""
    return entity_id_of({located.place.scheme: located.place.code})


def people_id(located: Located) -> str:
    """Return the id of the entity of a place's people, which differs from the place's own id."""
    return content_id("entity", f"{located.place.scheme}-demonym-of", located.place.code)


def link_people(entity_id: str, located: Located) -> EntityLink:
    """Return the link from a people to its country, part of a country or continent."""
    return _link(entity_id, "demonym_of", located)


def link_place(
    entity_id: str, located: Located | None, within: Located | None, language: Language
) -> tuple[EntityLink, ...]:
    """Return the links of a place to the country around it, and of a capital to its country.

    An unknown place is linked to the larger place in the text.
    """
    country = country_by_code(located.country, language) if located and located.country else None
    if located is None or located.kind == "country" or country is None:
        return (_link(entity_id, "located_in", within),) if located is None and within else ()
    links = [_link(entity_id, "located_in", country)]
    if located.is_capital:
        links.append(_link(entity_id, "capital_of", country))
    return tuple(links)


def link_seat(entity_id: str, name: str, entity_type: str, language: Language) -> tuple[EntityLink, ...]:
    """Return the link to a government from a building or street, such as the Kremlin."""
    code = language.made(_seats).get(fold(name)) if entity_type in SEAT_TYPES else None
    place = None if code is None else country_by_code(code, language) or division_by_code(code, language)
    return (_link(entity_id, "stands_for", place),) if place else ()


def _seats(language: Language) -> dict[str, str]:
    return {fold(name): code for name, (code,) in language.table("entities/seats_of_power").items()}


def _link(entity_id: str, relation: str, to: Located) -> EntityLink:
    return EntityLink(entity_id, relation, place_id(to), to.place.name, to.place.scheme, to.place.code)
