"""What the user named, and what the source stage is given to work with."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, BinaryIO

from hearsay.pipelines.records import Capture, Failure, Input, Outcome, OutcomeKind, Rejection

PAGE, JSONL, PARQUET, WARC, WACZ = "page", "jsonl", "parquet", "warc", "wacz"
FEED, SITEMAP, SITE, URLS = "feed", "sitemap", "site", "urls"
KINDS = (PAGE, JSONL, PARQUET, WARC, WACZ, FEED, SITEMAP, SITE, URLS)
"""What a source can be told to be; one that is told nothing is looked at."""

COLUMNS = ("html", "text", "path", "title", "url", "fetched_at")
"""What a column of a dump can be."""

_URL = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """One source: a path, a glob, an http(s) URL, or - for standard input.

    `captured_at` is the capture time of what does not tell its own, `columns` which column of a dump holds which of
    COLUMNS.
    """

    at: str
    kind: str | None = None
    captured_at: datetime | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    most_pages: int = 100_000
    """The most pages that are taken from one feed, sitemap or site, since it can make them up without end."""
    most_documents: int = 1_000
    """The most feeds and sitemaps that are read to find them."""
    may_be_archived: bool = True
    """Whether the bytes of its pages may be kept."""
    since: datetime | None = None
    """What is from before it is left out."""
    until: datetime | None = None
    """What is from then or later is left out."""
    is_dated_only: bool = False
    """Whether what does not tell when it is from is left out, where there is a range; else it is kept."""

    @property
    def is_url(self) -> bool:
        """Whether it lies on the network."""
        return is_url(self.at)


@dataclass(frozen=True, slots=True)
class Means:
    """What the source stage is given, since it opens no connection and starts no process itself.

    `max_bytes` is the most that a page may have: one byte more is read of it, which says that it is too big.
    """

    standard_input: BinaryIO
    max_bytes: int
    fetch: Callable[[str, int], Capture | Rejection | Failure]
    """The capture of an address, with no more than so many bytes and one."""
    work: Callable[..., Any]
    """Calls a function with arguments where it can be killed; a Failure if it was."""
    sitemaps: Callable[[str], tuple[str, ...]]
    """The sitemaps that the robots.txt of an address's origin names; it has been asked for by then."""


def is_url(text: str) -> bool:
    """Whether a text names something on the network."""
    return _URL.match(text) is not None


def rejected(given: str, reason: str, detail: str) -> Input:
    """An input that ends here: it is no page of ours."""
    return Input(given=given, ended=Outcome(OutcomeKind.REJECTED, reason, detail))


def failed(given: str, reason: str, detail: str) -> Input:
    """An input that ends here: something broke, and what it would have held is not known."""
    return Input(given=given, ended=Outcome(OutcomeKind.FAILED, reason, detail))


def parse_instant(text: str) -> datetime:
    """An ISO 8601 instant; one without a zone is UTC. Raises ValueError with the value."""
    try:
        instant = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"{text!r} is no ISO 8601 time such as 2026-01-30T12:00Z") from None
    try:
        return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"{text!r} is outside the years that can be told") from None
