"""A run on a cluster of everything: PostgreSQL, a Prefect server on it, two Dask workers, and a lake.

The workers publish into the lake. The same pages go into a file by one process, and every table is compared.
"""

import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.commands import HEARSAY, environment
from bench.figure import Figure, Row, at_most, figures_of
from bench.saved_pages import ALL_SETS, saved_files
from bench.suites.memory import write_archive
from tests.compared_tables import different_tables
from tests.dask_cluster import dask_cluster, python_path
from tests.postgres import PASSWORD, running_server
from tests.prefect_server import prefect_server

PAGES = 400
CHUNK = 25
SECONDS = 7200


def measure(gold: Path, scorers: Path) -> list[Figure]:
    """Return the number of tables that differ, and the articles a second of both runs, start-up included."""
    return compare(saved_files(gold), PAGES)


def compare(files: Sequence[Path], count: int) -> list[Figure]:
    """Compare a run on a cluster with a run of one process over so many pages."""
    with tempfile.TemporaryDirectory() as scratch, running_server() as postgres:
        folder = Path(scratch)
        write_archive(folder / "all.warc.gz", files, count)
        (folder / "hearsay.toml").write_text(f"[limits]\nworkers = 1\nchunk_pages = {CHUNK}\n", encoding="utf-8")
        alone = folder / "alone.duckdb"
        one = _seconds(folder, str(alone), environment(PREFECT_HOME=str(folder / "prefect")))
        lake = postgres.new_lake(folder)
        postgres.execute("CREATE DATABASE prefect")
        database = f"postgresql+asyncpg://hearsay:{PASSWORD}@127.0.0.1:{postgres.port}/prefect"
        (folder / "home").mkdir()
        paths = {"PYTHONPATH": python_path(), "XDG_CACHE_HOME": str(folder / "cache")}
        with (
            prefect_server(environment(**paths), folder / "home", database) as clients,
            dask_cluster(folder, XDG_CACHE_HOME=paths["XDG_CACHE_HOME"]) as cluster,
        ):
            many = _seconds(folder, str(lake), clients, "--dask", cluster.address)
        differing = different_tables(alone, lake)
    rows: list[Row] = [
        ("tables that differ from those of one process", float(len(differing)), at_most(0), "count"),
        ("one process and a file", count / one, None, "a second"),
        ("two Dask workers and a lake", count / many, None, "a second"),
    ]
    return figures_of("cluster", rows, count, ALL_SETS, "changed copies", "pages")


def _seconds(folder: Path, warehouse: str, variables: Mapping[str, str], *options: str) -> float:
    """Return the wall seconds of a run over the archive. Raises RuntimeError where it fails."""
    command = [*HEARSAY, "--warehouse", warehouse, "ingest", "all.warc.gz", *options]
    started = time.monotonic()
    ended = subprocess.run(command, cwd=folder, env=variables, capture_output=True, timeout=SECONDS, check=False)
    if ended.returncode not in (0, 1):
        raise RuntimeError(f"hearsay ended with {ended.returncode}: {ended.stderr.decode()[-500:]}")
    return time.monotonic() - started
