"""Look-ups of known captures, pages and versions, and the summaries of runs and of the quarantine."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import duckdb
import polars as pl

from hearsay.warehouse.indexes import index_of, stored_rows, subject_rows
from hearsay.warehouse.schema import OUTCOMES, TABLES, table_row_ids
from hearsay.warehouse.statements import load_sql, number_list
from hearsay.warehouse.subjects import SUBJECTS, current_rows

LEFT_OUT = ("out_of_range", "undated")
"""Reasons of inputs that a time range excludes."""


class KnownCapture(NamedTuple):
    """A capture in the warehouse, with its outcome.

    `made_by` are the versions of the extractor and of the reader, `run_id` is the run that first saw the capture.
    """

    outcome: str
    reason: str
    version_id: str | None
    made_by: tuple[str, str]
    run_id: str
    first_seen_at: datetime


class KnownPage(NamedTuple):
    """The last capture of an address, with the ETag and Last-Modified for a conditional request."""

    final_url: str
    etag: str | None
    last_modified: str | None
    capture_id: str
    capture: KnownCapture


class EarlierOutcome(NamedTuple):
    """The outcome of an address in an earlier run of the same backfill, with its capture."""

    outcome: str
    reason: str
    capture_id: str | None
    version_id: str | None
    seen_at: datetime | None


class KnownVersion(NamedTuple):
    """An article version in the warehouse.

    `made_by` are the versions of the extractor and of the reader, `run_id` is the run that first wrote the version.
    """

    made_by: tuple[str, str]
    run_id: str
    first_seen_at: datetime


def known_captures(connection: duckdb.DuckDBPyConnection, capture_ids: Iterable[str]) -> dict[str, KnownCapture]:
    """Return the known captures among some ids, by capture_id."""
    rows = subject_rows(connection, "captures", _texts(capture_ids)).iter_rows(named=True)
    return {
        row["capture_id"]: KnownCapture(
            row["outcome"],
            row["reason"],
            row["version_id"],
            (row["extractor_version"], row["reader_version"]),
            row["run_id"],
            row["first_seen_at"],
        )
        for row in rows
    }


def known_inputs(connection: duckdb.DuckDBPyConnection, names: Iterable[str]) -> set[str]:
    """Return those of some names, such as addresses, that an earlier run had as an input."""
    asked = _texts(names)
    numbers = index_of(connection, "inputs").find_texts(connection, asked)
    rows = connection.execute(f"SELECT DISTINCT given FROM inputs WHERE ledger_number IN ({number_list(numbers)})")  # noqa: S608 - numbers
    return {name for (name,) in rows.fetchall()} & set(asked)


def known_pages(
    connection: duckdb.DuckDBPyConnection, urls: Iterable[str], made_by: tuple[str, str]
) -> dict[str, KnownPage]:
    """Return the known pages that allow a conditional request, by address.

    Failed pages, and pages of another extractor or reader than `made_by`, are left out: they need a whole fetch.
    """
    validators = subject_rows(connection, "validators", _texts(urls))
    validators = validators.filter(pl.any_horizontal(pl.col("etag", "last_modified_text").is_not_null()))
    captures = known_captures(connection, validators["capture_id"])
    return {
        row["url"]: KnownPage(row["final_url"], row["etag"], row["last_modified_text"], row["capture_id"], capture)
        for row in validators.iter_rows(named=True)
        if (capture := captures.get(row["capture_id"])) is not None
        and capture.outcome != "failed"
        and capture.made_by == made_by
    }


def earlier_outcomes(
    connection: duckdb.DuckDBPyConnection,
    backfill_id: str,
    urls: Iterable[str],
    made_by: tuple[str, str],
    *,
    with_finished: bool,
) -> dict[str, EarlierOutcome]:
    """Return the latest outcome of each address in earlier runs of a backfill, except failures.

    Args:
        connection: The warehouse.
        backfill_id: The backfill.
        urls: Addresses to look up.
        made_by: Versions of the extractor and of the reader; other runs do not count.
        with_finished: Also count finished runs. Otherwise only runs after the last finished run count: the killed
            runs.
    """
    extractor_version, reader_version = made_by
    asked = _texts(urls)
    numbers = index_of(connection, "inputs").find_texts(connection, asked)
    rows = connection.execute(
        load_sql("earlier_outcomes", numbers=number_list(numbers)),
        {
            "backfill_id": backfill_id,
            "extractor_version": extractor_version,
            "reader_version": reader_version,
            "with_finished": with_finished,
            "asked": asked.to_list(),
        },
    )
    outcomes: dict[str, tuple[str, str, str | None, str | None]] = dict(rows.fetchall())
    captures = _texts({capture_id for _, _, capture_id, _ in outcomes.values() if capture_id})
    seen = subject_rows(connection, "captures", captures, ("capture_id", "last_seen_at"))
    seen_at = dict(seen.select("capture_id", "last_seen_at").iter_rows())
    return {url: EarlierOutcome(*outcome, seen_at.get(outcome[2])) for url, outcome in outcomes.items()}


def known_versions(connection: duckdb.DuckDBPyConnection, version_ids: Iterable[str]) -> dict[str, KnownVersion]:
    """Return the known article versions among some ids, by version_id."""
    columns = ("version_id", "extractor_version", "reader_version", "run_id", "first_seen_at")
    rows = subject_rows(connection, "articles", _texts(version_ids), columns).select(columns)
    return {row[0]: KnownVersion((row[1], row[2]), *row[3:]) for row in rows.iter_rows()}


def versions_at(connection: duckdb.DuckDBPyConnection, urls: Iterable[str]) -> list[str]:
    """Return the ids of the article versions that captures of some addresses gave."""
    asked = _texts(urls)
    numbers = index_of(connection, "addresses").find_texts(connection, asked)
    rows = connection.sql(current_rows(SUBJECTS["captures"], numbers, ("url", "version_id"))).pl()
    return rows.filter(pl.col("url").is_in(asked.implode()))["version_id"].drop_nulls().unique().sort().to_list()


def known_keys(
    connection: duckdb.DuckDBPyConnection, asked: Mapping[str, Collection[str]]
) -> dict[str, frozenset[str]]:
    """Return the known keys among some keys, by table.

    Args:
        connection: The warehouse.
        asked: Keys to look up, by table. Only the first column of a table's key is compared.
    """
    keys: dict[str, frozenset[str]] = {}
    for name, ids in asked.items():
        key = TABLES[name].key[0]
        if not ids:
            keys[name] = frozenset()
            continue
        if name in SUBJECTS:
            keys[name] = frozenset(stored_rows(connection, SUBJECTS[name], _texts(ids))[key])
            continue
        sql = f"SELECT DISTINCT {key} FROM {name} SEMI JOIN asked ON {name}.{key} = asked.id"  # noqa: S608 - names of the schema
        keys[name] = frozenset(row[0] for row in _matching(connection, sql, ids))
    return keys


def ledger_ids(
    connection: duckdb.DuckDBPyConnection, column: str, run_ids: Iterable[str], ids: Iterable[str]
) -> list[str]:
    """Return the ids in a column of the ledger of some runs.

    Args:
        connection: The warehouse.
        column: capture_id or version_id.
        run_ids: The runs. Their failed inputs do not count.
        ids: Ids to look up.
    """
    asked = _texts(ids)
    index = {"capture_id": "input_captures", "version_id": "input_versions"}[column]
    numbers = index_of(connection, index).find_texts(connection, asked)
    rows = connection.execute(
        f"SELECT DISTINCT {column} FROM inputs WHERE ledger_number IN ({number_list(numbers)}) "  # noqa: S608 - a column of the schema
        "AND list_contains(?, run_id) AND outcome <> 'failed'",
        [list(run_ids)],
    )
    return sorted({row[0] for row in rows.fetchall()} & set(asked))


def loaded_versions(connection: duckdb.DuckDBPyConnection, run_id: str, numbers: Iterable[int]) -> list[str]:
    """Return the article versions that some inputs of a run loaded, by the ledger."""
    rows = connection.execute(
        "SELECT version_id FROM inputs WHERE run_id = ? AND outcome = 'loaded' AND list_contains(?, input_number) "
        "ORDER BY input_number",
        [run_id, list(numbers)],
    )
    return [version_id for (version_id,) in rows.fetchall()]


class Problem(NamedTuple):
    """An input that was rejected or failed."""

    given: str
    outcome: str
    reason: str
    detail: str | None
    url: str | None
    """Address of the page, if it was captured and the address is known."""


class RunSummary(NamedTuple):
    """The results of a run, as counts: `inputs` by outcome, `reasons` by outcome and reason, `new_rows` by table."""

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
    """Inputs that the time range of the run excludes. They are rejected, but not listed as problems."""
    unread: dict[str, int]
    """Loaded articles in languages without a reader, by language, the most first."""
    undated: int
    """Loaded articles without a date of publication."""


def run_summary(connection: duckdb.DuckDBPyConnection, run_id: str, read_codes: Collection[str]) -> RunSummary:
    """Return the summary of a run. `read_codes` are the languages with a reader.

    Raises:
        KeyError: The warehouse has no run with this id.
    """
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
        "SELECT given, inputs.outcome, inputs.reason, inputs.detail, captures.url "
        "FROM inputs LEFT JOIN captures USING (capture_id) WHERE inputs.run_id = ? "
        "AND inputs.outcome IN ('rejected', 'failed') AND inputs.reason NOT IN ('out_of_range', 'undated') "
        "ORDER BY input_number",
        [run_id],
    ).fetchall()
    new_rows = {name: _count(connection, name, run_id) for name in ("articles", "mentions", "entities", "claims")}
    failed = connection.execute(
        "SELECT severity, count(*) FROM checks WHERE run_id = ? AND NOT is_success GROUP BY severity", [run_id]
    ).fetchall()
    loaded = connection.execute(
        "SELECT language, published_basis = 'none' AS is_undated, count(*) FROM inputs JOIN articles "
        "USING (version_id) WHERE inputs.run_id = ? AND inputs.outcome = 'loaded' GROUP BY ALL ORDER BY 3 DESC, 1",
        [run_id],
    ).fetchall()
    unread: Counter[str] = Counter()
    for language, _, count in loaded:
        if language is not None and language not in read_codes:
            unread[language] += count
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
        unread=dict(sorted(unread.items(), key=lambda item: (-item[1], item[0]))),
        undated=sum(count for _, is_undated, count in loaded if is_undated),
    )


def quarantined_rows(connection: duckdb.DuckDBPyConnection, *, with_released: bool = False) -> pl.DataFrame:
    """Return the entries of the quarantine without their rows, the latest first."""
    return connection.sql(
        "SELECT quarantine_id, quarantined_at, table_name, rule, severity, row_id, released_at, run_id "
        "FROM quarantine WHERE released_at IS NULL OR $with_released "
        "ORDER BY quarantined_at DESC, table_name, row_id",
        params={"with_released": with_released},
    ).pl()


def quarantined_row(connection: duckdb.DuckDBPyConnection, quarantine_id: str) -> pl.DataFrame:
    """Return the entries of the quarantine whose id begins with `quarantine_id`, with all columns."""
    return connection.sql(
        "SELECT * FROM quarantine WHERE starts_with(quarantine_id, $id) ORDER BY quarantine_id",
        params={"id": quarantine_id},
    ).pl()


def unusual_checks(connection: duckdb.DuckDBPyConnection, run_id: str) -> list[tuple[str, str]]:
    """Return rule and observation of each failed check that compares the run with earlier runs."""
    return connection.execute(
        "SELECT rule, coalesce(observed, '') FROM checks WHERE run_id = ? AND suite = 'run_history' "
        "AND NOT is_success ORDER BY rule",
        [run_id],
    ).fetchall()


def quarantined_with(connection: duckdb.DuckDBPyConnection, quarantine_ids: Iterable[str]) -> pl.DataFrame:
    """Return the unreleased entries of the quarantine from the runs of the given entries, with all columns."""
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
    """Return table, row id and rule of the rows in these frames with an earlier release from quarantine."""
    released = connection.sql(
        "SELECT DISTINCT table_name, row_id, rule FROM quarantine WHERE released_at IS NOT NULL"
    ).pl()
    if released.is_empty():
        return frozenset()
    return frozenset(released.join(table_row_ids(rows), on=["table_name", "row_id"], how="semi").iter_rows())


def version_texts(connection: duckdb.DuckDBPyConnection, version_ids: Iterable[str]) -> dict[str, str]:
    """Return the texts of the known article versions among some ids, by version_id."""
    return dict(
        subject_rows(connection, "articles", _texts(version_ids), ("version_id", "text"))
        .select("version_id", "text")
        .iter_rows()
    )


def _count(connection: duckdb.DuckDBPyConnection, table_name: str, run_id: str) -> int:
    sql = f"SELECT count(*) FROM {table_name} WHERE run_id = ?"  # noqa: S608 - names of the schema
    row = connection.execute(sql, [run_id]).fetchone()
    return int(row[0]) if row else 0


def _texts(values: Iterable[str]) -> pl.Series:
    return pl.Series(list(values), dtype=pl.String)


def _matching(
    connection: duckdb.DuckDBPyConnection,
    sql: str,
    ids: Iterable[str],
    parameters: Sequence[object] | Mapping[str, object] = (),
) -> list[tuple[Any, ...]]:
    """Return the rows of a statement. The statement reads the ids from the table `asked`."""
    connection.register("asked", pl.DataFrame({"id": list(ids)}, schema={"id": pl.String}))
    try:
        return connection.execute(sql, parameters).fetchall()
    finally:
        connection.unregister("asked")
