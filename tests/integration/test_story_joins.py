"""Joins of surnames in stories on a real warehouse: made in any order of loading, undone, and not repeated."""

import re
from dataclasses import replace

import pytest

from hearsay.flows.curation.entity_work import join_by_hand, joins_frame, load_knowledge, undo_by_hand
from hearsay.flows.run.gathering import gather_pending
from hearsay.pipelines.records import Mention, Reading, Resolution
from hearsay.pipelines.resolve.entities.clusters import resolve_entities
from tests.english import ENGLISH
from tests.integration.test_gathering import RETOLD, SHORTENED, WIRE, ingest, outlet, run_on
from tests.integration.test_publish import ask, publish
from tests.made_pages import reread
from tests.made_runs import InProcess

WAIT = 5.0
NAMES = re.compile("(?:(?:Mara|Owen) )?Voss")


def people(name, text, hour):
    """Return a page of an outlet with its mentions of people called Voss."""
    plain = outlet(name, text=text, hour=hour)
    mentions = tuple(Mention(match.start(), match.end(), "person", 0.9) for match in NAMES.finditer(text))
    solved = resolve_entities(text, mentions, plain.article_id, ENGLISH)
    reading = Reading(mentions, (), plain.reading.reader_version)
    return replace(plain, reading=reading, resolution=Resolution(solved.entities, solved.owners, ()))


FULL = people("wire", f"{WIRE} Voss left.", 8)
ALONE = people("echo", RETOLD.replace("Mara Voss", "Ms. Voss"), 9)
AGAIN = people("third", f"{RETOLD} “Soon,” Voss said.", 11)
OTHER = people("rival", f"{SHORTENED} Owen Voss, a brother, was there.", 10)


def joins(path):
    """Return the names of the joins, and which of them are undone."""
    rows = joins_frame(path, WAIT, with_undone=True).select("from_name", "to_name", "undone_at")
    return sorted((name, to, undone_at is not None) for name, to, undone_at in rows.iter_rows())


def names_now(path):
    """Return the names that the views show for the entities of all mentions."""
    sql = (
        "SELECT DISTINCT target.canonical_name FROM mentions JOIN entity_now USING (entity_id) "
        "JOIN entities AS target ON target.entity_id = is_entity_id ORDER BY 1"
    )
    return ask(path, sql)["canonical_name"].to_list()


def ingest_two(path):
    """Ingest an article with a full name and an article with the surname alone."""
    ingest(path, [FULL, ALONE])


@pytest.fixture
def two(make_warehouse):
    """A warehouse with both articles, of one story."""
    warehouse = make_warehouse(fill=ingest_two)
    assert ask(warehouse, "SELECT count(DISTINCT story_id) AS n FROM articles")["n"].to_list() == [1]
    return warehouse


def test_a_surname_alone_joins_the_person_of_its_story(two):
    """The views show one person; the join has a reason with the person and the story."""
    assert joins(two) == [("Voss", "Mara Voss", False)]
    assert names_now(two) == ["Mara Voss"]
    (story,) = ask(two, "SELECT DISTINCT story_id FROM articles")["story_id"]
    reasons = joins_frame(two, WAIT, with_undone=False)["reason"].to_list()
    assert reasons == [f"story {story}: its other articles name Mara Voss"]


@pytest.mark.parametrize("order", [(FULL, ALONE, AGAIN), (ALONE, AGAIN, FULL), (AGAIN, FULL, ALONE)])
def test_the_order_of_loading_does_not_change_the_joins(warehouse, order):
    """The article with the full name may be loaded last."""
    for number, page in enumerate(order):
        ingest(warehouse, [page], run=f"run-{number}")
    assert joins(warehouse) == [("Voss", "Mara Voss", False)]


@pytest.mark.parametrize("order", [(FULL, ALONE, OTHER), (OTHER, ALONE, FULL)])
def test_a_second_bearer_undoes_the_join(warehouse, order):
    """With Mara and Owen Voss in a story, the surname alone is nobody, whichever article came last."""
    for number, page in enumerate(order):
        ingest(warehouse, [page], run=f"run-{number}")
    assert all(is_undone for _, _, is_undone in joins(warehouse))
    assert names_now(warehouse) == ["Mara Voss", "Owen Voss", "Voss"]


def test_an_undone_join_is_not_made_again(two):
    """Whoever undoes a join knows better than the story, also after further articles and a new reading."""
    (join_id,) = joins_frame(two, WAIT, with_undone=False)["join_id"]
    undo_by_hand(two, join_id, "the story is about another Voss", WAIT)
    ingest(two, [AGAIN], run="run-2")
    ingest(two, [reread(ALONE, "better")], run="run-3", reader="better")
    assert joins(two) == [("Voss", "Mara Voss", True)]


def test_a_join_by_hand_stays(two):
    """A story neither replaces nor undoes the join of a person, whatever the person wrote as the reason."""
    (join_id,) = joins_frame(two, WAIT, with_undone=False)["join_id"]
    undo_by_hand(two, join_id, None, WAIT)
    (alone,) = ask(two, "SELECT entity_id FROM entities WHERE canonical_name = 'Voss'")["entity_id"]
    join_by_hand(two, alone, "Mara Voss", "story: I read it", WAIT, all_of_it=False)
    ingest(two, [OTHER], run="run-2")
    assert joins(two) == [("Voss", "Mara Voss", False), ("Voss", "Mara Voss", True)]


def test_a_join_by_hand_to_a_surname_makes_no_circle(warehouse):
    """A person may have joined the full name to the surname before the story is gathered."""
    ingest(warehouse, [ALONE])
    publish(warehouse, [FULL], run="run-2")
    join_by_hand(warehouse, "Mara Voss", "Voss", "the usual name", WAIT, all_of_it=False)
    gather_pending(run_on(warehouse, "run-3"), InProcess())
    assert joins(warehouse) == [("Mara Voss", "Voss", False)]
    assert names_now(warehouse) == ["Voss"]


def test_a_table_of_names_may_join_a_surname_that_a_story_let_go(warehouse, tmp_path):
    """Only a person's undoing counts against a table of names."""
    ingest(warehouse, [FULL, ALONE])
    ingest(warehouse, [OTHER], run="run-2")
    assert joins(warehouse) == [("Voss", "Mara Voss", True)]
    table = tmp_path / "people.csv"
    table.write_text("name,type,identifiers,aliases\nMara Voss,person,mine:1,Voss\n", encoding="utf-8")
    assert load_knowledge(warehouse, table, WAIT).joined == 2
