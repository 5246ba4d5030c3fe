"""How many writers one PostgreSQL catalog serves: chunks a second by their number, with rows made beforehand.

Each writer is a process with an index of keys of its own, as on another machine. A writer makes chunks, waits for
the others, and publishes. PostgreSQL runs on the same machine. Where the processor is idle for less than a fifth of
the time, a point measures the cores and not the catalog. It needs no gold.
"""

import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import psutil

from bench.commands import environment
from bench.figure import Figure, Row, figures_of
from bench.made_chunks import CHUNK, made_chunk
from hearsay.pipelines.rows import RunStamp
from hearsay.warehouse.connection import open_for_reading, open_for_writing
from hearsay.warehouse.lake.address import Lake, parse_lake
from hearsay.warehouse.migrate import prepare_warehouse
from hearsay.warehouse.publish import publish_chunk, start_run
from tests.integration.test_publish import run_row
from tests.postgres import running_server

WRITERS = (1, 2, 4, 8, 16)
CHUNKS = 5
"""Chunks of a writer. The first is not counted: it loads the extensions and attaches the lake."""
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def measure(gold: Path, scorers: Path) -> list[Figure]:
    """Return chunks a second, refused commits and idle processor time for each number of writers."""
    rows: list[Row] = []
    with running_server() as server, tempfile.TemporaryDirectory() as scratch:
        for writers in WRITERS:
            lake = server.new_lake(Path(scratch))
            prepare_warehouse(lake, NOW)
            rate, idle = published_a_second(lake, writers, Path(scratch))
            rows.append((f"chunks a second, {writers} writers", rate, None, "a second"))
            rows.append((f"idle processor time, {writers} writers", idle, None, "share"))
            rows.append(
                (f"chunks that are missing, {writers} writers", float(missing_chunks(lake, writers)), None, "count")
            )
            server.drop(lake)
    return figures_of("lake", rows, CHUNK * (CHUNKS - 1) * WRITERS[-1], "made rows", "", "articles")


def published_a_second(lake: Lake, writers: int, folder: Path) -> tuple[float, float]:
    """Return the chunks a second of some writers at once, and the share of processor time that was idle."""
    command = [sys.executable, "-m", "bench.suites.lake", str(lake)]
    running = [
        subprocess.Popen(
            [*command, str(number)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment(XDG_CACHE_HOME=str(folder / f"cache-{number}")),
        )
        for number in range(writers)
    ]
    for process in running:
        _wait_for_line(process)
    before, started = psutil.cpu_times(), time.monotonic()
    for process in running:
        _say_go(process)
    for process in running:
        _wait_for_line(process)
    seconds, after = time.monotonic() - started, psutil.cpu_times()
    for process in running:
        process.communicate()
    return writers * (CHUNKS - 1) / seconds, (after.idle - before.idle) / (sum(after) - sum(before))


def _wait_for_line(process: "subprocess.Popen[bytes]") -> None:
    if process.stdout is None or not process.stdout.readline():
        raise RuntimeError("a writer ended by an error, which is printed above")


def _say_go(process: "subprocess.Popen[bytes]") -> None:
    if process.stdin is not None:
        process.stdin.write(b"go\n")
        process.stdin.flush()


def missing_chunks(lake: Lake, writers: int) -> float:
    """Return the number of chunks that writers published and the lake lacks."""
    with open_for_reading(lake) as connection:
        (articles,) = connection.execute("SELECT count(*) FROM articles").fetchone() or (0,)
    return float(writers * CHUNKS - int(articles) // CHUNK)


def write(lake: Lake, writer: int) -> None:
    """Make chunks, publish the first, and publish the others when standard input says so."""
    stamp = RunStamp(f"bench-{writer}", "extractor-1", "reader-1")
    chunks = [made_chunk(writer * CHUNKS + number, 0, stamp) for number in range(CHUNKS)]
    with open_for_writing(lake, 600) as connection:
        start_run(connection, run_row(stamp.run_id, stamp.reader_version))
    for number, chunk in enumerate(chunks):
        if number == 1:
            os.write(1, b"ready\n")
            sys.stdin.readline()
        with open_for_writing(lake, 600) as connection:
            publish_chunk(connection, chunk)
    os.write(1, b"done\n")


if __name__ == "__main__":
    write(parse_lake(sys.argv[1]), int(sys.argv[2]))
