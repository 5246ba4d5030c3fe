"""SQL from users: read-only, no file, network or extension, bounded time and memory."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import duckdb
import polars as pl

from warehouse.connection import DEFAULT_WAIT_SECONDS, SANDBOX, open_for_reading
from warehouse.errors import QueryError
from warehouse.migrate import check_version

FORMATS = ("table", "csv", "json", "parquet")


@dataclass(frozen=True, slots=True)
class QueryLimits:
    """How long a query may run and how much memory it may take (DuckDB's notation)."""

    seconds: float = 30.0
    memory: str = "1GB"
    threads: int = 2
    wait_seconds: float = DEFAULT_WAIT_SECONDS


def run_query(path: Path, sql: str, limits: QueryLimits) -> pl.DataFrame:
    """The answer to one statement of a user.

    Raises QueryError for anything that would write, reach outside the warehouse, or outlive its limits.
    """
    config = {
        **SANDBOX,
        "memory_limit": limits.memory,
        "threads": limits.threads,
        # Spilling to disk would let a query fill it; memory alone is the bound.
        "max_temp_directory_size": "0GB",
    }
    with open_for_reading(path, limits.wait_seconds, config) as connection:
        check_version(connection, path)
        connection.execute("SET lock_configuration = true")
        statement = _only_select(connection, sql)
        return _bounded(connection, lambda: connection.sql(statement).pl(), limits)


def _only_select(connection: duckdb.DuckDBPyConnection, sql: str) -> str:
    try:
        statements = connection.extract_statements(sql)
    except duckdb.Error as error:
        raise QueryError(f"this is not SQL that DuckDB understands: {error}") from error
    allowed = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN)
    if len(statements) != 1 or statements[0].type not in allowed:
        kinds = ", ".join(statement.type.name for statement in statements) or "nothing"
        raise QueryError(
            f"query takes one SELECT (or WITH, FROM, DESCRIBE, SUMMARIZE, EXPLAIN), and this is: {kinds}"
        )
    return str(statements[0].query)


def _bounded(
    connection: duckdb.DuckDBPyConnection, work: Callable[[], pl.DataFrame], limits: QueryLimits
) -> pl.DataFrame:
    timer = threading.Timer(limits.seconds, connection.interrupt)
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
    finally:
        timer.cancel()


def write_answer(frame: pl.DataFrame, form: str, out: BinaryIO) -> None:
    """Write an answer as csv (with a header), json (one array of objects) or parquet.

    CSV has no lists: a list or struct is written as JSON in its cell.
    """
    if form == "parquet":
        frame.write_parquet(out)
    elif form == "csv":
        nested = [name for name, dtype in frame.schema.items() if dtype.is_nested()]
        frame.with_columns(
            pl.col(name).map_elements(_as_json, return_dtype=pl.String, skip_nulls=True) for name in nested
        ).write_csv(out, datetime_format="%Y-%m-%dT%H:%M:%S%.fZ")
    else:
        out.write(json.dumps(frame.to_dicts(), ensure_ascii=False, default=str).encode("utf-8") + b"\n")


def _as_json(value: object) -> str:
    plain = value.to_list() if isinstance(value, pl.Series) else value
    return json.dumps(plain, ensure_ascii=False, default=str)
