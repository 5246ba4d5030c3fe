"""Processor seconds of `hearsay ingest` beside the work on pages: above a bare Prefect flow, and whole over parts.

The runs of a pair are interleaved with those of the bare flow, because the bare flow itself varies with the machine.
Start-up, which the ratio leaves out, is a run over a folder of a single new page. `python -m bench.listings.overhead`
takes other numbers of pairs and pages.
"""

import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from bench.commands import HEARSAY, environment, output_of
from bench.figure import Figure, Row, at_most, figures_of
from bench.processor_time import processor_seconds
from bench.results import ROOT
from bench.saved_pages import ALL_SETS, saved_files

PAGE = ROOT / "samples" / "pages" / "harbour-post" / "2026-03-14-port-strike.html"
PAIRS, PAGES = 10, 400


class Costs(NamedTuple):
    """Processor seconds of a bare flow, and of a command over a new page and over a known page."""

    bare: float
    new: float
    known: float


def measure(gold: Path, scorers: Path) -> list[Figure]:
    """Return the figures of PAIRS runs over one page, and of a run over PAGES pages."""
    return one_page(PAIRS) + many_pages(spread(saved_files(gold), PAGES))


def spread(files: Sequence[Path], number: int) -> list[Path]:
    """Return a number of files from all sets, at equal distances."""
    return list(files[:: max(1, len(files) // number)][:number])


def one_page(pairs: int) -> list[Figure]:
    """Return the medians of a bare flow, and of a command over a new and over a known page above the bare flow."""
    with tempfile.TemporaryDirectory() as home:
        _costs(home)  # makes Prefect's database
        runs = [_costs(home) for _ in range(pairs)]
    rows: list[Row] = [
        ("bare Prefect flow", median(run.bare for run in runs), None, "s"),
        ("known page above a bare flow", median(run.known - run.bare for run in runs), at_most(2.5), "s"),
        ("new page above a bare flow", median(run.new - run.bare for run in runs), at_most(4.5), "s"),
    ]
    return figures_of("overhead", rows, pairs, "a sample page", "all", "pairs")


def _costs(home: str) -> Costs:
    """Return the costs of one bare flow and of two commands, one after the other, without a server that is up."""
    inherited = {name: value for name, value in environment(PREFECT_HOME=home).items() if name != "PREFECT_API_URL"}
    with tempfile.TemporaryDirectory() as folder:
        bare = processor_seconds([sys.executable, "-m", "bench.bare_flow"], Path(folder), inherited)
        new, known = (processor_seconds([*HEARSAY, "ingest", str(PAGE)], Path(folder), inherited) for _ in range(2))
    return Costs(bare, new, known)


def many_pages(files: Sequence[Path]) -> list[Figure]:
    """Return the processor seconds of a run over pages, start-up aside, and their ratio to the parts'."""
    with tempfile.TemporaryDirectory() as scratch:
        folders = {"all": files, "first": files[:1]}
        for name, members in folders.items():
            _copy(members, Path(scratch, name))
        start_up, whole = (_ingest(scratch, name) for name in ("first", "all"))
        parts = float(output_of([sys.executable, "-m", "bench.parts_alone", f"{scratch}/all"]))
    rows: list[Row] = [
        (f"{len(files)} pages, whole over parts", (whole - start_up) / parts, at_most(1.15), "ratio"),
        (f"{len(files)} pages, the command", whole, None, "s"),
        (f"{len(files)} pages, start-up", start_up, None, "s"),
        (f"{len(files)} pages, parts", parts, None, "s"),
    ]
    return figures_of("overhead", rows, len(files), ALL_SETS, "all", "pages")


def _copy(files: Sequence[Path], folder: Path) -> None:
    folder.mkdir()
    for number, file in enumerate(files):
        shutil.copy(file, folder / f"{number:05}-{file.name}")


def _ingest(scratch: str, name: str) -> float:
    warehouse = ["--warehouse", f"{name}.duckdb"]
    return processor_seconds([*HEARSAY, *warehouse, "ingest", f"{scratch}/{name}"], Path(scratch), environment())
