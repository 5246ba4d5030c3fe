"""Publication of a gathering in one transaction: look-up keys, copies, stories, claim groups and their counts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import duckdb
import polars as pl

from hearsay.warehouse.connection import transaction, tried_again
from hearsay.warehouse.facts import FACTS, own_columns
from hearsay.warehouse.neighbours import State, gathering_state
from hearsay.warehouse.numbers import take_numbers
from hearsay.warehouse.publish import add_checks
from hearsay.warehouse.schema import TABLES
from hearsay.warehouse.statements import column_list, id_list, identifier, load_sql
from hearsay.warehouse.writing import merge_rows, new_values

_OF_VERSIONS = ("article_bands", "story_keys", "article_profiles")


@dataclass(frozen=True, slots=True)
class Gathering:
    """The result of gathering. `rows` are frames of GATHERED_TABLES, without the counts of stories and groups.

    `copies` has the columns version_id, copy_of and copy_similarity; `story_of` version_id and story_id; `group_of`
    claim_id and claim_group_id; `merged` story_id and merged_into. `state` is the gathering state at the
    time of reading the warehouse. `known_groups` has claim_group_id, claim_group_number and claim_number of claims of
    the warehouse; without a number the claim is alone in its group. `readings` are the readings that are linked.
    """

    run_id: str
    state: State
    readings: Sequence[int]
    rows: Mapping[str, pl.DataFrame]
    copies: pl.DataFrame
    story_of: pl.DataFrame
    group_of: pl.DataFrame
    merged: pl.DataFrame
    known_groups: pl.DataFrame
    checks: pl.DataFrame
    gathered_at: datetime


@tried_again
def publish_gathering(connection: duckdb.DuckDBPyConnection, gathering: Gathering) -> bool:
    """Publish the whole gathering in one transaction.

    Returns:
        False, without a change, if another run has gathered since the warehouse was read.
    """
    with transaction(connection):
        if gathering_state(connection) != gathering.state:
            return False
        for name in _OF_VERSIONS:
            _add_keys(connection, name, gathering.rows[name])
        merge_rows(connection, TABLES["stories"], gathering.rows["stories"])
        _set(connection, "articles", "version_id", gathering.copies)
        _set(connection, "articles", "version_id", gathering.story_of)
        _merge(connection, gathering)
        _sum_stories(
            connection, [*gathering.story_of["story_id"], *gathering.merged["merged_into"]], gathering.run_id
        )
        _link_claims(connection, gathering)
        add_checks(connection, gathering.checks)
    return True


def _set(connection: duckdb.DuckDBPyConnection, table: str, key: str, frame: pl.DataFrame) -> None:
    """Update the rows of a table from a frame, matched by the key."""
    if frame.is_empty():
        return
    columns = ", ".join(f"{name} = fresh.{name}" for name in frame.columns if name != key)
    connection.register("fresh", frame)
    try:
        connection.execute(f"UPDATE {table} SET {columns} FROM fresh WHERE {table}.{key} = fresh.{key}")  # noqa: S608
    finally:
        connection.unregister("fresh")


def _merge(connection: duckdb.DuckDBPyConnection, gathering: Gathering) -> None:
    for gone, kept in gathering.merged.iter_rows():
        connection.execute("UPDATE articles SET story_id = ? WHERE story_id = ?", [kept, gone])
        connection.execute(
            "UPDATE stories SET merged_into = ?, merged_at = ? WHERE story_id = ?",
            [kept, gathering.gathered_at, gone],
        )


def _add_keys(connection: duckdb.DuckDBPyConnection, name: str, frame: pl.DataFrame) -> None:
    """Append look-up rows of article versions, with their numbers."""
    if frame.is_empty():
        return
    table = FACTS[f"facts.{name}"]
    connection.register("keyed", frame)
    try:
        connection.execute(
            load_sql(
                "append_keys",
                table=identifier(name),
                columns=column_list("keyed", *own_columns(table)),
                versions=id_list(frame["version_id"].unique()),
            )
        )
    finally:
        connection.unregister("keyed")


def _link_claims(connection: duckdb.DuckDBPyConnection, gathering: Gathering) -> None:
    """Append the look-up rows and group members of the claims, and mark their readings as linked."""
    number = take_numbers(connection, 1)
    connection.register("group_of", gathering.group_of)
    connection.register("known_groups", gathering.known_groups)
    connection.register("keyed", gathering.rows["claim_bands"])
    readings = id_list(gathering.readings)
    try:
        connection.execute(load_sql("number_claims", readings=readings))
        connection.execute(load_sql("append_claim_bands"))
        connection.execute(load_sql("widen_groups"), {"first": _group_numbers(connection, gathering)})
        connection.execute(load_sql("append_groups"), {"run_id": gathering.run_id})
        connection.execute(load_sql("append_members"))
        connection.execute(
            load_sql("append_gathered", readings=readings), {"number": number, "run_id": gathering.run_id}
        )
        connection.execute("DROP TABLE numbered; DROP TABLE widened")
    finally:
        for name in ("group_of", "known_groups", "keyed"):
            connection.unregister(name)


def _group_numbers(connection: duckdb.DuckDBPyConnection, gathering: Gathering) -> int:
    """Take a number for each group that may become a group of several claims."""
    return take_numbers(connection, gathering.group_of["claim_group_id"].n_unique())


def _sum_stories(connection: duckdb.DuckDBPyConnection, story_ids: Iterable[str], run_id: str) -> None:
    """Write the dates and counts of stories from their articles."""
    touched = pl.DataFrame({"id": sorted(set(story_ids))}, schema={"id": pl.String})
    if touched.is_empty():
        return
    table = TABLES["stories"]
    connection.register("touched", touched)
    try:
        sums = connection.execute(load_sql("sum_stories"), {"run_id": run_id}).pl()
    finally:
        connection.unregister("touched")
    merge_rows(connection, table, sums, new_values(table, "run_id"))
