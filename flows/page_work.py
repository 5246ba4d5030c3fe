"""What worker processes do with one page. They import this module, so it imports no more than the work needs."""

from dataclasses import replace
from datetime import UTC, datetime

from pipelines.capture import capture_input
from pipelines.extract import Limits, extract_article
from pipelines.reader import read_text
from pipelines.records import Article, Capture, Input, Reading, Rejection, Resolution
from pipelines.resolve import resolve

_FIRST_PAGE = b"""Council votes on the harbour

By Jo PennPublished 2 hours ago 1 min read

The council of Osmere voted on Tuesday to close the old harbour, Mara Voss, the mayor of Osmere, said in Paris.

According to the treasurer, the work will cost two million pounds and will begin as soon as the ice is gone.
"""
_FIRST_PAGE_AT = datetime(2026, 1, 1, tzinfo=UTC)


def extract(capture: Capture, limits: Limits) -> Article | Rejection:
    """The article of a capture, or why there is none."""
    return extract_article(capture, limits)


def read_and_resolve(article: Article) -> tuple[Reading, Resolution]:
    """The reading of an article, and what its names stand for. The reading's signals have done their work by then."""
    reading = read_text(article.text)
    return replace(reading, signals=()), resolve(article, reading)


def get_ready() -> None:
    """Work on a page of our own, so that word lists, gazetteers and language models are loaded before the first one.

    They take 0.7 s to load, and a worker starts while the command still gets ready.
    """
    capture = capture_input(Input(given="", body=_FIRST_PAGE, captured_at=_FIRST_PAGE_AT), len(_FIRST_PAGE))
    if isinstance(capture, Capture):
        article = extract(capture, Limits())
        if isinstance(article, Article):
            read_and_resolve(article)
