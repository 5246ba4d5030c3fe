"""Publication of a gathering in one transaction: look-up keys, copies, stories, claim groups, counts and joins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import duckdb
import polars as pl

from hearsay.warehouse.connection import transaction, tried_again
from hearsay.warehouse.facts import FACTS
from hearsay.warehouse.indexes import stored_rows
from hearsay.warehouse.neighbours import State, gathering_state, story_members, versions_of_readings
from hearsay.warehouse.numbers import take_numbers
from hearsay.warehouse.publish import add_checks
from hearsay.warehouse.schema import INSTANT, STORIES, empty_frame
from hearsay.warehouse.statements import Fragment, load_sql, number_list
from hearsay.warehouse.story_joins import Decide, join_in_stories
from hearsay.warehouse.subjects import SUBJECTS, current_rows
from hearsay.warehouse.writing import add_rows, append_states, insert_rows, new_values

_OF_VERSIONS = ("article_bands", "story_keys", "article_profiles")


@dataclass(frozen=True, slots=True)
class Gathering:
    """The result of gathering. `rows` are frames of GATHERED_TABLES, without the counts of stories and groups.

    `copies` has the columns version_id, copy_of and copy_similarity; `story_of` version_id and story_id; `group_of`
    claim_id and claim_group_id; `merged` story_id and merged_into. `state` is the gathering state at the
    time of reading the warehouse. `known_groups` has claim_group_id, claim_group_number and claim_number of claims of
    the warehouse; without a number the claim is alone in its group. `readings` are the readings that are linked.
    `join_persons` decides which persons of a story are joined.
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
    join_persons: Decide


@tried_again
def publish_gathering(connection: duckdb.DuckDBPyConnection, gathering: Gathering) -> bool:
    """Publish the whole gathering in one transaction.

    Returns:
        False, without a change, if another run has gathered since the warehouse was read.
    """
    with transaction(connection):
        if gathering_state(connection) != gathering.state:
            return False
        stored = _find_stored(connection, gathering)
        for name in _OF_VERSIONS:
            _add_keys(connection, name, gathering.rows[name], stored.articles)
        append_states(connection, "articles", _numbered(gathering.copies, stored.articles))
        members = _place_articles(connection, gathering, stored)
        _link_claims(connection, gathering)
        join_in_stories(connection, members, gathering.join_persons, gathering.gathered_at)
        add_checks(connection, gathering.checks)
    return True


@dataclass(frozen=True, slots=True)
class _Stored:
    """Rows that a gathering refers to: numbers and ids of article versions and stories, and members of the stories.

    `members` has version_number and story_id, also of the stories of articles that were read again.
    """

    articles: pl.DataFrame
    stories: pl.DataFrame
    members: pl.DataFrame


def _find_stored(connection: duckdb.DuckDBPyConnection, gathering: Gathering) -> _Stored:
    """Look up the stored rows, before the first row of the transaction is written."""
    versions = [gathering.rows[name]["version_id"] for name in _OF_VERSIONS]
    versions += [gathering.copies["version_id"], gathering.story_of["version_id"]]
    stories = [gathering.rows["stories"]["story_id"], gathering.story_of["story_id"]]
    stories += [gathering.merged["story_id"], gathering.merged["merged_into"]]
    story_ids = pl.concat(stories).unique()
    read = versions_of_readings(connection, gathering.readings)
    of_read = connection.sql(current_rows(SUBJECTS["articles"], read, {"version_number", "story_id"})).pl()
    all_ids = pl.concat([story_ids, of_read["story_id"].drop_nulls()]).unique()
    return _Stored(
        articles=stored_rows(connection, SUBJECTS["articles"], pl.concat(versions).unique()),
        stories=stored_rows(connection, SUBJECTS["stories"], story_ids),
        members=story_members(connection, all_ids),
    )


def _numbered(frame: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Return a frame with version_number in place of version_id."""
    return frame.join(articles, on="version_id").drop("version_id")


def _add_keys(connection: duckdb.DuckDBPyConnection, name: str, frame: pl.DataFrame, articles: pl.DataFrame) -> None:
    """Append look-up rows of article versions, with their numbers."""
    insert_rows(connection, FACTS[f"facts.{name}"], _numbered(frame, articles))


def _place_articles(connection: duckdb.DuckDBPyConnection, gathering: Gathering, stored: _Stored) -> pl.DataFrame:
    """Append the stories of articles, and the dates and counts of the stories that change.

    Returns:
        The members of all stories: version_number and story_id.
    """
    placed = _numbered(gathering.story_of, stored.articles).select("version_number", "story_id")
    members = pl.concat([stored.members.join(placed, on="version_number", how="anti"), placed])
    for gone, kept in gathering.merged.iter_rows():
        members = members.with_columns(story_id=pl.col("story_id").replace({gone: kept}))
    moved = members.join(stored.members, on=["version_number", "story_id"], how="anti")
    append_states(connection, "articles", moved)
    changed = {*gathering.story_of["story_id"], *gathering.merged["merged_into"]}
    sums = _sum_stories(connection, members.filter(pl.col("story_id").is_in(changed)), gathering.run_id)
    emptied = gathering.rows["stories"].join(sums, on="story_id", how="anti")
    stories = add_rows(
        connection,
        "stories",
        pl.concat([sums, emptied.select(sums.columns)]),
        stored.stories,
        new_values(STORIES, "run_id"),
    )
    merges = gathering.merged.with_columns(merged_at=pl.lit(gathering.gathered_at, INSTANT))
    numbers = pl.concat([stored.stories, stories.select(stored.stories.columns)]).unique()
    append_states(connection, "stories", merges.join(numbers, on="story_id").drop("story_id"))
    return members


def _sum_stories(connection: duckdb.DuckDBPyConnection, members: pl.DataFrame, run_id: str) -> pl.DataFrame:
    """Return the rows of stories with the dates and counts of their articles.

    Args:
        connection: The warehouse.
        members: All articles of the stories: version_number and story_id.
        run_id: The run of the gathering.
    """
    if members.is_empty():
        return empty_frame(STORIES)
    subject = SUBJECTS["articles"]
    columns = set(subject.column_names) - {"text", "removed", "tags", "authors", "story_id"}
    rows = current_rows(subject, members["version_number"].to_list(), columns)
    connection.register("members", members)
    try:
        articles = Fragment(load_sql("appearances", articles=rows))
        return connection.sql(load_sql("sum_stories", articles=articles), params={"run_id": run_id}).pl()
    finally:
        connection.unregister("members")


def _link_claims(connection: duckdb.DuckDBPyConnection, gathering: Gathering) -> None:
    """Append the look-up rows and group members of the claims, and mark their readings as linked."""
    number = take_numbers(connection, 1)
    connection.execute("INSERT INTO decisions.gatherings VALUES (?, ?)", [number, gathering.run_id])
    connection.register("group_of", gathering.group_of)
    connection.register("known_groups", gathering.known_groups)
    connection.register("keyed", gathering.rows["claim_bands"])
    readings = number_list(gathering.readings)
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
