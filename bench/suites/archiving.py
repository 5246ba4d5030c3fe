"""Processor time of archiving over that of extraction and reading.

The same pages in one process: captured, archived, archived again (as known bytes), extracted and read. The disk's
part is only in the wall time of archiving.
"""

import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.figure import Figure, Row, figures_of
from bench.saved_pages import saved_files
from hearsay.flows.run.page_work import extract, get_ready, read_and_resolve
from hearsay.pipelines.archive import Sighting, open_archive
from hearsay.pipelines.capture import capture_input
from hearsay.pipelines.extract import Limits
from hearsay.pipelines.inputs import FileInput, Hints
from hearsay.pipelines.records import Article, Capture

PAGES = 200
SETS = {"fundus": "Fundus' test fixtures", "scrapinghub": "article-extraction-benchmark"}
BATCH = 100
ARCHIVE_FILE_BYTES = 10**9
PAGE_BYTES = 5_000_000


def measure(gold: Path, scorers: Path) -> list[Figure]:
    """Return the ratio, the seconds of each part, and the archive's size over that of the pages."""
    get_ready()
    now = datetime.now(UTC)
    files = saved_files(gold, tuple(SETS))[:PAGES]
    inputs = [FileInput(file.name, str(file), Hints(captured_at=now)) for file in files]
    captures = [capture for page in inputs if isinstance(capture := capture_input(page, PAGE_BYTES), Capture)]
    with tempfile.TemporaryDirectory() as folder:
        (wall, new), (_, known) = archive_twice(captures, Path(folder), now)
        packed = sum(file.stat().st_size for file in Path(folder).glob("*.warc.gz"))
    work = extraction_and_reading(captures, now)
    stored = sum(len(capture.body) for capture in captures)
    rows: tuple[Row, ...] = (
        ("over extraction and reading", new / work, None, "ratio"),
        ("processor time of archiving", new, None, "s"),
        ("wall time of archiving", wall, None, "s"),
        ("processor time of archiving known bytes", known, None, "s"),
        ("processor time of extraction and reading", work, None, "s"),
        ("size of the archive over that of the pages", packed / stored, None, "ratio"),
    )
    return figures_of("archiving", rows, len(captures), " + ".join(SETS.values()), "all", "pages")


def archive_twice(captures: Sequence[Capture], folder: Path, now: datetime) -> list[tuple[float, float]]:
    """Return wall and processor seconds of archiving, for new and for known bytes."""
    sightings = [Sighting(capture.capture_id, now, capture) for capture in captures]
    spent = []
    with open_archive(
        folder, run_id="0" * 32, started_at=now, software="bench", file_bytes=ARCHIVE_FILE_BYTES, wait_seconds=60.0
    ) as archive:
        for _ in ("new", "known"):
            wall, used = time.perf_counter(), time.process_time()
            for start in range(0, len(sightings), BATCH):
                archive.keep(sightings[start : start + BATCH])
            spent.append((time.perf_counter() - wall, time.process_time() - used))
    return spent


def extraction_and_reading(captures: Sequence[Capture], now: datetime) -> float:
    """Return the processor seconds of extraction and reading."""
    started = time.process_time()
    for capture in captures:
        article = extract(capture, Limits())
        if isinstance(article, Article):
            read_and_resolve(article, now)
    return time.process_time() - started
