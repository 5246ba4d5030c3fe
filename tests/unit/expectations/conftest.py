"""A small valid chunk that every rule accepts; tests break a single value in it."""

import hashlib
from datetime import UTC, date, datetime

import polars as pl
import pytest

from hearsay.warehouse.schema import PAGE_TABLES, TABLES
from tests.made_rows import made_row

SEEN_AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
RUN = "run-1"
TEXT = (
    "Mayor Ana Ruiz said that the bridge, closed 😀 in May, is safe again, citing a report which found no cracks. "
    "“We looked at every bolt,” the mayor told a crowd of about two hundred people on the north bank in Paris, where "
    "shops had lost half of their custom since the spring and where several owners had asked the council for money."
)


def spans_of(*parts):
    """Return the spans of some parts in the sample text."""
    return [{"start": TEXT.index(part), "end": TEXT.index(part) + len(part)} for part in parts]


def joined(*parts):
    return " … ".join(parts) if parts else None


def claim_row(page, number, source, cue, content, **more):
    row = made_row(
        "claims",
        claim_id=f"claim-{page}-{number}",
        version_id=f"version-{page}",
        article_id=f"article-{page}",
        source_text=joined(*source),
        source_spans=spans_of(*source),
        cue_text=joined(*cue),
        cue_spans=spans_of(*cue),
        content_text=joined(*content),
        content_spans=spans_of(*content),
        source_type="role",
        cue_lemma="say",
        quote_type="indirect",
        polarity="+",
        certainty="CT",
        confidence=0.9,
        reader_version="reader-1",
        run_id=RUN,
        **clock_cells("about"),
        **clock_cells("said"),
    )
    return row | more


def clock_cells(clock, text=None, from_on=None, to_on=None, precision="none", basis="none"):
    """Return the columns of a claim's date; without a text, those of a missing date."""
    (span,) = spans_of(text) if text else ({"start": None, "end": None},)
    return {
        f"{clock}_from_on": from_on,
        f"{clock}_to_on": to_on,
        f"{clock}_precision": precision,
        f"{clock}_basis": basis,
        f"{clock}_text": text,
        f"{clock}_start_char": span["start"],
        f"{clock}_end_char": span["end"],
    }


def mention_row(page, number, name, entity_type, entity_id):
    (span,) = spans_of(name)
    return made_row(
        "mentions",
        mention_id=f"mention-{page}-{number}",
        version_id=f"version-{page}",
        article_id=f"article-{page}",
        start_char=span["start"],
        end_char=span["end"],
        mention_text=name,
        entity_type=entity_type,
        entity_id=entity_id,
        confidence=0.8,
        reader_version="reader-1",
        run_id=RUN,
    )


def capture_row(page):
    return made_row(
        "captures",
        capture_id=f"capture-{page}",
        sha256=f"{page:064x}",
        url=f"https://news.example/{page}",
        final_url=f"https://news.example/{page}",
        fetched_at=SEEN_AT,
        first_seen_at=SEEN_AT,
        last_seen_at=SEEN_AT,
        http_status=200,
        media_type="text/html",
        content_kind="html",
        byte_count=4000,
        outcome="loaded",
        reason="new",
        version_id=f"version-{page}",
        extractor_version="extractor-1",
        reader_version="reader-1",
        run_id=RUN,
    )


def article_row(page):
    return made_row(
        "articles",
        version_id=f"version-{page}",
        article_id=f"article-{page}",
        url=f"https://news.example/{page}",
        canonical_url=f"https://news.example/{page}",
        domain="news.example",
        site_name="The Example",
        title="Bridge safe, says mayor",
        authors=["Bo Li"],
        published_at=datetime(2026, 3, 1, tzinfo=UTC),
        published_basis="json-ld",
        published_precision="day",
        published_text="2026-03-01",
        language="en",
        tags=[],
        text=TEXT,
        text_sha256=hashlib.sha256(TEXT.encode()).hexdigest(),
        word_count=len(TEXT.split()),
        removed=[{"part": "tail", "reason": "advice", "text": "Read more"}],
        version=1,
        is_current=True,
        capture_id=f"capture-{page}",
        first_seen_at=SEEN_AT,
        last_seen_at=SEEN_AT,
        loaded_at=SEEN_AT,
        extractor_version="extractor-1",
        reader_version="reader-1",
        run_id=RUN,
    )


def entity_row(number, name, entity_type):
    return made_row(
        "entities",
        entity_id=f"entity-{number}",
        canonical_name=name,
        entity_type=entity_type,
        aliases=[name, f"{name} B."],
        identifiers=[{"scheme": "geonames", "value": str(number)}],
        first_seen_at=SEEN_AT,
        last_seen_at=SEEN_AT,
        run_id=RUN,
    )


def link_row(number, relation):
    return made_row(
        "entity_links",
        entity_id=f"entity-{number}",
        relation=relation,
        to_entity_id="entity-2",
        to_name="Paris",
        to_scheme="geonames",
        to_value="2",
        run_id=RUN,
    )


def page_rows(page):
    """Return the rows of a page: a claim with a claim inside it, an unrelated claim, and two mentions."""
    mentions = [
        mention_row(page, 1, "Ana Ruiz", "person", "entity-1"),
        mention_row(page, 2, "Paris", "location", "entity-2"),
    ]
    may = clock_cells("about", "May", date(2025, 5, 1), date(2025, 5, 31), "month", "published")
    spring = clock_cells("said", "since the spring", date(2025, 3, 1), None, "span", "published")
    bridge = ("that the bridge", "is safe again, citing a report which found no cracks")
    claims = [
        claim_row(
            page, 1, ["Mayor Ana Ruiz"], ["said"], bridge, source_type="named", source_entity_id="entity-1", **may
        ),
        claim_row(page, 2, ["a report"], ["found"], ["no cracks"], parent_claim_id=f"claim-{page}-1"),
        claim_row(page, 3, ["the mayor"], ["told"], ["“We looked at every bolt,”"], quote_type="direct", **spring),
    ]
    parts = [
        {
            "claim_id": f"claim-{page}-1",
            "mention_id": f"mention-{page}-1",
            "role": "source",
            "reader_version": "reader-1",
        }
    ]
    return {
        "captures": [capture_row(page)],
        "articles": [article_row(page)],
        "mentions": mentions,
        "claims": claims,
        "claim_mentions": parts,
    }


def make_chunk(pages: int = 2) -> dict[str, pl.DataFrame]:
    """Return the frames of a valid chunk of pages that share their two entities."""
    rows: dict[str, list[dict[str, object]]] = {name: [] for name in PAGE_TABLES}
    for page in range(1, pages + 1):
        for name, found in page_rows(page).items():
            rows[name] += found
    if pages:
        rows["entities"] = [entity_row(1, "Ana Ruiz", "person"), entity_row(2, "Paris", "location")]
        rows["entity_links"] = [link_row(1, "located_in"), link_row(1, "stands_for")]
    return {
        name: pl.DataFrame(found, schema=TABLES[name].polars_schema, orient="row") for name, found in rows.items()
    }


def change(frame, row_number, **cells):
    """Return the frame with some cells of a row changed; `row_number` None changes every row."""
    rows = frame.to_dicts()
    for number, row in enumerate(rows):
        if row_number is None or number == row_number:
            row.update(cells)
    return pl.DataFrame(rows, schema=frame.schema, orient="row")


@pytest.fixture
def chunk():
    return make_chunk()
