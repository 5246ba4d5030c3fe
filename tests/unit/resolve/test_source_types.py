import pytest

from hearsay.pipelines.resolve.speakers.source_types import Kind, kind_of_source
from tests.english import ENGLISH


@pytest.mark.parametrize(
    ("phrase", "source_type"),
    [
        # withheld from the reader
        ("a person familiar with the matter", "anonymous"),
        ("two people briefed on the talks", "anonymous"),
        ("a senior official who spoke on condition of anonymity", "anonymous"),
        ("an aide who asked not to be named", "anonymous"),
        ("sources", "anonymous"),
        ("a source close to the board", "anonymous"),
        ("analysts", "anonymous"),
        ("critics of the plan", "anonymous"),
        ("some", "anonymous"),
        ("one of them", "anonymous"),
        # counted people without names were asked one by one
        ("two officials", "anonymous"),
        ("three former colleagues", "anonymous"),
        # a group that can be found
        ("officials", "group"),
        ("police officers in Osmere", "group"),
        ("teaching unions", "group"),
        ("73 percent of voters", "group"),
        ("six in 10 voters", "group"),
        ("a majority of the members", "group"),
        ("dozens of farmers", "group"),
        ("dog walkers", "group"),
        # one person in an office or part
        ("a spokesman for Acme", "role"),
        ("the mayor", "role"),
        ("one of the senators", "role"),
        ("the tug's second engineer", "role"),
        ("a lamplighter", "role"),
        # papers
        ("the report", "document"),
        ("a draft of the offer seen by the Gazette", "document"),
        ("court filings", "document"),
        # bodies
        ("the company", "organization"),
        ("the statistics office", "organization"),
        ("hospitals", "organization"),
        # names without a mention by the reader
        ("the Gazette", "organization"),
        ("Marsh-Tillery", "named"),
    ],
)
def test_phrase_table(phrase: str, source_type: str) -> None:
    """These types separate sources who can be asked, hidden sources and documents."""
    assert kind_of_source(phrase, ENGLISH).source_type == source_type


@pytest.mark.parametrize(
    ("phrase", "kind"),
    [
        # the deciding rule is recorded, so that guesses can be counted
        ("the mayor", Kind("role", "noun")),
        ("she", Kind("role", "pronoun")),
        ("a person familiar with the matter", Kind("anonymous", "unnamed")),
        ("dog walkers", Kind("group", "ending")),
        ("42%", Kind("group", "number")),
        ("the Gazette", Kind("organization", "name")),
        ("the yonder", Kind("role", "ending")),
        ("the vague blob", Kind("role", "fallback")),
        ("…", Kind("none", "empty")),
    ],
)
def test_no_kind_is_silent(phrase: str, kind: Kind) -> None:
    """A measurement must show how often only grammatical number decided."""
    assert kind_of_source(phrase, ENGLISH) == kind


def test_a_capital_at_the_start_of_a_sentence_is_no_name() -> None:
    """'Midlanders said' begins a sentence: a group, not a person of that name."""
    assert kind_of_source("Blobs", ENGLISH, begins_sentence=True) == Kind("group", "fallback")
    assert kind_of_source("Blobs", ENGLISH).source_type == "named"
