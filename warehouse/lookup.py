"""What the warehouse knows already, asked before work is done on a page."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import duckdb
import polars as pl

from hearsay.warehouse.schema import OUTCOMES, TABLES, table_row_ids

LEFT_OUT = ("out_of_range", "undated")
"""Why inputs are left out by a range of time."""


class KnownCapture(NamedTuple):
    """A capture that was judged already: what came of it, by what it was judged, in which run, since when."""

    outcome: str
    reason: str
    version_id: str | None
    made_by: tuple[str, str]
    run_id: str
    first_seen_at: datetime


class KnownPage(NamedTuple):
    """What an address gave when last fetched: what its server can be asked by, and what came of the capture."""

    final_url: str
    etag: str | None
    last_modified: str | None
    capture_id: str
    capture: KnownCapture


class Had(NamedTuple):
    """What an earlier run of the same backfill had of an address: how its input ended, and its capture."""

    outcome: str
    reason: str
    capture_id: str | None
    version_id: str | None
    seen_at: datetime | None


class KnownVersion(NamedTuple):
    """An article version that is there already: by which extractor and reader, from which run, since when."""

    made_by: tuple[str, str]
    run_id: str
    first_seen_at: datetime


def known_captures(connection: duckdb.DuckDBPyConnection, capture_ids: Iterable[str]) -> dict[str, KnownCapture]:
    """capture_id → what is known, for those of the given ids that are in the warehouse."""
    rows = _matching(
        connection,
        "SELECT capture_id, outcome, reason, version_id, extractor_version, reader_version, run_id, first_seen_at "
        "FROM captures SEMI JOIN asked ON captures.capture_id = asked.id",
        capture_ids,
    )
    return {row[0]: KnownCapture(row[1], row[2], row[3], (row[4], row[5]), *row[6:]) for row in rows}


def known_pages(
    connection: duckdb.DuckDBPyConnection, urls: Iterable[str], made_by: tuple[str, str]
) -> dict[str, KnownPage]:
    """url → what is known, for those whose server can be asked whether they have changed.

    Left out are pages that failed and those that another extractor or reader than `made_by` judged: they must be had
    again, whole.
    """
    rows = _matching(
        connection,
        "SELECT validators.url, validators.final_url, etag, last_modified_text, capture_id, "
        "outcome, reason, version_id, captures.run_id, first_seen_at "
        "FROM validators SEMI JOIN asked ON validators.url = asked.id JOIN captures USING (capture_id) "
        "WHERE coalesce(etag, last_modified_text) IS NOT NULL AND outcome <> 'failed' "
        "AND extractor_version = ? AND reader_version = ?",
        urls,
        made_by,
    )
    return {
        url: KnownPage(final_url, etag, modified, capture_id, KnownCapture(outcome, reason, version, made_by, *rest))
        for url, final_url, etag, modified, capture_id, outcome, reason, version, *rest in rows
    }


def had_before(
    connection: duckdb.DuckDBPyConnection,
    backfill_id: str,
    urls: Iterable[str],
    made_by: tuple[str, str],
    *,
    with_finished: bool,
) -> dict[str, Had]:
    """url → what earlier runs of a backfill had of it, by the same extractor and reader; not what failed.

    Without the finished ones, runs since the last that finished count alone: those that were killed.
    """
    rows = _matching(
        connection,
        "SELECT given, arg_max(ROW(inputs.outcome, inputs.reason, capture_id, inputs.version_id, last_seen_at), "
        "runs.started_at) FROM inputs JOIN runs USING (run_id) SEMI JOIN asked ON inputs.given = asked.id "
        "LEFT JOIN captures USING (capture_id) "
        "WHERE backfill_id = ? AND runs.extractor_version = ? AND runs.reader_version = ? "
        "AND inputs.outcome <> 'failed' AND inputs.reason NOT IN ('same_address', 'out_of_range', 'undated') "
        "AND (? OR runs.started_at > (SELECT coalesce(max(started_at), '-infinity') FROM runs "
        "  WHERE backfill_id = ? AND state = 'finished')) GROUP BY given",
        urls,
        (backfill_id, *made_by, with_finished, backfill_id),
    )
    return {url: Had(*had) for url, had in rows}


def known_versions(connection: duckdb.DuckDBPyConnection, version_ids: Iterable[str]) -> dict[str, KnownVersion]:
    """version_id → what is known, for those of the given ids that are in the warehouse."""
    rows = _matching(
        connection,
        "SELECT version_id, extractor_version, reader_version, run_id, first_seen_at "
        "FROM articles SEMI JOIN asked ON articles.version_id = asked.id",
        version_ids,
    )
    return {row[0]: KnownVersion((row[1], row[2]), *row[3:]) for row in rows}


def known_keys(
    connection: duckdb.DuckDBPyConnection, asked: Mapping[str, Iterable[str]]
) -> dict[str, frozenset[str]]:
    """table → those of the keys asked for that the warehouse holds, by the first column of their key."""
    found = {}
    for name, ids in asked.items():
        key = TABLES[name].key[0]
        sql = f"SELECT DISTINCT {key} FROM {name} SEMI JOIN asked ON {name}.{key} = asked.id"  # noqa: S608 - names of our schema
        found[name] = frozenset(row[0] for row in _matching(connection, sql, ids))
    return found


def ledger_ids(
    connection: duckdb.DuckDBPyConnection, column: str, run_ids: Iterable[str], ids: Iterable[str]
) -> list[str]:
    """Those of the given ids that stand in a column of the ledger, capture_id or version_id, of one of those runs."""
    runs = list(run_ids)
    marks = ", ".join("?" for _ in runs)
    rows = _matching(
        connection,
        f"SELECT DISTINCT {column} FROM inputs SEMI JOIN asked ON inputs.{column} = asked.id "  # noqa: S608 - our names
        f"WHERE run_id IN ({marks}) AND outcome <> 'failed'",
        ids,
        runs,
    )
    return [row[0] for row in rows]


class Problem(NamedTuple):
    """An input that gave no article."""

    given: str
    outcome: str
    reason: str
    detail: str | None


class RunSummary(NamedTuple):
    """What a run came to: `inputs` by outcome, `reasons` by (outcome, reason), rows by fate and by table."""

    run_id: str
    state: str
    seconds: float
    inputs: dict[str, int]
    reasons: list[tuple[str, str, int]]
    rows_extracted: int
    rows_loaded: int
    rows_quarantined: int
    new_rows: dict[str, int]
    checks_failed: dict[str, int]
    problems: list[Problem]
    left_out: int
    """Rejected inputs that are from outside the range of time that was asked for: no problem of theirs."""


def run_summary(connection: duckdb.DuckDBPyConnection, run_id: str) -> RunSummary:
    """The summary of a run as the warehouse has it. Raises KeyError for a run that it does not know."""
    row = connection.execute(
        "SELECT state, epoch(coalesce(finished_at, started_at)) - epoch(started_at), "
        "inputs_loaded, inputs_unchanged, inputs_duplicate, inputs_rejected, inputs_failed, "
        "rows_extracted, rows_loaded, rows_quarantined FROM runs WHERE run_id = ?",
        [run_id],
    ).fetchone()
    if row is None:
        raise KeyError(run_id)
    reasons = connection.execute(
        "SELECT outcome, reason, count(*) FROM inputs WHERE run_id = ? GROUP BY ALL ORDER BY 3 DESC, 1, 2", [run_id]
    ).fetchall()
    problems = connection.execute(
        "SELECT given, outcome, reason, detail FROM inputs "
        "WHERE run_id = ? AND outcome IN ('rejected', 'failed') AND reason NOT IN ('out_of_range', 'undated') "
        "ORDER BY input_number",
        [run_id],
    ).fetchall()
    new_rows = {name: _count(connection, name, run_id) for name in ("articles", "mentions", "entities", "claims")}
    failed = connection.execute(
        "SELECT severity, count(*) FROM checks WHERE run_id = ? AND NOT is_success GROUP BY severity", [run_id]
    ).fetchall()
    return RunSummary(
        run_id=run_id,
        state=row[0],
        seconds=row[1],
        inputs=dict(zip(OUTCOMES, row[2:7], strict=True)),
        reasons=[(outcome, reason, count) for outcome, reason, count in reasons],
        rows_extracted=row[7],
        rows_loaded=row[8],
        rows_quarantined=row[9],
        new_rows=new_rows,
        checks_failed=dict(failed),
        problems=[Problem(*problem) for problem in problems],
        left_out=sum(count for _, reason, count in reasons if reason in LEFT_OUT),
    )


def quarantined_rows(connection: duckdb.DuckDBPyConnection, *, with_released: bool = False) -> pl.DataFrame:
    """What is in quarantine, latest first: id, when, table, rule, severity, row id, run."""
    return connection.sql(
        "SELECT quarantine_id, quarantined_at, table_name, rule, severity, row_id, released_at, run_id "
        "FROM quarantine WHERE released_at IS NULL OR $with_released "
        "ORDER BY quarantined_at DESC, table_name, row_id",
        params={"with_released": with_released},
    ).pl()


def quarantined_row(connection: duckdb.DuckDBPyConnection, quarantine_id: str) -> pl.DataFrame:
    """The rows in quarantine whose id begins so, whole."""
    return connection.sql(
        "SELECT * FROM quarantine WHERE starts_with(quarantine_id, $id) ORDER BY quarantine_id",
        params={"id": quarantine_id},
    ).pl()


def unusual_checks(connection: duckdb.DuckDBPyConnection, run_id: str) -> list[tuple[str, str]]:
    """(rule, what was seen) of the checks by which a run is unlike those before it."""
    return connection.execute(
        "SELECT rule, coalesce(observed, '') FROM checks WHERE run_id = ? AND suite = 'run_history' "
        "AND NOT is_success ORDER BY rule",
        [run_id],
    ).fetchall()


def quarantined_with(connection: duckdb.DuckDBPyConnection, quarantine_ids: Iterable[str]) -> pl.DataFrame:
    """What is still in quarantine of the runs that kept these rows back, whole."""
    connection.register("asked", pl.DataFrame({"id": list(quarantine_ids)}, schema={"id": pl.String}))
    try:
        return connection.sql(
            "SELECT * FROM quarantine WHERE released_at IS NULL AND run_id IN ("
            "  SELECT run_id FROM quarantine SEMI JOIN asked ON quarantine_id = asked.id)"
            "ORDER BY quarantine_id"
        ).pl()
    finally:
        connection.unregister("asked")


def known_releases(
    connection: duckdb.DuckDBPyConnection, rows: Mapping[str, pl.DataFrame]
) -> frozenset[tuple[str, str, str]]:
    """(table, row id, rule) of what has been released from quarantine, for the rows of these frames."""
    released = connection.sql(
        "SELECT DISTINCT table_name, row_id, rule FROM quarantine WHERE released_at IS NOT NULL"
    ).pl()
    if released.is_empty():
        return frozenset()
    return frozenset(released.join(table_row_ids(rows), on=["table_name", "row_id"], how="semi").iter_rows())


def version_texts(connection: duckdb.DuckDBPyConnection, version_ids: Iterable[str]) -> dict[str, str]:
    """version_id → text, for those of the given ids that are in the warehouse."""
    sql = "SELECT version_id, text FROM articles SEMI JOIN asked ON articles.version_id = asked.id"
    return {version_id: text for version_id, text in _matching(connection, sql, version_ids)}


def _count(connection: duckdb.DuckDBPyConnection, table_name: str, run_id: str) -> int:
    sql = f"SELECT count(*) FROM {table_name} WHERE run_id = ?"  # noqa: S608 - names of our schema
    row = connection.execute(sql, [run_id]).fetchone()
    return int(row[0]) if row else 0


def _matching(
    connection: duckdb.DuckDBPyConnection, sql: str, ids: Iterable[str], parameters: Sequence[object] = ()
) -> list[tuple[Any, ...]]:
    connection.register("asked", pl.DataFrame({"id": list(ids)}, schema={"id": pl.String}))
    try:
        return connection.execute(sql, parameters).fetchall()
    finally:
        connection.unregister("asked")
