"""Print all that the pipeline makes of pages, down to each word's signals: python -m tests.read_pages PAGE...

A process of its own, so that it can be run as another processor; see tests/processors.py.
"""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from hearsay.flows.config.languages import languages
from hearsay.pipelines.capture import capture_input
from hearsay.pipelines.extract import Limits, extract_article
from hearsay.pipelines.inputs import FileInput, Hints
from hearsay.pipelines.reader import read_text
from hearsay.pipelines.records import Article, Capture
from hearsay.pipelines.resolve import resolve
from tests.english import ENGLISH

CAPTURED_AT = datetime(2026, 3, 31, 12, tzinfo=UTC)


def page_lines(page: Path) -> Iterator[str]:
    """The article, the reading and the resolution of a page, a record a line, every digit written out."""
    limits = Limits()
    capture = capture_input(FileInput(page.name, str(page), Hints(captured_at=CAPTURED_AT)), limits.max_bytes)
    assert isinstance(capture, Capture), capture
    article = extract_article(capture, limits, languages())
    yield repr(article)
    if not isinstance(article, Article):
        return
    reading = read_text(article.text, ENGLISH)
    resolution = resolve(article, reading, ENGLISH)
    for records in (reading.mentions, reading.attributions, reading.signals, resolution.entities, resolution.claims):
        yield from map(repr, records)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(*page_lines(Path(name)), sep="\n")
