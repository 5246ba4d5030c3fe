"""The cost of a chunk in a small and in a large warehouse, the size of the file, and the seconds of common questions.

Fills warehouses with rows of the real schema: 28 claims an article, as in news, with random ids and keys, as hashes
are. Then chunks of 100 new articles are published and gathered. Processor time is counted, which other processes on
the machine do not change; the audit is left out, because it knows nothing of the warehouse. It needs no gold.

The large warehouse takes some minutes to fill. With the variable GROWTH_FOLDER, filled warehouses are kept there and
used again.
"""

import math
import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean
from typing import Any

import duckdb

from bench.figure import Figure, at_most, figures_of
from bench.figure import Row as FigureRow
from bench.growth_rows import FIRST_MADE_INPUT, fill_warehouse
from bench.made_chunks import CHUNK, CLAIMS_OF_ARTICLE, NOW, STAMP, made_chunk, one_chunk
from hearsay.flows.config.settings import Settings
from hearsay.flows.run.active_run import Run
from hearsay.flows.run.gathering import gather_chunk
from hearsay.pipelines.workers import Done
from hearsay.warehouse.connection import open_for_reading, open_for_writing
from hearsay.warehouse.ddl import create_table_sql
from hearsay.warehouse.migrate import prepare_warehouse
from hearsay.warehouse.publish import publish_chunk, start_run
from hearsay.warehouse.schema import CHECKS, TABLES, empty_frame
from tests.integration.test_publish import run_row

SMALL, LARGE = 200_000, 20_000_000
BULK = 1_000_000
CHUNKS = 20
QUESTIONS = {
    "one article with its claims": "SELECT * FROM claims WHERE article_id = $article",
    "who_said_what for one entity": "SELECT * FROM who_said_what WHERE source_entity_id = $entity",
}


@dataclass(frozen=True, slots=True)
class Cost:
    """Mean seconds of processor time of a chunk, seconds to open and to answer, and megabytes of the file.

    The chunks fill a write-ahead log once, so the mean holds a part of a checkpoint, as a long run has it.
    """

    publish: float
    gather: float
    open: float
    answers: dict[str, float]
    megabytes: float
    over_keyed: float
    """Size of the file over that of the same rows in tables with enforced keys; NaN: not measured."""


def measure(gold: Path, scorers: Path) -> list[Figure]:
    """Return the costs in both warehouses, and the ratios of the large to the small."""
    small, large = (cost_at(int(os.environ.get(name, size))) for name, size in (("SMALL", SMALL), ("LARGE", LARGE)))
    rows: list[FigureRow] = [
        ("publish a chunk, large over small", large.publish / small.publish, at_most(1.2), "ratio"),
        ("gather a chunk, large over small", large.gather / small.gather, at_most(1.2), "ratio"),
        ("file, over one whose tables have enforced keys", small.over_keyed, at_most(0.5), "ratio"),
        ("open the large file", large.open, at_most(0.2), "s"),
        (f"publish {BULK:,} claims, over a bare sorted insert", bulk_ratio(BULK), at_most(1.3), "ratio"),
        *((f"{name}, large file", seconds, at_most(0.3), "s") for name, seconds in large.answers.items()),
    ]
    for name, cost in (("small", small), ("large", large)):
        rows.append((f"publish a chunk, {name}", cost.publish, None, "s"))
        rows.append((f"gather a chunk, {name}", cost.gather, None, "s"))
        rows.append((f"file, {name}", cost.megabytes, None, "MB"))
    return figures_of("growth", rows, CHUNKS * CHUNK, "made rows", "", "articles")


def cost_at(claims: int) -> Cost:
    """Return the costs in a warehouse of so many claims."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(os.environ.get("GROWTH_FOLDER", scratch)) / f"{claims}.duckdb"
        if not path.exists():
            fill_warehouse(path, claims // CLAIMS_OF_ARTICLE, CLAIMS_OF_ARTICLE, NOW)
        first = next_chunk(path)
        seconds = [chunk_cost(path, first + number, series=first) for number in range(CHUNKS + 1)][1:]
        opened, answers = ask(path)
        published, gathered = zip(*seconds, strict=True)
        size = path.stat().st_size
        over_keyed = size / keyed_size(path) if claims <= SMALL else math.nan
        return Cost(mean(published), mean(gathered), opened, answers, size / 1e6, over_keyed)


def next_chunk(path: Path) -> int:
    """Return the number of a chunk that is not in the warehouse."""
    with open_for_reading(path) as connection:
        sql = "SELECT coalesce(max(input_number), 0) FROM inputs WHERE input_number < ?"
        (published,) = connection.execute(sql, [FIRST_MADE_INPUT]).fetchone() or (0,)
    return int(published) // CHUNK


def bulk_ratio(claims: int) -> float:
    """Return the processor seconds of publishing so many claims in one chunk, over those of inserting its rows.

    The bare insert copies each table into a new file, sorted by its first column, and checkpoints.
    """
    chunk = one_chunk([made_chunk(number, 0) for number in range(claims // CLAIMS_OF_ARTICLE // CHUNK)])
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "published.duckdb"
        prepare_warehouse(path, NOW)
        with open_for_writing(path) as connection:
            start_run(connection, run_row(STAMP.run_id, STAMP.reader_version))
        started = time.process_time()
        with open_for_writing(path) as connection:
            publish_chunk(connection, chunk)
        published = time.process_time() - started
        started = time.process_time()
        with duckdb.connect(str(Path(scratch) / "bare.duckdb")) as connection:
            connection.execute(f"ATTACH '{path}' AS published (READ_ONLY)")
            connection.execute("CREATE SCHEMA facts; CREATE SCHEMA decisions")
            tables = connection.execute(
                "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE database_name = 'published'"
            ).fetchall()
            for (table,) in tables:
                connection.execute(f"CREATE TABLE {table} AS FROM published.{table} WHERE false")
                connection.execute(f"INSERT INTO {table} FROM published.{table} ORDER BY 1")
    return published / (time.process_time() - started)


def keyed_size(path: Path) -> int:
    """Return the bytes of a file with the rows of a warehouse in the tables of hearsay 0.3, with enforced keys."""
    keyed = path.with_name("keyed.duckdb")
    keyed.unlink(missing_ok=True)
    with open_for_reading(path) as connection:
        frames = {name: connection.sql(f"FROM {name}").pl() for name in TABLES}
    with duckdb.connect(str(keyed)) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for table in TABLES.values():
            connection.execute(create_table_sql(replace(table, is_key_enforced=True, number=None)))
            connection.register("rows", frames[table.name].select(table.polars_schema.names()))
            connection.execute(f"INSERT INTO {table.name} FROM rows")
            connection.unregister("rows")
    return keyed.stat().st_size


def chunk_cost(path: Path, number: int, series: int = 0) -> tuple[float, float]:
    """Publish and gather a chunk; return the processor seconds of both. Chunks of a series share sentences."""
    chunk = made_chunk(number, series)
    started = time.process_time()
    with open_for_writing(path, is_one_of_many=True) as connection:
        assert publish_chunk(connection, chunk)
    published = time.process_time()
    run = Run(STAMP, NOW, (), "command", path, Settings())
    gather_chunk(chunk.rows["articles"]["version_id"].to_list(), run, NoAudit())
    return published - started, time.process_time() - published


class NoAudit:
    """Workers that pass every row without a look."""

    def begin(self) -> None:
        """Do nothing."""

    def map(self, _work: Callable[..., Any], items: Iterable[tuple[Any, ...]]) -> Iterator[Done[Any]]:
        """Yield no checks and no broken rule for each item."""
        for _ in items:
            yield Done((empty_frame(CHECKS), ()), 0.0)


def ask(path: Path) -> tuple[float, dict[str, float]]:
    """Return the wall seconds to open the file and to answer each question, the fastest of three."""
    opened, answers = [], {name: [] for name in QUESTIONS}  # type: ignore[var-annotated]
    for _ in range(3):
        started = time.perf_counter()
        with open_for_reading(path) as connection:
            opened.append(time.perf_counter() - started)
            values = known_values(connection)
            for name, sql in QUESTIONS.items():
                started = time.perf_counter()
                connection.execute(sql, {key: value for key, value in values.items() if f"${key}" in sql}).fetchall()
                answers[name].append(time.perf_counter() - started)
    return min(opened), {name: min(seconds) for name, seconds in answers.items()}


def known_values(connection: duckdb.DuckDBPyConnection) -> dict[str, object]:
    """Return an article and an entity of the warehouse."""
    article, entity = connection.execute(
        "SELECT (SELECT article_id FROM articles ORDER BY version_number LIMIT 1 OFFSET 1000), "
        "(SELECT entity_id FROM entities ORDER BY entity_number LIMIT 1 OFFSET 1000)"
    ).fetchone() or (None, None)
    return {"article": article, "entity": entity}
