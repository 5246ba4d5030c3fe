"""The source that a user names, and the dependencies of source discovery."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from hearsay.pipelines.inputs import EndedInput
from hearsay.pipelines.records import Capture, Failure, Outcome, OutcomeKind, Rejection

COLUMNS = ("html", "text", "path", "title", "url", "fetched_at")
"""The fields of a page that a dump's columns can be mapped to."""

_URL = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """A source: a path, a glob, an http(s) URL, or - for standard input.

    `kind` is the name of a kind; with None, the kind is detected. `captured_at` is the capture time of pages without
    their own. `columns` maps entries of COLUMNS to the columns of a dump.
    """

    at: str
    kind: str | None = None
    captured_at: datetime | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    most_pages: int = 100_000
    """The most pages from a feed, sitemap or site, since a site can generate pages without end."""
    most_documents: int = 1_000
    """The most feeds and sitemaps to read for the pages."""
    may_be_archived: bool = True
    """False if the bytes of the pages must not be archived."""
    since: datetime | None = None
    """Pages from before this time are left out."""
    until: datetime | None = None
    """Pages from this time or later are left out."""
    is_dated_only: bool = False
    """True if a range of time leaves out pages without a date; otherwise they are kept."""

    @property
    def is_url(self) -> bool:
        """True if the source is on the network."""
        return is_url(self.at)


@dataclass(frozen=True, slots=True)
class SourceTools:
    """Standard input, and functions for the network and for processes, which source discovery does not use itself.

    `max_bytes` is the limit for a page. A further byte is read, which shows that the page is too big.
    """

    standard_input: BinaryIO
    max_bytes: int
    fetch: Callable[[str, int], Capture | Rejection | Failure]
    """Fetches an address, up to a number of bytes and one more."""
    work: Callable[..., Any]
    """Calls a function with arguments in a killable process; returns a Failure if the process was killed."""
    sitemaps: Callable[[str], tuple[str, ...]]
    """Returns the sitemaps that robots.txt of an address's origin names.

    The run has fetched this robots.txt before.
    """


def source_name(source: str) -> str:
    """Return the name of a source in a run's settings: a path made absolute, anything else unchanged."""
    return source if source == "-" or is_url(source) else str(Path(source).absolute())


def is_url(text: str) -> bool:
    """Return True if a text is an http(s) URL."""
    return _URL.match(text) is not None


def rejected(input_name: str, reason: str, detail: str) -> EndedInput:
    """Return a rejected input: the source has shown that it is not a page."""
    return EndedInput(input_name, Outcome(OutcomeKind.REJECTED, reason, detail))


def failed(input_name: str, reason: str, detail: str) -> EndedInput:
    """Return a failed input: an error occurred, and the content is unknown."""
    return EndedInput(input_name, Outcome(OutcomeKind.FAILED, reason, detail))


def parse_instant(text: str) -> datetime:
    """Return an ISO 8601 instant; an instant without a zone is UTC.

    Raises:
        ValueError: The text is not an ISO 8601 time, or the year is out of range. The message has the value.
    """
    try:
        instant = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"{text!r} is not an ISO 8601 time such as 2026-01-30T12:00Z") from None
    try:
        return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"{text!r} is outside the years 1 to 9999") from None
