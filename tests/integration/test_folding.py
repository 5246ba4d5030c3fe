"""Folding of states: fewer rows, and the same answers."""

from collections.abc import Callable
from datetime import timedelta

from hearsay.warehouse.connection import open_for_reading
from hearsay.warehouse.location import Location
from hearsay.warehouse.subjects import SUBJECTS
from hearsay.warehouse.tidy import tidy_warehouse
from tests.integration.test_publish import publish
from tests.made_pages import NOON, page


def shown(path):
    """Return all rows of the subjects' views."""
    with open_for_reading(path) as connection:
        return {name: connection.execute(f"FROM {name} ORDER BY ALL").fetchall() for name in SUBJECTS}


def states(path):
    """Return the number of rows of each table of states."""
    with open_for_reading(path) as connection:
        tables = [table.name for subject in SUBJECTS.values() for table in subject.states]
        return {name: len(connection.execute(f"FROM {name}").fetchall()) for name in tables}


def test_folded_states_show_the_same_rows(make_warehouse: Callable[[], Location]) -> None:
    """A page that is seen every day would otherwise add a row a day for ever."""
    path = make_warehouse()
    for day in range(4):
        publish(path, [page(seen_at=NOON + timedelta(days=day))], run=f"run-{day}")
    before, rows = shown(path), states(path)
    assert rows["facts.article_sightings"] == 3
    folded = tidy_warehouse(path, keep_days=7, keep_files_hours=1).states_folded
    assert folded == sum(rows.values()) - sum(count > 0 for count in rows.values())
    assert tidy_warehouse(path, keep_days=7, keep_files_hours=1).states_folded == 0
    assert shown(path) == before
    assert set(states(path).values()) == {0, 1}
    publish(path, [page(seen_at=NOON + timedelta(days=9))], run="run-9")
    with open_for_reading(path) as connection:
        assert connection.execute("SELECT last_seen_at FROM articles").fetchall() == [(NOON + timedelta(days=9),)]
