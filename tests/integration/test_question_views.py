"""The views that people query: what was said, by whom with which role, what changed, and PLOVER's events."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hearsay.pipelines.pages import ReadPage
from hearsay.pipelines.reader import read_text
from hearsay.pipelines.resolve import resolve
from tests.english import ENGLISH
from tests.integration.test_publish import ask, publish
from tests.made_pages import NOON, page

FIRST = (
    "Mara Voss, the mayor of Osmere, said on Tuesday that the bridge is safe. "
    "She accused the Acme company of neglect. "
    "A spokesman for Acme denied the accusation. The union hopes for a new bridge. "
    "“The bridge will open in May,” Voss said.\n"
    "The council voted in March to close the harbour of Osmere for 12 weeks."
)
SECOND = FIRST.replace("in May", "in June").replace(" The union hopes for a new bridge.", "")
SECOND += "\nTom Lund, a fisherman, said that the harbour would stay closed until autumn."


def read_page(text: str, days: int = 0) -> ReadPage:
    """Return a page read and resolved by the real reader and rules."""
    made = page(text=text, seen_at=NOON + timedelta(days=days))
    reading = replace(read_text(text, ENGLISH), reader_version=made.reading.reader_version)
    return replace(made, reading=replace(reading, signals=()), resolution=resolve(made.article, reading, ENGLISH))


@pytest.fixture
def told(warehouse):
    """A warehouse with the first version of an article."""
    publish(warehouse, [read_page(FIRST)])
    return warehouse


def test_the_default_view_shows_what_was_said(told):
    """A hope is no statement: attributions has it, who_said_what has not."""
    shown = ask(told, "SELECT kind, source_text FROM who_said_what ORDER BY claim_id").rows()
    assert ("believes", "The union") not in shown
    assert {"states", "accuses", "denies"} <= {kind for kind, _ in shown}
    everything = ask(told, "SELECT kind, is_said, source_text FROM attributions").rows()
    assert ("believes", False, "The union") in everything
    assert len(everything) > len(shown)


def test_a_source_has_role_affiliation_and_pronoun(told):
    """So that officials of a body, and women, can be asked for."""
    rows = ask(told, "SELECT source_text, source_role_text, source_pronoun FROM who_said_what").rows()
    assert ("She", "the mayor of Osmere", "she") in rows
    (row,) = ask(
        told, "SELECT source_text, affiliation_text FROM attributions WHERE affiliation_entity = 'Acme'"
    ).rows()
    assert row == ("A spokesman for Acme", "Acme")


def test_the_context_is_the_sentence_around(told):
    """An editor wants to see where the row comes from."""
    (context,) = ask(told, "SELECT context_text FROM who_said_what WHERE kind = 'denies'").row(0)
    assert context == "A spokesman for Acme denied the accusation."


def test_plover_has_actor_and_recipient(told):
    """Political scientists count who accuses whom."""
    events = ask(told, "SELECT event_class, actor, recipient FROM plover_events").rows()
    assert ("ACCUSE", "Mara Voss", "Acme") in events


def test_only_what_changed_is_shown(told):
    """A claim that stands as it was is no change, also where the article around it is new."""
    assert ask(told, "FROM what_changed").is_empty()
    publish(told, [read_page(SECOND, days=1)], run="run-2")
    rows = ask(told, "SELECT change, before_text, after_text FROM what_changed ORDER BY ALL").rows()
    assert rows == [
        ("added", None, "that the harbour would stay closed until autumn"),
        ("changed", "“The bridge will open in May,”", "“The bridge will open in June,”"),
        ("dropped", "a new bridge", None),
    ]
