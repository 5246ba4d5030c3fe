"""What the warehouse knows already, asked before work is done on a page."""

from collections.abc import Iterable
from typing import NamedTuple

import duckdb
import polars as pl


class KnownCapture(NamedTuple):
    """A capture that an earlier run judged: what came of it, and by which versions."""

    outcome: str
    reason: str
    version_id: str | None
    extractor_version: str
    reader_version: str


def known_captures(connection: duckdb.DuckDBPyConnection, capture_ids: Iterable[str]) -> dict[str, KnownCapture]:
    """capture_id → what is known, for those of the given ids that are in the warehouse."""
    rows = _matching(
        connection,
        "SELECT capture_id, outcome, reason, version_id, extractor_version, reader_version "
        "FROM captures SEMI JOIN asked ON captures.capture_id = asked.id",
        capture_ids,
    )
    return {row[0]: KnownCapture(*row[1:]) for row in rows}


def known_versions(connection: duckdb.DuckDBPyConnection, version_ids: Iterable[str]) -> dict[str, str]:
    """version_id → the reader version that read it last, for those of the given ids that are in the warehouse."""
    rows = _matching(
        connection,
        "SELECT version_id, reader_version FROM articles SEMI JOIN asked ON articles.version_id = asked.id",
        version_ids,
    )
    return {version_id: reader_version for version_id, reader_version in rows}


def _matching(connection: duckdb.DuckDBPyConnection, sql: str, ids: Iterable[str]) -> list[tuple[str, ...]]:
    connection.register("asked", pl.DataFrame({"id": list(ids)}, schema={"id": pl.String}))
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.unregister("asked")
