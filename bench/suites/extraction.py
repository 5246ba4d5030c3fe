"""Processor time of extraction over that of Trafilatura alone, on saved pages.

Both take the same pages in turn in one process, after a warm-up, with metadata; the first of the two alternates.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from bench.figure import Figure, Row, figures_of
from bench.saved_pages import ALL_SETS, captures_of, saved_files
from hearsay.flows.config.languages import languages
from hearsay.pipelines.extract import Limits, extract_article
from hearsay.pipelines.records import Capture

Item = TypeVar("Item")

WARM_UP = 5
"""So many pages are taken once before the measurement."""


def measure(gold: Path, scorers: Path) -> list[Figure]:
    """Return the ratio, and the processor seconds of both."""
    captures = captures_of(saved_files(gold))
    spent = processor_times({"hearsay": extract, "Trafilatura": extract_by_trafilatura}, captures)
    seconds = {name: sum(times) for name, times in spent.items()}
    rows: tuple[Row, ...] = (
        ("over Trafilatura's time", seconds["hearsay"] / seconds["Trafilatura"], None, "ratio"),
        *((f"processor time, {name}", value, None, "s") for name, value in seconds.items()),
    )
    return figures_of("extraction", rows, len(captures), ALL_SETS, "all", "pages")


def processor_times(works: Mapping[str, Callable[[Item], object]], items: Sequence[Item]) -> dict[str, list[float]]:
    """Return the processor seconds of each work on each item, after a warm-up; the works' order alternates."""
    for item in items[:WARM_UP]:
        for work in works.values():
            work(item)
    spent: dict[str, list[float]] = {name: [] for name in works}
    for number, item in enumerate(items):
        for name in sorted(works, reverse=bool(number % 2)):
            started = time.process_time()
            works[name](item)
            spent[name].append(time.process_time() - started)
    return spent


def extract(capture: Capture) -> None:
    """Extract an article as a run does."""
    extract_article(capture, Limits(), languages())


def extract_by_trafilatura(capture: Capture) -> None:
    """Extract by Trafilatura alone."""
    from trafilatura import bare_extraction

    bare_extraction(capture.body, include_comments=False, with_metadata=True)
