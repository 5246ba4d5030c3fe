"""Figures of a lake in a PostgreSQL of its own: python -m bench.lake.

`writers`: seconds that some processes need for chunks of made rows, by the writer's lock or optimistically.
`layout`: seconds of questions about a month and an outlet, in a lake of many chunks, before and after its upkeep,
plain or partitioned by month.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
import duckdb

from bench.growth_rows import made_statements
from hearsay.warehouse.connection import open_for_reading, open_for_writing, transaction
from hearsay.warehouse.lake.address import Lake, parse_lake
from hearsay.warehouse.lake.extensions import load_extensions
from hearsay.warehouse.migrate import prepare_warehouse
from hearsay.warehouse.numbers import take_numbers
from hearsay.warehouse.tidy import tidy_warehouse
from tests.postgres import running_server

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ARTICLES = 100
CLAIMS = 28
MINUTES = 5
"""Minutes between two articles of `layout`: a chunk is a third of a day, and 360 chunks are four months."""
QUESTIONS = {
    "claims of a month": "SELECT count(*), min(content_text) FROM who_said_what WHERE published_at "
    "BETWEEN TIMESTAMPTZ '2000-02-01' AND TIMESTAMPTZ '2000-03-01'",
    "articles of a month": "SELECT count(*), min(title) FROM articles WHERE published_at "
    "BETWEEN TIMESTAMPTZ '2000-02-01' AND TIMESTAMPTZ '2000-03-01'",
    "claims of an outlet": "SELECT count(*), min(content_text) FROM who_said_what WHERE domain = 'outlet-7.example'",
    "claims of an article": "SELECT count(*), min(content_text) FROM who_said_what WHERE url = 'none'",
}


@click.group()
def main() -> None:
    """Measure a lake."""


@main.command()
@click.option("--processes", default=4)
@click.option("--chunks", default=20)
def writers(processes: int, chunks: int) -> None:
    """Measure writers at once: each chunk appends rows and changes the counts of a run."""
    for way in ("lock", "optimistic"):
        with made_lake() as lake:
            started = time.monotonic()
            command = [sys.executable, "-m", "bench.lake", "write", str(lake), way, str(chunks)]
            running = [
                subprocess.Popen([*command, str(number)], stdout=subprocess.PIPE) for number in range(processes)
            ]
            refused = sum(int(process.communicate()[0]) for process in running)
            seconds = time.monotonic() - started
            click.echo(f"{way}: {processes * chunks} chunks in {seconds:.1f} s, {refused} refused and tried again")


@main.command()
@click.argument("address")
@click.argument("way")
@click.argument("chunks", type=int)
@click.argument("number", type=int)
def write(address: str, way: str, chunks: int, number: int) -> None:
    """Write chunks into a lake, and print the number of refused commits."""
    lake = parse_lake(address)
    refused = 0
    for chunk in range(chunks):
        first = (number * chunks + chunk) * ARTICLES + 1
        if way == "lock":
            with open_for_writing(lake) as connection, transaction(connection):
                take_numbers(connection, ARTICLES)
                append(connection, first)
            continue
        while True:
            try:
                with optimistic(lake) as connection, transaction(connection):
                    append(connection, first)
                break
            except duckdb.Error:
                refused += 1
    click.echo(refused)


def append(connection: duckdb.DuckDBPyConnection, first: int) -> None:
    """Append a chunk, and change a count that all writers change, as stories and entities are changed."""
    for statement in made_statements(first, first + ARTICLES, CLAIMS):
        connection.execute(statement)
    connection.execute("UPDATE schema_migrations SET schema_version = schema_version")


@contextmanager
def optimistic(lake: Lake) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a lake without the lock of the writer."""
    connection = duckdb.connect(":memory:")
    load_extensions(connection, lake.kind)
    connection.execute(f"ATTACH 'ducklake:postgres:{lake.catalog}' AS lake; USE lake")
    connection.execute("SET ducklake_max_retry_count = 0")
    yield connection
    connection.close()


@main.command()
@click.option("--chunks", default=360)
def layout(chunks: int) -> None:
    """Measure questions about a lake of many chunks."""
    for partition in ("", "year(published_at), month(published_at)"):
        with made_lake() as lake:
            with open_for_writing(lake) as connection:
                if partition:
                    connection.execute(f"ALTER TABLE articles SET PARTITIONED BY ({partition})")
                for chunk in range(chunks):
                    with transaction(connection):
                        for statement in made_statements(chunk * ARTICLES + 1, (chunk + 1) * ARTICLES + 1, CLAIMS):
                            connection.execute(statement.replace("to_minutes(i)", f"to_minutes(i * {MINUTES})"))
            click.echo(f"partitioned by {partition or 'nothing'}, {chunks} chunks:")
            click.echo(f"  before: {_seconds(lake)}")
            started = time.monotonic()
            tidied = tidy_warehouse(lake, 0, 0)
            click.echo(f"  tidy: {time.monotonic() - started:.1f} s, {'; '.join(tidied.as_text().splitlines())}")
            click.echo(f"  after: {_seconds(lake)}")


def _seconds(lake: Lake) -> str:
    """Return the seconds of each question, the better of two."""
    figures = []
    for name, sql in QUESTIONS.items():
        best = float("inf")
        for _ in range(2):
            with open_for_reading(lake) as connection:
                started = time.monotonic()
                connection.execute(sql).fetchall()
                best = min(best, time.monotonic() - started)
        figures.append(f"{name} {best:.2f} s")
    return ", ".join(figures)


@contextmanager
def made_lake() -> Iterator[Lake]:
    """Make a lake in a PostgreSQL that lives as long as the block."""
    with running_server() as server, tempfile.TemporaryDirectory() as folder:
        lake = server.new_lake(Path(folder))
        prepare_warehouse(lake, NOW)
        yield lake


if __name__ == "__main__":
    main()
