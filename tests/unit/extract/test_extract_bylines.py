"""Bylines as pages write them: one case for each past error in which names were lost or merged."""

import pytest

from hearsay.flows.config.languages import languages
from hearsay.pipelines.extract.metadata.bylines import read_byline
from hearsay.pipelines.extract.metadata.person_names import is_person_like


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Jane Doe", ("Jane Doe",)),
        ("By Jane Doe", ("Jane Doe",)),
        ("By Jane DoePublished about 2 hours ago 4 min read", ("Jane Doe",)),  # Two adjacent elements.
        ("By Jane Doe Published about 2 hours ago", ("Jane Doe",)),
        ("Written by Jane Doe | March 3, 2026", ("Jane Doe",)),
        ("Jane Doe and John Roe", ("Jane Doe", "John Roe")),
        ("Von Jörg Müller und Anna Weiß", ("Jörg Müller", "Anna Weiß")),
        ("Tekst: Kari Nordmann og Ola Hansen", ("Kari Nordmann", "Ola Hansen")),
        ("Jane Doe, John Roe & Max Poe", ("Jane Doe", "John Roe", "Max Poe")),
        ("Jane Doe; John Roe", ("Jane Doe", "John Roe")),
        ("Jane Doe, Political Editor", ("Jane Doe",)),
        ("Jane Doe Senior Reporter", ("Jane Doe",)),
        ("Ruy Calloway, Northline Agency", ("Ruy Calloway",)),
        ("Jane Doe, Associated Press", ("Jane Doe",)),
        ("Jane Doe, Example News and John Roe", ("Jane Doe", "John Roe")),
        ("Example News, Jane Doe", ("Example News", "Jane Doe")),  # Not an employer, because it comes first.
        ("Jane Doe, MD", ("Jane Doe, MD",)),
        ("Doe, Jane A.", ("Jane A Doe",)),
        ("Ludwig van der Berg", ("Ludwig van der Berg",)),
        ("Von Jane Doe Dienstag, 5. Mai 2026", ("Jane Doe",)),
        ("Von Jens Freitag", ("Jens Freitag",)),  # A weekday, and a family name.
        ("Jane Doe (Berlin)", ("Jane Doe",)),
        ("Jane Doe jane.doe@example.org @janedoe", ("Jane Doe",)),
        ("https://example.org/author/jane", ()),
        ("admin", ()),
        ("", ()),
    ],
)
def test_names_of_a_byline(text: str, names: tuple[str, ...]) -> None:
    """Names must be complete, in order and without other words: they become people in the warehouse."""
    assert read_byline(text, languages()).names == names


def test_the_rest_of_a_byline_is_kept() -> None:
    """The text after the names is often the only date of the page."""
    assert read_byline("By Jane DoePublished about 2 hours ago", languages()).rest == "Published about 2 hours ago"


@pytest.mark.parametrize(
    "name", ["Example News", "Sports Desk", "Jane", "Reuters Staff", "Room 101", "Marketing Director"]
)
def test_what_is_no_person(name: str) -> None:
    """A desk or a job title in a byline must not count as a person."""
    assert not is_person_like(name, languages())
