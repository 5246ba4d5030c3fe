"""Readings on another processor: each sample page natively and under qemu-user as an x86 with AVX2 and without VNNI.

All that is made of a page is compared record by record, with every digit. It needs no gold. Half a minute for a short
page.
"""

from itertools import zip_longest
from pathlib import Path

from bench.figure import Figure, Row, at_most, figures_of
from bench.results import ROOT
from tests.processors import WITHOUT_VNNI, lines_read

SAMPLES = ROOT / "samples" / "pages"


def measure(gold: Path, scorers: Path) -> list[Figure]:
    """Return the number of pages and of records that differ."""
    pages = sorted(path for path in SAMPLES.rglob("*") if path.is_file())
    records = different_records = different_pages = 0
    for page in pages:
        here, there = lines_read([page]), lines_read([page], WITHOUT_VNNI)
        changed = sum(native != emulated for native, emulated in zip_longest(here, there))
        records += len(here)
        different_records += changed
        different_pages += bool(changed)
    rows: tuple[Row, ...] = (("records that differ", different_records, at_most(0), "count"),)
    figures = figures_of("processors", rows, records, "sample pages", f"as {WITHOUT_VNNI}", "records")
    rows = (("pages that differ", different_pages, at_most(0), "count"),)
    return figures + figures_of("processors", rows, len(pages), "sample pages", f"as {WITHOUT_VNNI}", "pages")
