"""Countries by name and by people."""

from hearsay.pipelines.resolve.entities.countries import countries, demonym_of, demonyms
from tests.english import ENGLISH


def test_places_have_public_identifiers() -> None:
    """Articles share an entity through these codes, whatever form of the name each uses."""
    assert countries(ENGLISH)["U.S."] == countries(ENGLISH)["United States"] == countries(ENGLISH)["America"]
    assert countries(ENGLISH)["Russia"].code == "RU"
    assert demonyms(ENGLISH)["ukrainian"].code == "UA"
    assert demonyms(ENGLISH)["dutch"].code == "NL"


def test_all_peoples_of_a_code_are_its_own() -> None:
    """A code's line holds the country's adjective first, and then further peoples, which must not be lost."""
    assert demonyms(ENGLISH)["welsh"] == demonyms(ENGLISH)["british"] == countries(ENGLISH)["United Kingdom"]
    assert demonym_of("GB", ENGLISH) == "British"


def test_a_word_for_two_peoples_is_no_country() -> None:
    """Guernsey and Jersey both have the Channel Islander; choosing one would be a guess."""
    assert "channel islander" not in demonyms(ENGLISH)


def test_a_country_without_a_people_has_no_adjective() -> None:
    """Antarctica's field is empty; an empty adjective would be printed as a name."""
    assert demonym_of("AQ", ENGLISH) is None
