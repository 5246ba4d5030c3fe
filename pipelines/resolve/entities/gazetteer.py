"""Places of the world by name: countries, their first-level divisions, continents, and cities of at least 15,000.

Sources are pycountry (ISO 3166), data files from GeoNames, and a language's names of places. A name leads to all
places of that name; pipelines.resolve.entities.places chooses the place in an article.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import log10
from types import MappingProxyType

import pycountry

from hearsay.pipelines.language import Language
from hearsay.pipelines.lexicon import fold, load_lexicon, unaccented
from hearsay.pipelines.resolve.entities.cities import read_cities
from hearsay.pipelines.resolve.entities.countries import Place, countries, demonym_of, demonyms

COUNTRY_WEIGHT = 7.4
DIVISION_WEIGHT = 6.5
SMALL_DIVISION_WEIGHT = 4.4
"""Weights are comparable with the decimal logarithm of a city's inhabitants: how often the bare name is in the
news."""
OTHER_NAME_COST = 2.0
PREFERRED_GAIN = 1.0
KNOWN_BY_OTHER_NAMES = 200_000
"""Fewest inhabitants of a city whose other names in GeoNames are used; those of smaller towns mostly name something
else."""


@dataclass(frozen=True, slots=True)
class Located:
    """Place with the facts that distinguish places of the same name.

    `division` is the ISO 3166-2 code, if known.
    """

    place: Place
    kind: str
    country: str | None
    division: str | None
    weight: float
    is_capital: bool = False
    identifiers: Mapping[str, str] = field(default_factory=dict)


Index = dict[str, list[tuple[float, Located]]]


def gazetteer(language: Language) -> Mapping[str, Sequence[tuple[float, Located]]]:
    """Return, for each folded name, all places of that name with their weights, heaviest first."""
    return language.made(_gazetteer)


def country_by_code(code: str, language: Language) -> Located | None:
    """Return the country, or the former country, of an ISO code."""
    return language.made(_country_index).get(code)


def division_by_code(code: str, language: Language) -> Located | None:
    """Return the first-level division of an ISO 3166-2 code."""
    return language.made(_division_index).get(code)


def peoples(language: Language) -> Mapping[str, tuple[str, Located]]:
    """Return, for each folded demonym, its adjective and place.

    The place is a country, a part of a country, a continent or a former country.
    """
    return language.made(_peoples)


def _gazetteer(language: Language) -> Mapping[str, Sequence[tuple[float, Located]]]:
    index: Index = {}
    named = (*_countries(language), *_former_countries(language), *_continents(), *_divisions(language))
    for name, located in named:
        _add(index, name, located.weight, located)
    for name, weight, located in _cities(language):
        _add(index, name, weight, located)
    for alias, (name,) in language.table("entities/city_aliases").items():
        weight, located = max(
            ((weight, located) for weight, located in index[fold(name)] if located.kind == "city"),
            key=lambda places: places[0],
        )
        _add(index, alias, weight + PREFERRED_GAIN, located)
    return MappingProxyType({name: tuple(_best_first(places)) for name, places in index.items()})


def _peoples(language: Language) -> Mapping[str, tuple[str, Located]]:
    peoples_by_name = {}
    countries_by_code = language.made(_country_index)
    for word, place in demonyms(language).items():
        adjective = demonym_of(place.code, language) or word.capitalize()
        peoples_by_name[word] = (adjective, countries_by_code[place.code])
    places = {
        located.place: located
        for bearers in gazetteer(language).values()
        for _, located in bearers
        if located.kind != "city"
    }
    by_code = {(place.scheme, place.code): located for place, located in places.items()}
    for word, (scheme, code, adjective) in language.table("entities/other_demonyms").items():
        peoples_by_name[word] = (adjective, by_code[scheme, code])
    return MappingProxyType(peoples_by_name)


def _add(index: Index, name: str, weight: float, located: Located) -> None:
    folded = fold(name)
    places = index.get(folded)
    if places is None:
        index[folded] = [(weight, located)]
    elif all(other is not located or other_weight < weight for other_weight, other in places):
        index[folded] = [(other_weight, other) for other_weight, other in places if other is not located] + [
            (weight, located)
        ]


def _best_first(places: list[tuple[float, Located]]) -> list[tuple[float, Located]]:
    return (
        places
        if len(places) == 1
        else sorted(places, key=lambda place: (-place[0], place[1].place.scheme, place[1].place.code))
    )


def _country_index(language: Language) -> Mapping[str, Located]:
    registered = load_lexicon("resolve/entities/data/geonames_countries.txt")
    index: dict[str, Located] = {}
    for place in countries(language).values():
        identifiers = {place.scheme: place.code}
        if place.code in registered:
            identifiers["geonames"] = registered[place.code][0]
        index[place.code] = Located(place, "country", place.code, None, COUNTRY_WEIGHT, identifiers=identifiers)
    for code, name in language.table("entities/former_countries").values():
        place = Place(name, "iso3166-3", code)
        index[code] = Located(place, "country", None, None, COUNTRY_WEIGHT, identifiers={place.scheme: code})
    return MappingProxyType(index)


def _countries(language: Language) -> list[tuple[str, Located]]:
    index = language.made(_country_index)
    return [(name, index[place.code]) for name, place in countries(language).items()]


def _former_countries(language: Language) -> list[tuple[str, Located]]:
    listed = language.table("entities/former_countries")
    index = language.made(_country_index)
    return [(name, index[code]) for name, (code, _) in listed.items()]


def _continents() -> list[tuple[str, Located]]:
    named = []
    for name, (geoname,) in load_lexicon("resolve/entities/data/geonames_continents.txt").items():
        place = Place(name, "geonames", geoname)
        identifiers = {place.scheme: place.code}
        named.append((place.name, Located(place, "continent", None, None, COUNTRY_WEIGHT, identifiers=identifiers)))
    return named


def _division_index(language: Language) -> Mapping[str, Located]:
    usual = {code: name for name, (code,) in language.table("entities/division_aliases").items()}
    known_countries = language.words("entities/known_division_countries")
    countries_by_code = language.made(_country_index)
    states = load_lexicon("resolve/entities/data/geonames_us_states.txt")
    index: dict[str, Located] = {}
    for division in pycountry.subdivisions:
        code, country = division.code, division.country_code
        if country not in countries_by_code:
            continue
        is_known = country in known_countries and division.parent_code is None
        weight = DIVISION_WEIGHT if is_known else SMALL_DIVISION_WEIGHT
        place = Place(usual.get(code, division.name.split(" [")[0]), "iso3166-2", code)
        identifiers = {place.scheme: code}
        if code in states:
            identifiers["geonames"] = states[code][0]
        index[code] = Located(place, "division", country, code, weight, identifiers=identifiers)
    return MappingProxyType(index)


def _divisions(language: Language) -> list[tuple[str, Located]]:
    index = language.made(_division_index)
    named = [(located.place.name, located) for located in index.values()]
    aliases = language.table("entities/division_aliases")
    return named + [(name, index[code]) for name, (code,) in aliases.items()]


def _cities(language: Language) -> list[tuple[str, float, Located]]:
    usual = language.table("entities/city_names")
    codes = load_lexicon("resolve/entities/data/geonames_divisions.txt")
    capitals = _capitals()
    named = []
    for city in read_cities():
        country, name, inhabitants = city.country, city.name, max(city.inhabitants, 1000)
        admin = f"{country}.{city.admin1}"
        division = codes[admin][0] if admin in codes else f"{country}-{city.admin1}"
        is_capital = city.inhabitants == capitals.get((country, name))
        weight = max(log10(inhabitants), 5.7) if is_capital else log10(inhabitants)
        place = Place(usual[city.geoname][0] if city.geoname in usual else name, "geonames", city.geoname)
        located = Located(place, "city", country, division, weight, is_capital, {"geonames": city.geoname})
        named += [(form, weight, located) for form in {name, place.name, unaccented(name)}]
        if inhabitants >= KNOWN_BY_OTHER_NAMES:
            named += [(form, weight - OTHER_NAME_COST, located) for form in city.other_names() if _is_name(form)]
    return named


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
    """Return True if a city's other name is in Latin letters, and is neither an airport code nor a common word."""
    return len(form) > 3 and form.isascii() and form[0].isupper() and not form.isupper()
