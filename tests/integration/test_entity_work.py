"""Joins and the knowledge table on a real warehouse: views, stored rows and refusals."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hearsay.errors import UsageError, WarehouseError
from hearsay.flows.config.settings import Settings
from hearsay.flows.curation.entity_work import (
    join_by_hand,
    joins_frame,
    known_frame,
    load_knowledge,
    remove_knowledge,
    undo_by_hand,
)
from hearsay.flows.run.active_run import Run
from hearsay.flows.run.knowledge import write_knowledge
from hearsay.flows.run.stages import read_pages
from hearsay.pipelines.pages import ReadPage
from hearsay.warehouse.connection import open_for_reading, open_for_writing
from hearsay.warehouse.location import Location
from hearsay.warehouse.numbers import take_numbers
from tests.made_pages import page, stamp, unread
from tests.made_runs import InProcess

NOW = datetime(2026, 3, 1, tzinfo=UTC)
WAIT = 5.0


@pytest.fixture
def warehouse(make_warehouse: Callable[[], Location]) -> Location:
    """Make three entities: two John Smiths, each local to an article, and Mara Voss."""
    location = make_warehouse()
    with open_for_writing(location) as connection:
        for entity_id, name in (("smith-one", "John Smith"), ("smith-two", "John Smith"), ("mara-voss", "Mara Voss")):
            connection.execute(
                "INSERT INTO facts.entities VALUES (?, ?, 'person', [?], [], ?, ?, 'run', ?)",
                [entity_id, name, name, NOW, NOW, take_numbers(connection, 1)],
            )
    return location


def now_is(path: Location) -> dict[str, str]:
    """Return the current entity of each entity, by the views."""
    with open_for_reading(path) as connection:
        return dict(connection.execute("SELECT * FROM entity_now").fetchall())


def join(path: Location, one: str, other: str, *, all_of_it: bool = False) -> int:
    return join_by_hand(path, one, other, "they are", WAIT, all_of_it=all_of_it)


def test_a_join_shows_and_is_taken_back(warehouse: Location) -> None:
    """The views must follow a join and its undoing, and both must stay on record."""
    before = now_is(warehouse)
    assert join(warehouse, "smith-two", "smith-one") == 1
    assert now_is(warehouse) == before | {"smith-two": "smith-one"}
    assert join(warehouse, "smith-two", "smith-one") == 0
    (join_id,) = joins_frame(warehouse, WAIT, with_undone=False)["join_id"]
    assert undo_by_hand(warehouse, join_id[:8], "another", WAIT) == join_id
    assert now_is(warehouse) == before
    assert joins_frame(warehouse, WAIT, with_undone=True).height == 1


def test_a_join_that_is_none_is_not_taken_back(warehouse: Location) -> None:
    """An ambiguous beginning or an undone join must not undo another join."""
    join(warehouse, "smith-two", "smith-one")
    (join_id,) = joins_frame(warehouse, WAIT, with_undone=False)["join_id"]
    for given in ("nothing", ""):
        with pytest.raises(UsageError, match="joins in force; see: hearsay entities list"):
            undo_by_hand(warehouse, given, None, WAIT)
    undo_by_hand(warehouse, join_id, None, WAIT)
    with pytest.raises(UsageError, match="names 0 joins"):
        undo_by_hand(warehouse, join_id, None, WAIT)


def test_joins_are_followed_to_their_end(warehouse: Location) -> None:
    """A chain of joins leads to the last entity, until a middle join is undone."""
    join(warehouse, "smith-two", "smith-one")
    join(warehouse, "smith-one", "mara-voss")
    assert set(now_is(warehouse).values()) == {"mara-voss"}
    frame = joins_frame(warehouse, WAIT, with_undone=False)
    undo_by_hand(warehouse, frame.filter(frame["from_entity_id"] == "smith-one")["join_id"][0], None, WAIT)
    assert now_is(warehouse)["smith-two"] == "smith-one"


@pytest.mark.parametrize(
    ("one", "other", "complaint"),
    [
        ("smith-one", "mara-voss", "is itself joined to smith-two"),  # a ring in the making
        ("mara-voss", "smith-two", "is joined to smith-one already"),
        ("smith-two", "smith-two", "cannot be joined to itself"),
        ("John Smith", "mara-voss", "'John Smith' names 2 entities"),
        ("Nobody", "mara-voss", "no entity has the name 'Nobody'"),
    ],
)
def test_joins_that_would_tangle_are_refused(warehouse: Location, one: str, other: str, complaint: str) -> None:
    """Rings and forks could not be undone join by join."""
    join(warehouse, "mara-voss", "smith-two" if "itself" in complaint else "smith-one")
    with pytest.raises(UsageError, match=complaint):
        join(warehouse, one, other)


def test_all_of_a_name_are_joined_at_once(warehouse: Location) -> None:
    """A hundred articles with a name must not need a hundred commands."""
    assert join(warehouse, "John Smith", "Mara Voss", all_of_it=True) == 2
    assert set(now_is(warehouse).values()) == {"mara-voss"}


def test_a_mistyped_warehouse_is_not_made(tmp_path: Path) -> None:
    """A query must not leave an empty file behind."""
    with pytest.raises(WarehouseError, match="there is no warehouse"):
        joins_frame(tmp_path / "none.duckdb", WAIT, with_undone=False)
    assert not (tmp_path / "none.duckdb").exists()


def known(folder: Path, *lines: str) -> Path:
    path = folder / "known.csv"
    path.write_text("name,type,identifiers,aliases\n" + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def test_knowledge_joins_what_is_there(warehouse: Location, tmp_path: Path) -> None:
    """Articles from before the table must join those after, and a second load adds nothing."""
    file = known(tmp_path, "Dr Mara Voss,person,Q7,Mara Voss")
    assert load_knowledge(warehouse, file, WAIT) == (1, 1, 1, (("Mara Voss", "Dr Mara Voss"),))
    assert load_knowledge(warehouse, file, WAIT) == (1, 0, 0, ())
    with open_for_reading(warehouse) as connection:
        found = connection.execute(
            "SELECT is_entity.canonical_name FROM entity_now JOIN entities AS is_entity "
            "ON is_entity.entity_id = is_entity_id WHERE entity_now.entity_id = 'mara-voss'"
        ).fetchall()
    assert found == [("Dr Mara Voss",)]


def test_a_name_of_two_known_things_joins_nothing(warehouse: Location, tmp_path: Path) -> None:
    """Without the article, the right John Smith is unknown."""
    file = known(tmp_path, "John Smith,person,Q1,", "John Smith,person,Q2,")
    assert load_knowledge(warehouse, file, WAIT).joined == 0


def test_what_was_taken_back_is_not_joined_again(warehouse: Location, tmp_path: Path) -> None:
    """A person's decision overrides the table."""
    file = known(tmp_path, "Mara Voss,person,Q7,")
    load_knowledge(warehouse, file, WAIT)
    (join_id,) = joins_frame(warehouse, WAIT, with_undone=False)["join_id"]
    undo_by_hand(warehouse, join_id, "another Voss", WAIT)
    assert load_knowledge(warehouse, file, WAIT).joined == 0


def test_what_is_known_is_listed_and_forgotten(warehouse: Location, tmp_path: Path) -> None:
    """Removal undoes the table's joins and no others, and a new load restores these."""
    file = known(tmp_path, "Dr Mara Voss,person,Q7,Mara Voss", "Ann Lund,person,mine:3,", "Ann Lund,person,mine:4,")
    load_knowledge(warehouse, file, WAIT)
    told = known_frame(warehouse, WAIT)
    assert told.select("name", "joined").rows() == [("Ann Lund", 0), ("Ann Lund", 0), ("Dr Mara Voss", 1)]
    voss = told.filter(told["joined"] == 1)["entity_id"][0]
    join(warehouse, "smith-one", voss)
    assert remove_knowledge(warehouse, ["dr mara voss", "mine:4"], None, WAIT) == (2, 1)
    assert known_frame(warehouse, WAIT)["identifiers"].to_list() == [["mine:3"]]
    assert now_is(warehouse)["mara-voss"] == "mara-voss"
    assert now_is(warehouse)["smith-one"] == voss
    assert load_knowledge(warehouse, file, WAIT).joined == 1
    assert remove_knowledge(warehouse, [], "known.csv", WAIT) == (3, 1)


def test_a_run_reads_by_what_is_known(warehouse: Location, tmp_path: Path) -> None:
    """A name of the table is its entity from the first article on; an empty table makes no file."""
    run = Run(stamp(), NOW, (), "command", warehouse, Settings())
    with write_knowledge(run) as without:
        assert without is None
    load_knowledge(warehouse, known(tmp_path, "Dr Mara Voss,person,Q7,Mara Voss"), WAIT)
    with write_knowledge(run) as file:
        assert file is not None
        (one,) = read_pages([unread(page())], InProcess(), knowledge_file=file)
    assert not Path(file).exists()
    assert isinstance(one, ReadPage)
    (voss,) = (entity for entity in one.resolution.entities if "Voss" in entity.canonical_name)
    assert (voss.canonical_name, dict(voss.identifiers)) == ("Dr Mara Voss", {"wikidata": "Q7"})


@pytest.mark.parametrize(
    ("given", "file", "complaint"),
    [
        (["Nobody"], None, "'Nobody' names 0 things"),
        (["Ann Lund"], None, "names 2 things of the knowledge table; give an identifier, one of mine:3, mine:4"),
        ([], "other.csv", "no thing was last loaded from 'other.csv'"),
    ],
)
def test_what_names_no_one_thing_is_not_forgotten(
    warehouse: Location, tmp_path: Path, given: list[str], file: str | None, complaint: str
) -> None:
    """Removal of the wrong Ann Lund would show nowhere."""
    load_knowledge(warehouse, known(tmp_path, "Ann Lund,person,mine:3,", "Ann Lund,person,mine:4,"), WAIT)
    with pytest.raises(UsageError, match=complaint):
        remove_knowledge(warehouse, given, file, WAIT)
    assert known_frame(warehouse, WAIT).height == 2
