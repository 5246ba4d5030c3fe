"""The states of a page between the stages: captured, extracted, read, and, from any of them, ended."""

from dataclasses import dataclass
from datetime import datetime

from hearsay.pipelines.inputs import Input
from hearsay.pipelines.records import Article, Capture, Outcome, Place, Reading, Resolution


@dataclass(frozen=True, slots=True)
class CapturedPage:
    """A page with its bytes. `seen_at` is a time at which the bytes existed: of the capture, otherwise of the run."""

    number: int
    input: Input
    seen_at: datetime
    capture: Capture
    content_kind: str
    place: Place | None = None
    """The place of the bytes in the archive; None if they are not archived."""
    seconds: float = 0.0
    """Processor time of the work on the page until now."""


@dataclass(frozen=True, slots=True)
class ExtractedPage:
    """A page with its article."""

    captured: CapturedPage
    article: Article
    article_id: str
    version_id: str


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page with the reading of its article, ready for the audit."""

    captured: CapturedPage
    article: Article
    article_id: str
    version_id: str
    reading: Reading
    resolution: Resolution


@dataclass(frozen=True, slots=True)
class EndedPage:
    """A page with an outcome. Later stages pass it on without work."""

    number: int
    input: Input
    seen_at: datetime
    outcome: Outcome
    stage: str
    """The stage in which the page ended."""
    capture_id: str | None = None
    """The capture of the page, new or earlier; None if the page gave no bytes, or bytes that are not stored."""
    version_id: str | None = None
    place: Place | None = None
    """The place of the capture in the archive."""
    captured: CapturedPage | None = None
    """The page with its new bytes; None without new bytes, as after a 304."""
    seconds: float = 0.0


def end_page(page: CapturedPage, stage: str, outcome: Outcome, version_id: str | None = None) -> EndedPage:
    """Return a page with new bytes at its end. `version_id` is the stored article version of the bytes."""
    return EndedPage(
        number=page.number,
        input=page.input,
        seen_at=page.seen_at,
        outcome=outcome,
        stage=stage,
        capture_id=page.capture.capture_id,
        version_id=version_id,
        place=page.place,
        captured=page,
        seconds=page.seconds,
    )
