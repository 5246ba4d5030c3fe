"""The places of the world by name: countries, their first-level divisions, continents, and cities of 15,000 and more.

From pycountry (ISO 3166) and from data files: of GeoNames, of countryinfo and our own. A name leads to all places
that bear it; which of them an article means is pipelines.resolve.entities.places' to say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import log10
from types import MappingProxyType

import pycountry

from hearsay.pipelines.lexicon import Place, countries, demonym_of, demonyms, fold, load_lexicon, unaccented
from hearsay.pipelines.resolve.entities.cities import read_cities

COUNTRY_WEIGHT = 7.4
DIVISION_WEIGHT = 6.5
SMALL_DIVISION_WEIGHT = 4.4
"""Weights compare with the decimal logarithm of a city's inhabitants: how much one reads of it by its name alone."""
OTHER_NAME_COST = 2.0
PREFERRED_GAIN = 1.0
KNOWN_BY_OTHER_NAMES = 200_000
"""Inhabitants from which a city's other names in GeoNames are taken; those of towns are mostly somebody else's."""
KNOWN_DIVISIONS = frozenset(("US", "CA", "AU", "GB", "IN"))
"""Countries whose divisions the English-language press names without saying where they are."""


@dataclass(frozen=True, slots=True)
class Located:
    """A place and what tells it from others of its name. `division` is its ISO 3166-2 code where that is known."""

    place: Place
    kind: str
    country: str | None
    division: str | None
    weight: float
    is_capital: bool = False
    identifiers: Mapping[str, str] = field(default_factory=dict)


Index = dict[str, list[tuple[float, Located]]]


@cache
def gazetteer() -> Mapping[str, Sequence[tuple[float, Located]]]:
    """Folded name → the places that bear it, each with its weight under that name, heaviest first."""
    index: Index = {}
    for name, located in (*_countries(), *_former_countries(), *_continents(), *_divisions()):
        _add(index, name, located.weight, located)
    for name, weight, located in _cities():
        _add(index, name, weight, located)
    for alias, (name,) in load_lexicon("resolve/entities/data/city_aliases.txt").items():
        weight, located = max(
            ((weight, one) for weight, one in index[fold(name)] if one.kind == "city"), key=lambda found: found[0]
        )
        _add(index, alias, weight + PREFERRED_GAIN, located)
    return MappingProxyType({name: tuple(_best_first(found)) for name, found in index.items()})


@cache
def country_by_code(code: str) -> Located | None:
    """The country, or the former country, of an ISO code."""
    return _country_index().get(code)


@cache
def division_by_code(code: str) -> Located | None:
    """The first-level division of an ISO 3166-2 code."""
    return _division_index().get(code)


@cache
def peoples() -> Mapping[str, tuple[str, Located]]:
    """Folded demonym → adjective and place: a country, a part of one, a continent or a country that is no more."""
    found = {}
    for word, place in demonyms().items():
        found[word] = (demonym_of(place.code) or word.capitalize(), _country_index()[place.code])
    places = {one.place: one for known in gazetteer().values() for _, one in known if one.kind != "city"}
    by_code = {(place.scheme, place.code): one for place, one in places.items()}
    for word, (scheme, code, adjective) in load_lexicon("resolve/entities/data/other_demonyms.txt").items():
        found[word] = (adjective, by_code[scheme, code])
    return MappingProxyType(found)


def _add(index: Index, name: str, weight: float, located: Located) -> None:
    folded = fold(name)
    known = index.get(folded)
    if known is None:
        index[folded] = [(weight, located)]
    elif all(one is not located or one_weight < weight for one_weight, one in known):
        index[folded] = [(one_weight, one) for one_weight, one in known if one is not located] + [(weight, located)]


def _best_first(found: list[tuple[float, Located]]) -> list[tuple[float, Located]]:
    return (
        found if len(found) == 1 else sorted(found, key=lambda one: (-one[0], one[1].place.scheme, one[1].place.code))
    )


@cache
def _country_index() -> Mapping[str, Located]:
    registered = load_lexicon("resolve/entities/data/geonames_countries.txt")
    found: dict[str, Located] = {}
    for place in countries().values():
        identifiers = {place.scheme: place.code}
        if place.code in registered:
            identifiers["geonames"] = registered[place.code][0]
        found[place.code] = Located(place, "country", place.code, None, COUNTRY_WEIGHT, identifiers=identifiers)
    for code, name in load_lexicon("resolve/entities/data/former_countries.txt").values():
        place = Place(name, "iso3166-3", code)
        found[code] = Located(place, "country", None, None, COUNTRY_WEIGHT, identifiers={place.scheme: code})
    return MappingProxyType(found)


def _countries() -> list[tuple[str, Located]]:
    return [(name, _country_index()[place.code]) for name, place in countries().items()]


def _former_countries() -> list[tuple[str, Located]]:
    listed = load_lexicon("resolve/entities/data/former_countries.txt")
    return [(name, _country_index()[code]) for name, (code, _) in listed.items()]


def _continents() -> list[tuple[str, Located]]:
    found = []
    for name, (geoname,) in load_lexicon("resolve/entities/data/geonames_continents.txt").items():
        place = Place(name, "geonames", geoname)
        identifiers = {place.scheme: place.code}
        found.append((place.name, Located(place, "continent", None, None, COUNTRY_WEIGHT, identifiers=identifiers)))
    return found


@cache
def _division_index() -> Mapping[str, Located]:
    english = {code: name for name, (code,) in load_lexicon("resolve/entities/data/division_aliases.txt").items()}
    states = load_lexicon("resolve/entities/data/geonames_us_states.txt")
    found: dict[str, Located] = {}
    for division in pycountry.subdivisions:
        code, country = division.code, division.country_code
        if country not in _country_index():
            continue
        is_known = country in KNOWN_DIVISIONS and division.parent_code is None
        weight = DIVISION_WEIGHT if is_known else SMALL_DIVISION_WEIGHT
        place = Place(english.get(code, division.name.split(" [")[0]), "iso3166-2", code)
        identifiers = {place.scheme: code}
        if code in states:
            identifiers["geonames"] = states[code][0]
        found[code] = Located(place, "division", country, code, weight, identifiers=identifiers)
    return MappingProxyType(found)


def _divisions() -> list[tuple[str, Located]]:
    named = [(located.place.name, located) for located in _division_index().values()]
    aliases = load_lexicon("resolve/entities/data/division_aliases.txt")
    return named + [(name, _division_index()[code]) for name, (code,) in aliases.items()]


def _cities() -> list[tuple[str, float, Located]]:
    usual = load_lexicon("resolve/entities/data/city_names.txt")
    codes = load_lexicon("resolve/entities/data/geonames_divisions.txt")
    capitals = _capitals()
    found = []
    for city in read_cities():
        country, name, inhabitants = city.country, city.name, max(city.inhabitants, 1000)
        admin = f"{country}.{city.admin1}"
        division = codes[admin][0] if admin in codes else f"{country}-{city.admin1}"
        is_capital = city.inhabitants == capitals.get((country, name))
        weight = max(log10(inhabitants), 5.7) if is_capital else log10(inhabitants)
        place = Place(usual[city.geoname][0] if city.geoname in usual else name, "geonames", city.geoname)
        located = Located(place, "city", country, division, weight, is_capital, {"geonames": city.geoname})
        found += [(form, weight, located) for form in {name, place.name, unaccented(name)}]
        if inhabitants >= KNOWN_BY_OTHER_NAMES:
            found += [(form, weight - OTHER_NAME_COST, located) for form in city.other_names() if _is_name(form)]
    return found


def _capitals() -> Mapping[tuple[str, str], int]:
    """Return country and name of each capital with its inhabitants: those of the largest city of that name there."""
    listed = load_lexicon("resolve/entities/data/geonames_countries.txt")
    named = {(country, capital) for country, (_, capital) in listed.items() if capital}
    largest: dict[tuple[str, str], int] = {}
    for city in read_cities():
        at = (city.country, city.name)
        if at in named:
            largest[at] = max(largest.get(at, 0), city.inhabitants)
    return largest


def _is_name(form: str) -> bool:
    """Whether another name of a city is one in Latin letters, no airport's code and nothing that is a common word."""
    return len(form) > 3 and form.isascii() and form[0].isupper() and not form.isupper()
