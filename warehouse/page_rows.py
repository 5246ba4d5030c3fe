"""The captures, article versions and entities of a chunk: new rows, and states of rows that are stored.

What is stored is looked up once, before the first row is written (StoredPages), because an index must not see rows of
a transaction that may be rolled back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import duckdb
import polars as pl

from hearsay.warehouse.indexes import index_of, rows_with, stored_rows, subject_rows
from hearsay.warehouse.readings import PageNumbers, close_readings
from hearsay.warehouse.schema import ARTICLES, CAPTURES, TABLES
from hearsay.warehouse.statements import load_sql
from hearsay.warehouse.subjects import SUBJECTS, current_rows
from hearsay.warehouse.writing import add_rows, append_states, merge_rows, new_values

Rows = Mapping[str, pl.DataFrame]

_SEEN = ("first_seen_at", "last_seen_at")
_CAPTURE = ("capture_number", "capture_id", "version_id", "last_seen_at")
_ORDER = ("version_number", "version_id", "article_id", *_SEEN, "modified_at", "loaded_at")
_ARTICLE = ("version_number", "version_id", "article_id", "first_seen_at")


@dataclass(frozen=True, slots=True)
class StoredPages:
    """The stored rows that a chunk refers to.

    `captures` and `articles` hold a few columns of current rows (_CAPTURE, _ARTICLE), `entities` numbers and ids.
    `versions` are the numbers of all versions of the articles that the chunk touches.
    """

    captures: pl.DataFrame
    articles: pl.DataFrame
    entities: pl.DataFrame
    versions: list[int]


def find_stored_pages(connection: duckdb.DuckDBPyConnection, rows: Rows, capture_ids: pl.Series) -> StoredPages:
    """Look up the stored rows of a chunk.

    Args:
        connection: The warehouse, before the first row of the transaction is written.
        rows: The frames of the chunk.
        capture_ids: Further captures that the chunk saw, or whose place in the archive it knows.
    """
    seen = pl.concat([rows["captures"]["capture_id"], capture_ids])
    captures = subject_rows(connection, "captures", seen, _CAPTURE)
    version_ids = [captures["version_id"], rows["captures"]["version_id"]]
    version_ids += [rows[name]["version_id"] for name in ("articles", "mentions", "claims")]
    articles = subject_rows(connection, "articles", pl.concat(version_ids).drop_nulls(), _ARTICLE)
    # A chunk touches the articles of its own rows, and those whose captures it saw again.
    touched = [articles["article_id"], rows["articles"]["article_id"], rows["claims"]["article_id"]]
    article_ids = pl.concat(touched).unique()
    versions = index_of(connection, "versions").find_texts(connection, article_ids)
    of_articles = rows_with(connection, SUBJECTS["articles"], "article_id", article_ids, versions)
    entity_ids = [rows["entities"]["entity_id"], rows["mentions"]["entity_id"]]
    entity_ids += [rows["claims"][name] for name in ("source_entity_id", "affiliation_entity_id")]
    return StoredPages(
        captures=captures,
        articles=articles,
        entities=stored_rows(connection, SUBJECTS["entities"], pl.concat(entity_ids).drop_nulls().unique()),
        versions=of_articles["version_number"].to_list(),
    )


def add_pages(connection: duckdb.DuckDBPyConnection, rows: Rows, stored: StoredPages) -> PageNumbers:
    """Append new captures, articles and entities, and the states of stored ones that change."""
    captures = _add_captures(connection, rows["captures"], stored)
    articles = _add_articles(connection, rows["articles"], stored)
    entities = _add_entities(connection, rows["entities"], stored)
    merge_rows(connection, TABLES["entity_links"], rows["entity_links"])
    return PageNumbers(captures, articles, entities)


def _with_stored(numbers: pl.DataFrame, stored: pl.DataFrame) -> pl.DataFrame:
    """Return numbers and ids of a chunk's rows, and of the stored rows that it only refers to."""
    return pl.concat([numbers, stored.select(numbers.columns)]).unique()


def _add_captures(connection: duckdb.DuckDBPyConnection, frame: pl.DataFrame, stored: StoredPages) -> pl.DataFrame:
    times = {
        "first_seen_at": "least(captures.first_seen_at, incoming.first_seen_at)",
        "last_seen_at": "greatest(captures.last_seen_at, incoming.last_seen_at)",
        "fetched_at": "least(captures.fetched_at, incoming.fetched_at)",  # least ignores NULL
    }
    changes = new_values(CAPTURES, "run_id", "archive_file", "archive_offset") | times
    numbers = stored.captures.select("capture_number", "capture_id")
    return _with_stored(add_rows(connection, "captures", frame, numbers, changes), numbers)


_IS_EARLIER = "incoming.first_seen_at < articles.first_seen_at"
_HAS_OTHER_VERSION = (
    "(incoming.extractor_version, incoming.reader_version) <> (articles.extractor_version, articles.reader_version)"
)
_LOSES_DATE = f"(NOT {_IS_EARLIER} AND articles.published_basis = 'feed' AND incoming.published_basis = 'none')"


def _add_articles(connection: duckdb.DuckDBPyConnection, frame: pl.DataFrame, stored: StoredPages) -> pl.DataFrame:
    """Append new article versions, and states of stored ones from their earliest capture.

    So archives can be loaded in any order. Another extractor or reader replaces the metadata of a stored version,
    with an exception: a date from a feed stays if the page itself has none, because the date is stored nowhere else.
    """
    fixed = {"version_id", *_SEEN, "capture_id", "loaded_at", "version", "is_current", "run_id"}
    # The text is the same, so the original and the story stay the same.
    fixed |= {"copy_of", "copy_similarity", "story_id"}
    changes: dict[str, str] = {}
    for name in (column.name for column in ARTICLES.columns if column.name not in fixed):
        is_taken = f"({_IS_EARLIER} OR {_HAS_OTHER_VERSION})"
        if name.startswith("published_"):
            is_taken += f" AND NOT {_LOSES_DATE}"
        changes[name] = f"CASE WHEN {is_taken} THEN incoming.{name} ELSE articles.{name} END"
    changes |= {
        "capture_id": f"CASE WHEN {_IS_EARLIER} THEN incoming.capture_id ELSE articles.capture_id END",
        "first_seen_at": "least(articles.first_seen_at, incoming.first_seen_at)",
        "last_seen_at": "greatest(articles.last_seen_at, incoming.last_seen_at)",
    }
    numbers = stored.articles.select("version_number", "version_id")
    return _with_stored(add_rows(connection, "articles", frame, numbers, changes), numbers)


def _add_entities(connection: duckdb.DuckDBPyConnection, frame: pl.DataFrame, stored: StoredPages) -> pl.DataFrame:
    changes = {
        name: f"list_sort(list_distinct(list_concat(entities.{name}, incoming.{name})))"
        for name in ("aliases", "identifiers")
    }
    changes |= {
        "first_seen_at": "least(entities.first_seen_at, incoming.first_seen_at)",
        "last_seen_at": "greatest(entities.last_seen_at, incoming.last_seen_at)",
    }
    return _with_stored(add_rows(connection, "entities", frame, stored.entities, changes), stored.entities)


def date_entities(connection: duckdb.DuckDBPyConnection, rows: Rows, stored: StoredPages) -> None:
    """Append the times of the entities of stored versions that turned out to be older. Few chunks have such versions.

    The entities get the first and the last time that a version names them.
    """
    older = rows["articles"].join(
        stored.articles.select("version_id", "version_number", pl.col("first_seen_at").alias("before")),
        on="version_id",
    )
    versions = older.filter(pl.col("first_seen_at") < pl.col("before")).select("version_number")
    if versions.is_empty():
        return
    connection.register("older_versions", versions)
    try:
        dated = connection.sql(load_sql("date_entities")).pl()
    finally:
        connection.unregister("older_versions")
    append_states(connection, "entities", dated)


def note_places(connection: duckdb.DuckDBPyConnection, places: pl.DataFrame, numbers: PageNumbers) -> None:
    """Append the places of captures in the archive, also for captures stored before or in another archive."""
    append_states(connection, "captures", places.join(numbers.captures, on="capture_id").drop("capture_id"))


def further_sightings(sightings: pl.DataFrame, rows: Rows, stored: StoredPages) -> pl.DataFrame:
    """Return capture_id, first_at and last_at of the sightings that the chunk's own rows do not show.

    The rows of a new article show the only sighting of its new capture. A chunk of new pages has no further sighting.
    """
    times = sightings.group_by("capture_id").agg(
        pl.col("seen_at").min().alias("first_at"), pl.col("seen_at").max().alias("last_at")
    )
    is_of_article = pl.col("capture_id").is_in(rows["articles"]["capture_id"].implode())
    is_known = pl.col("capture_id").is_in(stored.captures["capture_id"].implode())
    is_row = pl.col("capture_id").is_in(rows["captures"]["capture_id"].implode())
    return times.filter(~is_of_article | (is_known & is_row) | (pl.col("first_at") != pl.col("last_at"))).sort(
        "capture_id"
    )


def note_sightings(
    connection: duckdb.DuckDBPyConnection,
    sightings: pl.DataFrame,
    rows: Rows,
    stored: StoredPages,
    numbers: PageNumbers,
) -> None:
    """Append the times at which captures, and the article versions from them, were seen again."""
    if sightings.is_empty():
        return
    append_states(
        connection,
        "captures",
        sightings.join(numbers.captures, on="capture_id"),
        {
            "first_seen_at": "least(captures.first_seen_at, incoming.first_at)",
            "last_seen_at": "greatest(captures.last_seen_at, incoming.last_at)",
        },
    )
    # The capture's own last time, not only the time of this sighting: a capture that a rebuild reads again may have
    # been seen since.
    shown = ("capture_id", "version_id", "last_seen_at")
    captures = (
        pl.concat([frame.select(shown) for frame in (rows["captures"], stored.captures)])
        .group_by("capture_id", maintain_order=True)
        .agg(pl.col("version_id").first(), pl.col("last_seen_at").max())
    )
    seen = (
        sightings.join(captures, on="capture_id")
        .select("version_id", pl.max_horizontal("last_at", "last_seen_at").alias("last_seen_at"))
        .group_by("version_id")
        .max()
        .join(numbers.articles, on="version_id")
    )
    append_states(
        connection,
        "articles",
        seen,
        {"last_seen_at": "greatest(articles.last_seen_at, incoming.last_seen_at)"},
    )


def settle_versions(
    connection: duckdb.DuckDBPyConnection, stored_versions: list[int], numbers: PageNumbers, published_at: datetime
) -> None:
    """Settle which versions of the chunk's articles are current, and close or reopen their readings.

    Args:
        connection: The warehouse.
        stored_versions: Numbers of the versions that were stored before.
        numbers: Numbers of the chunk's versions.
        published_at: Time for closed readings.
    """
    versions = sorted({*stored_versions, *numbers.articles["version_number"]})
    rows = current_rows(SUBJECTS["articles"], versions, _ORDER)
    append_states(connection, "articles", connection.sql(load_sql("number_versions", articles=rows)).pl())
    close_readings(connection, versions, published_at)
