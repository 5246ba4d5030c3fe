"""Integrity checks of a warehouse: keys, references, counts, spans and versions, with a SELECT for each check."""

from collections.abc import Iterator
from typing import NamedTuple

import duckdb

from hearsay.warehouse.facts import DECISIONS, FACTS
from hearsay.warehouse.schema import OUTCOMES, TABLES, Table


class Flaw(NamedTuple):
    """An integrity check. `sql` selects a text for each fault, `advice` gives the next action."""

    name: str
    sql: str
    advice: str


class Finding(NamedTuple):
    """The result of a check: the number of faults, and the first of them as an example."""

    name: str
    wrong: int
    example: str | None
    advice: str


_ALL = {**TABLES, **FACTS, **DECISIONS}

_REPAIR = "restore the file from a copy, or ingest its pages into a new warehouse"


def find_flaws(connection: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    """Yield the result of each check. The columns come first, because other checks need the columns of the schema."""
    columns = _wrong_columns(connection)
    advice = "another program changed the file; restore it from a copy"
    yield Finding("columns match the schema", len(columns), columns[0] if columns else None, advice)
    if columns:
        return
    for flaw in (*_key_flaws(), *_reference_flaws(), *_FLAWS):
        counted = connection.execute(f"SELECT count(*), min(wrong) FROM ({flaw.sql})").fetchone()  # noqa: S608 - statements of this module
        count, example = counted or (0, None)
        yield Finding(flaw.name, count, example, flaw.advice)


def _wrong_columns(connection: duckdb.DuckDBPyConnection) -> list[str]:
    rows = connection.execute(
        "SELECT CASE schema_name WHEN 'main' THEN table_name ELSE schema_name || '.' || table_name END AS name, "
        "list(column_name ORDER BY column_index) FROM duckdb_columns() WHERE NOT internal GROUP BY name"
    ).fetchall()
    stored = {name: set(columns) for name, columns in rows}
    return [
        f"{table.name}: {', '.join(sorted(missing)) if table.name in stored else 'no such table'}"
        for table in _ALL.values()
        if (missing := {column.name for column in table.stored_columns} - stored.get(table.name, set()))
    ]


def _key_flaws() -> Iterator[Flaw]:
    for table in _ALL.values():
        key = ", ".join(table.key)
        sql = (
            f"SELECT concat_ws('/', '{table.name}', {key}) AS wrong FROM {table.name} "  # noqa: S608 - names of the schema
            f"GROUP BY {key} HAVING count(*) > 1"
        )
        yield Flaw(f"{table.name}: keys are unique", sql, _REPAIR)


def _reference_flaws() -> Iterator[Flaw]:
    # A view joins its rows, so that a row without its target does not show: the facts are checked instead.
    for table in (table for table in _ALL.values() if not table.is_view):
        for column, target in table.references:
            sql = _dangling(table, column, _ALL[target])
            yield Flaw(f"{table.name}.{column} refers to a row of {target}", sql, _REPAIR)


def _dangling(table: Table, column: str, target: Table) -> str:
    key = column.removeprefix("source_").removeprefix("affiliation_") if column.endswith("_number") else target.key[0]
    return (
        f"SELECT {column} AS wrong FROM {table.name} AS child WHERE {column} IS NOT NULL AND NOT EXISTS ("  # noqa: S608 - names of the schema
        f"SELECT 1 FROM {target.name} AS target WHERE target.{key} = child.{column})"
    )


def _claim_part(role: str) -> Flaw:
    cut = f'list_transform({role}_spans, lambda span: text[span."start" + 1:span."end"])'
    sql = (
        f"SELECT claim_id AS wrong FROM claims JOIN articles USING (version_id) "  # noqa: S608 - a column of the schema
        f"WHERE len({role}_spans) > 0 AND list_aggregate({cut}, 'string_agg', ' … ') IS DISTINCT FROM {role}_text"
    )
    return Flaw(f"claims: {role}_text is the text at {role}_spans", sql, _REPAIR)


def _claim_phrase(name: str) -> Flaw:
    sql = (
        f"SELECT claim_id AS wrong FROM claims JOIN articles USING (version_id) "  # noqa: S608 - a column of the schema
        f"WHERE {name}_text IS NOT NULL AND text[{name}_start_char + 1:{name}_end_char] IS DISTINCT FROM {name}_text"
    )
    return Flaw(f"claims: {name}_text is the text at its span", sql, _REPAIR)


_SUMS = " OR ".join(
    f"inputs_{outcome} <> coalesce(list_sum(list_transform(o, lambda x: (x = '{outcome}')::INT)), 0)"
    for outcome in OUTCOMES
)

_FLAWS = (
    Flaw(
        "mentions: mention_text is the text at its span",
        "SELECT mention_id AS wrong FROM mentions JOIN articles USING (version_id) "
        "WHERE text[start_char + 1:end_char] IS DISTINCT FROM mention_text",
        _REPAIR,
    ),
    _claim_part("source"),
    _claim_part("cue"),
    _claim_part("content"),
    _claim_phrase("source_role"),
    _claim_phrase("affiliation"),
    Flaw(
        "articles: text_sha256 is the hash of the text",
        "SELECT version_id AS wrong FROM articles WHERE sha256(text) <> text_sha256",
        _REPAIR,
    ),
    Flaw(
        "articles: each article has one current version",
        # An article that a rebuild did not find again has neither a current version nor a capture.
        "SELECT article_id AS wrong FROM articles "
        "LEFT JOIN (SELECT DISTINCT version_id, true AS has_capture FROM captures) AS capture USING (version_id) "
        "GROUP BY article_id HAVING count(*) FILTER (is_current) > 1 "
        "OR (count(*) FILTER (is_current) = 0 AND bool_or(coalesce(has_capture, false)))",
        "ingest a page of that article again: publication numbers its versions again",
    ),
    Flaw(
        "claims: open in the current version and reading, closed in others",
        "SELECT claim_id AS wrong FROM claims JOIN articles USING (version_id) "
        "WHERE (closed_at IS NULL) <> (is_current AND claims.reader_version = articles.reader_version)",
        "ingest a page of that article again: publication closes and reopens its claims",
    ),
    Flaw(
        "runs: the counts match the ledger",
        "SELECT run_id AS wrong FROM runs LEFT JOIN (SELECT run_id, list(outcome) AS o FROM inputs GROUP BY run_id) "  # noqa: S608 - outcomes of the schema
        f"USING (run_id) WHERE {_SUMS}",
        _REPAIR,
    ),
    Flaw(
        "runs: rows extracted = loaded + quarantined",
        "SELECT run_id AS wrong FROM runs WHERE rows_extracted <> rows_loaded + rows_quarantined",
        _REPAIR,
    ),
)
