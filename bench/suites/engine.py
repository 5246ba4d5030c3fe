"""Articles a second by where the pages are worked on: two processes of the command, and one and two Dask workers.

All runs ingest the same changed copies of saved pages, in chunks of CHUNK, into a file. A Dask worker has one process
for pages, so that two workers have as many as the command. Start-up is left out: the seconds of a run over one page
are subtracted. The workers are warm, because they keep their processes between runs.
"""

import os
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.commands import HEARSAY, environment
from bench.figure import Figure, Row, at_least, figures_of
from bench.saved_pages import ALL_SETS, saved_files
from bench.suites.memory import write_archive
from tests.dask_cluster import DaskCluster, dask_cluster, python_path

PAGES = 1000
CHUNK = 100
"""The default of the settings. Small chunks cost the command more: an audit, a publication and three tasks each."""
FEW = 8
"""Pages of the run that warms the workers, each in a chunk of its own, so that each worker gets some."""
SECONDS = 7200


def measure(gold: Path, scorers: Path) -> list[Figure]:
    """Return the articles a second of PAGES pages."""
    return compare(saved_files(gold), PAGES)


def compare(files: Sequence[Path], count: int) -> list[Figure]:
    """Return the articles a second of so many pages in each arrangement, and their ratios."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_archive(folder / "all.warc.gz", files, count)
        write_archive(folder / "one.warc.gz", files, 1)
        write_archive(folder / "few.warc.gz", files, FEW)
        here = _rate(folder, count, workers=2)
        with dask_cluster(folder, workers=1) as cluster:
            single = _warm_rate(folder, count, cluster)
            cluster.add_worker()
            double = _warm_rate(folder, count, cluster)
    rows: list[Row] = [
        ("two processes of the command", here, None, "a second"),
        ("one Dask worker", single, None, "a second"),
        ("two Dask workers", double, None, "a second"),
        ("two Dask workers over one", double / single, at_least(1.6), "ratio"),
        ("two Dask workers over two processes", double / here, at_least(1.0), "ratio"),
    ]
    return figures_of("engine", rows, count, ALL_SETS, "changed copies", "pages")


def _warm_rate(folder: Path, count: int, cluster: DaskCluster) -> float:
    _write_settings(folder, 1, cluster.address, chunk_pages=1)
    _seconds(folder, "few")
    return _rate(folder, count, workers=1, address=cluster.address)


def _rate(folder: Path, count: int, workers: int, address: str = "") -> float:
    _write_settings(folder, workers, address, CHUNK)
    start_up = _seconds(folder, "one")
    return (count - 1) / (_seconds(folder, "all") - start_up)


def _write_settings(folder: Path, workers: int, address: str, chunk_pages: int) -> None:
    """Write the settings of the next runs."""
    lines = ("[limits]", f"workers = {workers}", f"chunk_pages = {chunk_pages}", "[run]", f'dask = "{address}"')
    (folder / "hearsay.toml").write_text("\n".join(lines), encoding="utf-8")


def _seconds(folder: Path, name: str) -> float:
    """Return the wall seconds of a run over an archive into a new warehouse. Raises RuntimeError where it fails."""
    variables = environment(PREFECT_HOME=str(folder / "prefect"), PYTHONPATH=python_path())
    with tempfile.TemporaryDirectory(dir=folder) as place:
        command = [*HEARSAY, "--warehouse", os.path.join(place, "w.duckdb"), "ingest", f"{name}.warc.gz"]
        started = time.monotonic()
        ended = subprocess.run(command, cwd=folder, env=variables, capture_output=True, timeout=SECONDS, check=False)
        seconds = time.monotonic() - started
    if ended.returncode not in (0, 1):
        raise RuntimeError(f"hearsay ended with {ended.returncode}: {ended.stderr.decode()[-500:]}")
    return seconds
