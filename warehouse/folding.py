"""Folding of states: of the states of a row only the latest counts, so the others are deleted.

Every sighting of a page, and every change of a story, appends a state. Views read the states of all rows, so the
states that no longer count cost time and space. `hearsay tidy` folds them.
"""

import duckdb

from hearsay.warehouse.connection import transaction
from hearsay.warehouse.schema import Table
from hearsay.warehouse.subjects import STATE_NUMBER, SUBJECTS, Subject


def fold_states(connection: duckdb.DuckDBPyConnection) -> int:
    """Delete the states that a later state replaced, in one transaction, and return their number."""
    with transaction(connection):
        return sum(_fold(connection, subject, states) for subject in SUBJECTS.values() for states in subject.states)


def _fold(connection: duckdb.DuckDBPyConnection, subject: Subject, states: Table) -> int:
    """Fold the states of one table. The kept rows are written again in the order of their subjects."""
    number, state = subject.number, STATE_NUMBER.name
    count, kept = connection.execute(f"SELECT count(*), count(DISTINCT {number}) FROM {states.name}").fetchone() or (  # noqa: S608 - names of the schema
        0,
        0,
    )
    if count == kept:
        return 0
    latest = f"SELECT max({state}) FROM {states.name} GROUP BY {number}"  # noqa: S608
    connection.execute(f"CREATE OR REPLACE TEMP TABLE latest AS FROM {states.name} WHERE {state} IN ({latest})")
    connection.execute(f"DELETE FROM {states.name}")  # noqa: S608
    connection.execute(f"INSERT INTO {states.name} FROM latest ORDER BY {number}")
    connection.execute("DROP TABLE latest")
    return int(count - kept)
