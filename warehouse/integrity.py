"""Whether a warehouse still holds together: keys, references, sums, spans, versions; each check is one SELECT."""

from collections.abc import Iterator
from typing import NamedTuple

import duckdb

from hearsay.warehouse.schema import OUTCOMES, TABLES, Table


class Flaw(NamedTuple):
    """What a check looks for: `sql` gives one text for each thing that is wrong, `advice` says what to do then."""

    name: str
    sql: str
    advice: str


class Finding(NamedTuple):
    """What a check came to: how many things are wrong, and the first of them."""

    name: str
    wrong: int
    example: str | None
    advice: str


_REPAIR = "restore the file from a copy, or take its pages in again into a new warehouse"


def find_flaws(connection: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    """Every check in turn, those of the columns first: where they differ, the others cannot be asked."""
    columns = _wrong_columns(connection)
    advice = "the file was changed by something other than hearsay; restore it from a copy"
    yield Finding("columns are the schema's", len(columns), columns[0] if columns else None, advice)
    if columns:
        return
    for flaw in (*_key_flaws(), *_reference_flaws(), *_FLAWS):
        counted = connection.execute(f"SELECT count(*), min(wrong) FROM ({flaw.sql})").fetchone()  # noqa: S608 - ours
        count, example = counted or (0, None)
        yield Finding(flaw.name, count, example, flaw.advice)


def _wrong_columns(connection: duckdb.DuckDBPyConnection) -> list[str]:
    found = connection.execute(
        "SELECT table_name, list(column_name ORDER BY column_index) FROM duckdb_columns() "
        "WHERE NOT internal GROUP BY table_name"
    ).fetchall()
    there = {name: set(columns) for name, columns in found}
    return [
        f"{table.name}: {', '.join(sorted(lost)) if table.name in there else 'no such table'}"
        for table in TABLES.values()
        if (lost := {column.name for column in table.columns} - there.get(table.name, set()))
    ]


def _key_flaws() -> Iterator[Flaw]:
    for table in TABLES.values():
        key = ", ".join(table.key)
        sql = (
            f"SELECT concat_ws('/', '{table.name}', {key}) AS wrong FROM {table.name} "  # noqa: S608 - names of ours
            f"GROUP BY {key} HAVING count(*) > 1"
        )
        yield Flaw(f"{table.name}: one row a key", sql, _REPAIR)


def _reference_flaws() -> Iterator[Flaw]:
    for table in TABLES.values():
        for column, target in table.references:
            yield Flaw(f"{table.name}.{column} leads to {target}", _dangling(table, column, TABLES[target]), _REPAIR)


def _dangling(table: Table, column: str, target: Table) -> str:
    return (
        f"SELECT {column} AS wrong FROM {table.name} WHERE {column} IS NOT NULL AND NOT EXISTS ("  # noqa: S608 - ours
        f"SELECT 1 FROM {target.name} AS target WHERE target.{target.key[0]} = {table.name}.{column})"
    )


def _claim_part(role: str) -> Flaw:
    cut = f'list_transform({role}_spans, lambda span: text[span."start" + 1:span."end"])'
    sql = (
        f"SELECT claim_id AS wrong FROM claims JOIN articles USING (version_id) "  # noqa: S608 - a role of ours
        f"WHERE len({role}_spans) > 0 AND list_aggregate({cut}, 'string_agg', ' … ') IS DISTINCT FROM {role}_text"
    )
    return Flaw(f"claims: the {role}'s spans, cut out of the text, are its words", sql, _REPAIR)


_SUMS = " OR ".join(
    f"inputs_{outcome} <> coalesce(list_sum(list_transform(o, lambda x: (x = '{outcome}')::INT)), 0)"
    for outcome in OUTCOMES
)

_FLAWS = (
    Flaw(
        "mentions: text[start:end] is the mention",
        "SELECT mention_id AS wrong FROM mentions JOIN articles USING (version_id) "
        "WHERE text[start_char + 1:end_char] IS DISTINCT FROM mention_text",
        _REPAIR,
    ),
    _claim_part("source"),
    _claim_part("cue"),
    _claim_part("content"),
    Flaw(
        "articles: the hash is that of the text",
        "SELECT version_id AS wrong FROM articles WHERE sha256(text) <> text_sha256",
        _REPAIR,
    ),
    Flaw(
        "articles: of each one version is current",
        # An article that a rebuild no longer found where it was has no current version, and no capture leads to it.
        "SELECT article_id AS wrong FROM articles "
        "LEFT JOIN (SELECT DISTINCT version_id, true AS is_had FROM captures) AS capture USING (version_id) "
        "GROUP BY article_id HAVING count(*) FILTER (is_current) > 1 "
        "OR (count(*) FILTER (is_current) = 0 AND bool_or(coalesce(is_had, false)))",
        "ingest a page of that article again: publication numbers its versions anew",
    ),
    Flaw(
        "claims: those of past versions are closed",
        "SELECT claim_id AS wrong FROM claims JOIN articles USING (version_id) "
        "WHERE (closed_at IS NULL) <> (is_current AND claims.reader_version = articles.reader_version)",
        "ingest a page of that article again: publication closes and reopens its claims",
    ),
    Flaw(
        "runs: the counts are those of the ledger",
        "SELECT run_id AS wrong FROM runs LEFT JOIN (SELECT run_id, list(outcome) AS o FROM inputs GROUP BY run_id) "  # noqa: S608 - outcomes of ours
        f"USING (run_id) WHERE {_SUMS}",
        _REPAIR,
    ),
    Flaw(
        "runs: rows extracted = loaded + quarantined",
        "SELECT run_id AS wrong FROM runs WHERE rows_extracted <> rows_loaded + rows_quarantined",
        _REPAIR,
    ),
)
