"""The indexes beside a warehouse: the columns that have one, and look-ups of rows by id."""

from collections.abc import Collection
from pathlib import Path

import duckdb
import polars as pl

from hearsay.warehouse.connection import warehouse_of
from hearsay.warehouse.key_index import KeyIndex
from hearsay.warehouse.location import Location, companion
from hearsay.warehouse.statements import fill_sql, identifier, rows_with_numbers
from hearsay.warehouse.subjects import SUBJECTS, Subject, current_rows

_COLUMNS: dict[str, tuple[str, str, str, bool]] = {
    "texts": ("facts.article_bands", "band_hash", "version_number", False),
    "stories": ("facts.story_keys", "key_hash", "version_number", False),
    "claims": ("facts.claim_bands", "band_hash", "claim_number", False),
    "captures": ("facts.captures", "capture_id", "capture_number", True),
    "addresses": ("facts.captures", "url", "capture_number", True),
    "articles": ("facts.articles", "version_id", "version_number", True),
    "versions": ("facts.articles", "article_id", "version_number", True),
    "entities": ("facts.entities", "entity_id", "entity_number", True),
    "joins": ("entity_joins", "from_entity_id", "join_number", True),
    "story_ids": ("decisions.stories", "story_id", "story_number", True),
    "story_members": ("decisions.story_members", "story_id", "state_number", True),
    "copies": ("decisions.copies", "copy_of", "state_number", True),
    "validators": ("facts.validators", "url", "validator_number", True),
    "inputs": ("inputs", "given", "ledger_number", True),
    "input_captures": ("inputs", "capture_id", "ledger_number", True),
    "input_versions": ("inputs", "version_id", "ledger_number", True),
}
"""Table, column, number, and whether the column holds texts, by the name of the index."""

_ID_INDEX = {"stories": "story_ids"}
"""Name of the index of a subject's ids, where it is not the name of the subject."""


def index_of(connection: duckdb.DuckDBPyConnection, name: str) -> KeyIndex:
    """Return an index of the warehouse by its name. Raises KeyError for a name without an index."""
    table, column, number, is_text = _COLUMNS[name]
    return KeyIndex(index_folder(warehouse_of(connection)) / name, table, column, number, is_text)


def index_folder(warehouse: Location) -> Path:
    """Return the folder of the indexes of a warehouse."""
    return companion(warehouse, ".keys")


def stored_rows(connection: duckdb.DuckDBPyConnection, subject: Subject, ids: pl.Series) -> pl.DataFrame:
    """Return number and id of the rows of a subject with one of these ids, under the names of their columns.

    Args:
        connection: The warehouse, before the transaction has inserted rows of the subject.
        subject: The subject.
        ids: Ids to look up: cells of the first column of the key.
    """
    (key,) = subject.table.key
    numbers = index_of(connection, _ID_INDEX.get(subject.table.name, subject.table.name)).find_texts(connection, ids)
    return rows_with(connection, subject, key, ids, numbers).select(subject.number, key)


def rows_with(
    connection: duckdb.DuckDBPyConnection, subject: Subject, column: str, texts: pl.Series, numbers: list[int]
) -> pl.DataFrame:
    """Return the first rows with these numbers whose cell in `column` is one of these texts: number and column."""
    schema = {subject.number: pl.Int64, column: pl.String}
    if not numbers:
        return pl.DataFrame(schema=schema)
    sql = "SELECT {{number}}, {{column}} FROM {{rows}}"
    rows = connection.sql(
        fill_sql(
            sql,
            number=identifier(subject.number),
            column=identifier(column),
            rows=rows_with_numbers(subject.first.name, subject.number, numbers),
        )
    ).pl()
    return rows.filter(pl.col(column).is_in(texts.implode())).cast(schema)  # type: ignore[arg-type]


def subject_rows(
    connection: duckdb.DuckDBPyConnection, name: str, ids: pl.Series, columns: Collection[str] | None = None
) -> pl.DataFrame:
    """Return the current rows of captures, articles, entities, stories or validators with one of these ids.

    Args:
        connection: The warehouse, before the transaction has inserted rows of the subject.
        name: The subject's table.
        ids: Ids to look up.
        columns: Columns of the rows; None returns all.
    """
    subject = SUBJECTS[name]
    numbers = stored_rows(connection, subject, ids)[subject.number].to_list()
    return connection.sql(current_rows(subject, numbers, columns)).pl()
