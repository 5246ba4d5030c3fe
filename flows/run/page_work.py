"""The work on one page in a worker process. Workers import this module, so it imports only what the work needs."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import msgspec

from hearsay.flows.config.languages import languages
from hearsay.pipelines.capture import capture_input
from hearsay.pipelines.dates import date_claims
from hearsay.pipelines.extract import Limits, extract_article
from hearsay.pipelines.inputs import BytesInput, Hints
from hearsay.pipelines.reader import read_article
from hearsay.pipelines.records import Article, Capture, Known, Reading, Rejection, Resolution
from hearsay.pipelines.resolve import Knowledge, resolve

_FIRST_PAGE = b"""Council votes on the harbour

By Jo PennPublished 2 hours ago 1 min read

The council of Osmere voted on Tuesday to close the old harbour, Mara Voss, the mayor of Osmere, said in Paris.

According to the treasurer, the work will cost two million pounds and will begin as soon as the ice is gone.
"""
UNREAD = Resolution((), (), ())
"""The resolution of an article in a language that is not read."""
_FIRST_PAGE_AT = datetime(2026, 1, 1, tzinfo=UTC)


def extract(capture: Capture, limits: Limits) -> Article | Rejection:
    """Return the article of a capture, or the rejection."""
    return extract_article(capture, limits, languages())


def read_and_resolve(
    article: Article, captured_at: datetime | None, knowledge_file: str | None = None
) -> tuple[Reading, Resolution]:
    """Read an article, resolve its names, also with the user's knowledge table, and date its claims.

    The reading is returned without its signals, which only the resolution needs.
    """
    language = languages().of(article.language)
    reading = read_article(article, languages())
    resolution = resolve(article, reading, language, _knowledge(knowledge_file)) if language else UNREAD
    claims = date_claims(article, resolution.claims, captured_at, language)
    return replace(reading, signals=()), replace(resolution, claims=claims)


@lru_cache(maxsize=1)
def _knowledge(file: str | None) -> Knowledge:
    """Return the knowledge table of a run; a worker loads the file once."""
    return Knowledge(msgspec.json.decode(Path(file).read_bytes(), type=list[Known]) if file else ())


def get_ready() -> None:
    """Load word lists, gazetteers and language models, by extracting and reading a built-in page.

    They take 0.7 s to load. A worker loads them while the command still prepares the run.
    """
    capture = capture_input(BytesInput("", _FIRST_PAGE, Hints(captured_at=_FIRST_PAGE_AT)), len(_FIRST_PAGE))
    if isinstance(capture, Capture):
        article = extract(capture, Limits())
        if isinstance(article, Article):
            read_and_resolve(article, _FIRST_PAGE_AT)
