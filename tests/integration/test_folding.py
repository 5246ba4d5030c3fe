"""Folding of states: fewer rows, and the same answers."""

from datetime import timedelta

from hearsay.warehouse.connection import open_for_reading, open_for_writing
from hearsay.warehouse.folding import fold_states
from hearsay.warehouse.migrate import prepare_warehouse
from hearsay.warehouse.subjects import SUBJECTS
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


def test_folded_states_show_the_same_rows(tmp_path):
    """A page that is seen every day would otherwise add a row a day for ever."""
    path = tmp_path / "w.duckdb"
    prepare_warehouse(path, NOON)
    for day in range(4):
        publish(path, [page(seen_at=NOON + timedelta(days=day))], run=f"run-{day}")
    before, rows = shown(path), states(path)
    assert rows["facts.article_sightings"] == 3
    with open_for_writing(path) as connection:
        assert fold_states(connection) == sum(rows.values()) - sum(count > 0 for count in rows.values())
        assert fold_states(connection) == 0
    assert shown(path) == before
    assert set(states(path).values()) == {0, 1}
    publish(path, [page(seen_at=NOON + timedelta(days=9))], run="run-9")
    with open_for_reading(path) as connection:
        assert connection.execute("SELECT last_seen_at FROM articles").fetchall() == [(NOON + timedelta(days=9),)]
