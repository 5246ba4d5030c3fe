"""SQL from users: read-only, without files, network or extensions, with limits on time and memory."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import duckdb
import polars as pl
import pyarrow as pa

from hearsay.errors import QueryError
from hearsay.warehouse.connection import DEFAULT_WAIT_SECONDS, SANDBOX, open_for_reading
from hearsay.warehouse.lake.address import Lake
from hearsay.warehouse.lake.sandbox import check_reach
from hearsay.warehouse.location import Location
from hearsay.warehouse.migrate import check_version


@dataclass(frozen=True, slots=True)
class QueryLimits:
    """Limits of a query. `memory` is in DuckDB's notation.

    `on_stuck` is called when a query still runs `grace_seconds` after the interruption, because some DuckDB functions
    do not check for interruptions.
    """

    seconds: float = 30.0
    memory: str = "1GB"
    threads: int = 2
    wait_seconds: float = DEFAULT_WAIT_SECONDS
    answer_bytes: int = 1_000_000_000
    grace_seconds: float = 3.0
    on_stuck: Callable[[], None] | None = None


def run_query(path: Location, sql: str, limits: QueryLimits) -> pl.DataFrame:
    """Return the answer to one statement of a user.

    Raises:
        QueryError: The SQL is not a single SELECT, fails, reaches outside the warehouse, or exceeds a limit.
    """
    config = {
        **SANDBOX,
        "memory_limit": limits.memory,
        "threads": limits.threads,
        # Without temporary files a query cannot fill the disk.
        "max_temp_directory_size": "0GB",
    }
    with open_for_reading(path, limits.wait_seconds, config) as connection:
        check_version(connection, path)
        connection.execute("SET lock_configuration = true")
        statement = _only_select(connection, sql)
        if isinstance(path, Lake):
            check_reach(statement)
        return _bounded(connection, lambda: _answer(connection, statement, limits), limits)


def _only_select(connection: duckdb.DuckDBPyConnection, sql: str) -> str:
    try:
        statements = connection.extract_statements(sql)
    except duckdb.Error as error:
        raise QueryError(f"DuckDB cannot read this SQL: {error}") from error
    allowed = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN)
    if len(statements) != 1 or statements[0].type not in allowed:
        kinds = ", ".join(statement.type.name for statement in statements) or "nothing"
        raise QueryError(f"query takes one SELECT (or WITH, FROM, DESCRIBE, SUMMARIZE, EXPLAIN), not: {kinds}")
    return str(statements[0].query)


def _answer(connection: duckdb.DuckDBPyConnection, statement: str, limits: QueryLimits) -> pl.DataFrame:
    """Return the answer, read in batches, because DuckDB's memory limit does not cover rows that have left DuckDB."""
    pieces: list[pl.DataFrame] = []
    size = 0
    reader = _with_known_types(connection.sql(statement)).to_arrow_reader(100_000)
    pieces.append(cast(pl.DataFrame, pl.from_arrow(reader.schema.empty_table())))
    for batch in reader:
        size += batch.nbytes
        if size > limits.answer_bytes:
            raise QueryError(f"the answer is larger than {limits.answer_bytes:,} bytes; narrow it down, or export")
        pieces.append(cast(pl.DataFrame, pl.from_arrow(batch)))
    return pl.concat(pieces, rechunk=True)


def _with_known_types(answer: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
    """Return the answer with intervals and unions as text, because Polars does not have these types."""
    is_unknown = [any(word in str(kind) for word in ("INTERVAL", "UNION")) for kind in answer.types]
    if not any(is_unknown):
        return answer
    names = ['"' + name.replace('"', '""') + '"' for name in answer.columns]
    return answer.project(
        ", ".join(
            f"{name}::VARCHAR AS {name}" if is_text else name for name, is_text in zip(names, is_unknown, strict=True)
        )
    )


def _bounded(
    connection: duckdb.DuckDBPyConnection, work: Callable[[], pl.DataFrame], limits: QueryLimits
) -> pl.DataFrame:
    timers = [threading.Timer(limits.seconds, connection.interrupt)]
    if limits.on_stuck:
        timers.append(threading.Timer(limits.seconds + limits.grace_seconds, limits.on_stuck))
    for timer in timers:
        timer.daemon = True
        timer.start()
    try:
        return work()
    except duckdb.InterruptException as error:
        raise QueryError(
            f"the query was stopped after {limits.seconds:.0f} s; narrow it down, or raise [query] seconds"
        ) from error
    except duckdb.OutOfMemoryException as error:
        raise QueryError(
            f"the query needs more than {limits.memory} of memory; narrow it down, or raise [query] memory"
        ) from error
    except duckdb.Error as error:
        raise QueryError(str(error)) from error
    except (pl.exceptions.PolarsError, pa.lib.ArrowException) as error:
        raise QueryError(
            f"a column of the answer has a type that only DuckDB has; cast the column: {error}"
        ) from error
    finally:
        for timer in timers:
            timer.cancel()
