"""Places of the world: the data files, and their lookup in English news."""

import pytest

from hearsay.pipelines.lexicon import fold
from hearsay.pipelines.resolve.entities.cities import read_cities
from hearsay.pipelines.resolve.entities.gazetteer import KNOWN_BY_OTHER_NAMES, division_by_code, gazetteer
from tests.english import ENGLISH


@pytest.mark.parametrize(
    ("name", "geoname"),
    [
        ("München", "2867714"),
        ("Wien", "2761369"),
        ("Praha", "3067696"),
        ("'s-Gravenhage", "2747373"),
        ("東京", "1850147"),
        ("Мюнхен", "2867714"),
        ("القاهرة", "360630"),
    ],
)
def test_a_city_has_its_names_in_other_languages(name: str, geoname: str) -> None:
    """News in other languages needs these names; a file made without them would pass all other tests."""
    bearers = {city.geoname for city in read_cities() if name in city.other_names()}
    assert geoname in bearers


def test_a_city_without_other_names_has_none() -> None:
    """An empty string in the gazetteer would match every empty mention."""
    assert all(name for city in read_cities() for name in city.other_names())
    assert any(not city.other_names() for city in read_cities())


@pytest.mark.parametrize("name", ["東京", "Мюнхен", "القاهرة"])
def test_english_does_not_look_up_other_scripts(name: str) -> None:
    """The other names are stored for other languages; the result in English news must not change."""
    assert fold(name) not in gazetteer(ENGLISH)


def test_a_small_town_is_not_known_by_its_other_names() -> None:
    """A town's other names mostly name something else; they must not make a place of an English word."""
    small = {city.geoname for city in read_cities() if city.inhabitants < KNOWN_BY_OTHER_NAMES}
    small -= set(ENGLISH.words("entities/city_names"))
    aliases = {fold(alias) for alias in ENGLISH.words("entities/city_aliases")}
    other_names = {
        name: located.place.name
        for name, places in gazetteer(ENGLISH).items()
        for _, located in places
        if located.place.code in small and name not in aliases and name != fold(located.place.name)
    }
    assert other_names == {}


def test_a_capital_weighs_more_than_its_inhabitants() -> None:
    """The table of countries marks the capitals; without its row Bern would weigh as a town."""
    weight, bern = gazetteer(ENGLISH)["bern"][0]
    assert bern.place.code == "2661552"
    assert bern.is_capital
    assert weight == 5.7


def test_places_have_the_numbers_of_geonames() -> None:
    """Countries, continents, states and cities each come from a file of their own."""
    numbers = {name: gazetteer(ENGLISH)[name][0][1].identifiers["geonames"] for name in ("france", "africa", "paris")}
    assert numbers == {"france": "3017382", "africa": "6255146", "paris": "2988507"}
    ohio = division_by_code("US-OH", ENGLISH)
    assert ohio is not None
    assert ohio.identifiers == {"iso3166-2": "US-OH", "geonames": "5165418"}
