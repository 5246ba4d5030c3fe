"""Links between different entities: a people to its country, a capital or a palace to a government."""

from functools import cache

from hearsay.pipelines.ids import content_id, entity_id_of
from hearsay.pipelines.lexicon import fold, load_lexicon
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


def link_place(entity_id: str, located: Located | None, within: Located | None) -> tuple[EntityLink, ...]:
    """Return the links of a place to the country around it, and of a capital to its country.

    An unknown place is linked to the larger place in the text.
    """
    country = country_by_code(located.country) if located and located.country else None
    if located is None or located.kind == "country" or country is None:
        return (_link(entity_id, "located_in", within),) if located is None and within else ()
    links = [_link(entity_id, "located_in", country)]
    if located.is_capital:
        links.append(_link(entity_id, "capital_of", country))
    return tuple(links)


def link_seat(entity_id: str, name: str, entity_type: str) -> tuple[EntityLink, ...]:
    """Return the link to a government from a building or street, such as the Kremlin."""
    code = _seats().get(fold(name)) if entity_type in SEAT_TYPES else None
    place = None if code is None else country_by_code(code) or division_by_code(code)
    return (_link(entity_id, "stands_for", place),) if place else ()


@cache
def _seats() -> dict[str, str]:
    return {fold(name): code for name, (code,) in load_lexicon("resolve/entities/data/seats_of_power.txt").items()}


def _link(entity_id: str, kind: str, to: Located) -> EntityLink:
    return EntityLink(entity_id, kind, place_id(to), to.place.name, to.place.scheme, to.place.code)
