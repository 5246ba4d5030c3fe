"""Pages made by hand for tests of rows, audit and publication: small, whole, and known to the last character."""

from dataclasses import replace
from datetime import UTC, datetime

from hearsay.pipelines.ids import article_id, content_id, sha256_hex, version_id
from hearsay.pipelines.inputs import FileInput
from hearsay.pipelines.pages import CapturedPage, EndedPage, ExtractedPage, ReadPage, end_page
from hearsay.pipelines.records import (
    Article,
    Attribution,
    Capture,
    Claim,
    Entity,
    Mention,
    Outcome,
    OutcomeKind,
    Published,
    Reading,
    Resolution,
    Span,
    Spans,
)
from hearsay.pipelines.rows import RunStamp

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
READER = "hand-made"
EXTRACTOR = "hand-made"
SAID = "“We will pay,” Mara Voss said. “Soon.” The harbour of Osmere stays shut."


def stamp(run_id: str = "run-1", reader: str = READER) -> RunStamp:
    return RunStamp(run_id, EXTRACTOR, reader)


def page(
    number: int = 1,
    text: str = SAID,
    url: str | None = "https://harbour.example/pay",
    seen_at: datetime = NOON,
    title: str | None = "Port to pay",
) -> ReadPage:
    """A page through all stages, with one entity, one mention and one discontinuous claim for SAID."""
    body = f"<h1>{title}</h1><p>{text}".encode()
    capture = Capture(
        capture_id=content_id("capture", url, sha256_hex(body)),
        sha256=sha256_hex(body),
        body=body,
        given=f"page-{number}.html",
        url=url,
        final_url=url,
        fetched_at=seen_at,
        http_status=None,
        media_type=None,
    )
    article = Article(
        capture_id=capture.capture_id,
        text=text,
        title=title,
        authors=("Jo Penn",),
        published=Published(datetime(2026, 2, 28, tzinfo=UTC), "json-ld", "day", "2026-02-28"),
        url=url,
        canonical_url=url,
        domain="harbour.example" if url else None,
        language="en",
        extractor_version=EXTRACTOR,
    )
    read, resolved = _reading(text)
    return ReadPage(
        captured=CapturedPage(
            number, FileInput(f"page-{number}.html", f"page-{number}.html"), seen_at, capture, "html"
        ),
        article=article,
        article_id=article_id(article),
        version_id=version_id(article_id(article), article),
        reading=read,
        resolution=resolved,
    )


def unread(one: ReadPage) -> ExtractedPage:
    """Return the page as it was before its article was read."""
    return ExtractedPage(one.captured, one.article, one.article_id, one.version_id)


def loaded(one: ReadPage) -> EndedPage:
    """Return the page at the end of its chunk."""
    return end_page(one.captured, "publish", Outcome(OutcomeKind.LOADED, "new"), one.version_id)


def span_of(text: str, words: str) -> Spans:
    """Return where some words first stand in a text; of no words, no span."""
    start = text.index(words)
    return (Span(start, start + len(words)),) if words else ()


def _reading(text: str) -> tuple[Reading, Resolution]:
    start = text.find("Mara Voss")
    if start < 0:
        return Reading((), (), READER), Resolution((), (), ())
    mention = Mention(start, start + len("Mara Voss"), "person", 0.9)
    cue = text.find("said")
    content = tuple(
        Span(found, found + len(part)) for part in ("We will pay,", "Soon.") if (found := text.find(part)) >= 0
    )
    said = Attribution((Span(mention.start, mention.end),), (Span(cue, cue + 4),), content, "direct", 0.8)
    voss = Entity(content_id("entity", "person", "mara voss"), "Mara Voss", "person", ("Mara Voss",), {"made": "1"})
    claim = Claim(said, voss.entity_id, "named", "say", "+", "CT", None, (0,), ())
    return Reading((mention,), (said,), READER), Resolution((voss,), (voss.entity_id,), (claim,))


def reread(one: ReadPage, reader: str) -> ReadPage:
    """The same page, read by another version of the reader."""
    return replace(one, reading=replace(one.reading, reader_version=reader))
