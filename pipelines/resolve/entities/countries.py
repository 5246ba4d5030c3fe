"""Countries by their names and by their peoples: ISO 3166 from pycountry, and the lists of a language."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pycountry

from hearsay.pipelines.language import Language
from hearsay.pipelines.lexicon import fold


@dataclass(frozen=True, slots=True)
class Place:
    """A country, a first-level division or a city. `scheme` and `code` identify the place in a public register."""

    name: str
    scheme: str
    code: str


def countries(language: Language) -> Mapping[str, Place]:
    """Return a mapping from the written name of a country to the country.

    The names come from the language's lists of countries and aliases, and from pycountry, whose names are English and
    international.
    """
    return language.made(_countries)


def country_places(language: Language) -> Mapping[str, Place]:
    """Return the countries by ISO 3166-1 code."""
    return language.made(_country_places)


def demonyms(language: Language) -> Mapping[str, Place]:
    """Return a mapping from a folded demonym to its country; demonyms of several countries are left out."""
    return language.made(_demonyms)


def demonym_of(code: str, language: Language) -> str | None:
    """Return the adjective of a country by its ISO 3166-1 code, or None if the list of countries has none."""
    _, words = language.table("entities/countries").get(code, ("", ""))
    return words.split(",")[0] or None


def _country_places(language: Language) -> Mapping[str, Place]:
    usual = {code: name for code, (name, _) in language.table("entities/countries").items()}
    by_code: dict[str, Place] = {}
    for country in pycountry.countries:
        name = usual.get(country.alpha_2) or getattr(country, "common_name", None) or country.name
        by_code[country.alpha_2] = Place(name, "iso3166-1", country.alpha_2)
    return MappingProxyType(by_code)


def _countries(language: Language) -> Mapping[str, Place]:
    by_code = country_places(language)
    by_name: dict[str, Place] = {}
    for country in pycountry.countries:
        place = by_code[country.alpha_2]
        for form in (place.name, country.name, getattr(country, "official_name", None)):
            if form:
                by_name[form] = place
    for alias, (code,) in language.table("entities/country_aliases").items():
        by_name[alias] = by_code[code]
    return MappingProxyType(by_name)


def _demonyms(language: Language) -> Mapping[str, Place]:
    by_code = country_places(language)
    codes_of: dict[str, set[str]] = {}
    for code, (_, words) in language.table("entities/countries").items():
        for word in words.split(","):
            if code in by_code and len(word) > 3:
                codes_of.setdefault(fold(word), set()).add(code)
    settled = {word: by_code[min(codes)] for word, codes in codes_of.items() if len(codes) == 1}
    for word, (code,) in language.table("entities/demonyms").items():
        settled[fold(word)] = by_code[code]
    return MappingProxyType(settled)
