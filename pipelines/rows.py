"""Records to Polars frames with exactly the columns that the warehouse declares.

No other module builds these frames.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import polars as pl

from hearsay.pipelines.ids import content_id, entity_id_of, sha256_hex
from hearsay.pipelines.pages import CapturedPage, EndedPage, ReadPage
from hearsay.pipelines.records import Claim, Dated, Known, Mention, Outcome, OutcomeKind, Span, Spans
from hearsay.warehouse.schema import PAGE_TABLES, TABLES, Table

Row = dict[str, Any]

GAP = " … "
"""The text between the parts of a discontinuous span in a text column."""


@dataclass(frozen=True, slots=True)
class RunStamp:
    """The values that all rows of a run share: the run and the versions of the code."""

    run_id: str
    extractor_version: str
    reader_version: str


def span_text(text: str, spans: Spans) -> str | None:
    """Return the text of a span, with GAP between the parts of a discontinuous span; None for an empty span."""
    return GAP.join(text[start:end] for start, end in spans) if spans else None


def shape_rows(
    pages: Iterable[ReadPage | EndedPage], stamp: RunStamp, loaded_at: datetime
) -> dict[str, pl.DataFrame]:
    """Return the frames of PAGE_TABLES for some pages. A page with an outcome gives a capture and no other row."""
    rows: dict[str, list[Row]] = {name: [] for name in PAGE_TABLES}
    entities: dict[str, Row] = {}
    for page in pages:
        if isinstance(page, EndedPage):
            if page.captured is not None:
                rows["captures"].append(_capture_row(page.captured, page.outcome, page.version_id, stamp))
            continue
        rows["captures"].append(_capture_row(page.captured, _LOADED, page.version_id, stamp))
        rows["articles"].append(_article_row(page, stamp, loaded_at))
        for row in _entity_rows(page, stamp):
            earlier = entities.get(row["entity_id"])
            entities[row["entity_id"]] = row if earlier is None else _merged(earlier, row)
        rows["entity_links"] += _link_rows(page, stamp)
        mentions = list(_mention_rows(page, stamp))
        claims = list(_claim_rows(page, stamp))
        rows["mentions"] += mentions
        rows["claims"] += claims
        rows["claim_mentions"] += _claim_mention_rows(page, claims, mentions)
    rows["entities"] = list(entities.values())
    return {name: make_frame(TABLES[name], table_rows) for name, table_rows in rows.items()}


def make_frame(table: Table, rows: list[Row]) -> pl.DataFrame:
    """Return a frame of a table, with the first row of each key.

    Raises:
        ValueError: A row has other columns than the table.
    """
    names = table.polars_schema.names()
    for row in rows:
        if row.keys() != set(names):
            differing = sorted(row.keys() ^ set(names))
            raise ValueError(f"a row of {table.name} does not have the table's columns: {differing} differ")
    frame = pl.DataFrame(rows, schema=table.polars_schema, orient="row", strict=True)
    return frame.unique(subset=list(table.key), keep="first", maintain_order=True)


def ledger_frame(pages: Iterable[EndedPage], stamp: RunStamp) -> pl.DataFrame:
    """Return the rows of `inputs` for some pages."""
    rows = [
        {
            "run_id": stamp.run_id,
            "input_number": page.number,
            "given": _writable(page.input.given),
            "outcome": page.outcome.kind.value,
            "reason": page.outcome.reason,
            "detail": _writable(page.outcome.detail) if page.outcome.detail else None,
            "capture_id": page.capture_id,
            "version_id": page.version_id,
            "seconds": page.seconds,
        }
        for page in pages
    ]
    return make_frame(TABLES["inputs"], rows)


def _writable(text: str) -> str:
    """Return the text with a question mark for each character without a UTF-8 form; file names may hold any bytes."""
    return text.encode("utf-8", "replace").decode("utf-8")


def knowledge_frame(things: Iterable[Known], file: str, loaded_at: datetime) -> pl.DataFrame:
    """Return the rows of `knowledge` for the entries of a file. For a repeated entity the later entry counts."""
    rows = [
        {
            "entity_id": entity_id_of(dict(entry.identifiers)),
            "name": entry.name,
            "entity_type": entry.entity_type,
            "aliases": sorted(set(entry.aliases)),
            "identifiers": _identifiers(dict(entry.identifiers)),
            "country": entry.country,
            "description": entry.description,
            "file": _writable(file),
            "loaded_at": loaded_at,
        }
        for entry in things
    ]
    return make_frame(TABLES["knowledge"], rows[::-1])


def sightings_frame(pages: Iterable[EndedPage]) -> pl.DataFrame:
    """Return (capture_id, seen_at) for each page with a capture, new or earlier."""
    rows = [(page.capture_id, page.seen_at) for page in pages if page.capture_id is not None]
    dtype = TABLES["captures"].column("last_seen_at").dtype
    return pl.DataFrame(rows, schema={"capture_id": pl.String, "seen_at": dtype}, orient="row")


def places_frame(pages: Iterable[EndedPage]) -> pl.DataFrame:
    """Return (capture_id, archive_file, archive_offset) for each capture that is in the archive."""
    rows = [
        (page.capture_id, *page.place) for page in pages if page.capture_id is not None and page.place is not None
    ]
    schema = {"capture_id": pl.String, "archive_file": pl.String, "archive_offset": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row").unique("capture_id", keep="last", maintain_order=True)


def validators_frame(pages: Iterable[EndedPage], stamp: RunStamp) -> pl.DataFrame:
    """Return the rows of `validators` for the fetched pages. For a repeated address the later page counts."""
    rows = [
        {
            "url": capture.url,
            "final_url": capture.validators.final_url,
            "etag": capture.validators.etag,
            "last_modified_text": capture.validators.last_modified,
            "capture_id": capture.capture_id,
            "run_id": stamp.run_id,
        }
        for capture in (page.captured.capture for page in pages if page.captured is not None)
        if capture.validators is not None
    ]
    return make_frame(TABLES["validators"], rows[::-1])


_LOADED = Outcome(OutcomeKind.LOADED, "new")


def _capture_row(page: CapturedPage, outcome: Outcome, version_id: str | None, stamp: RunStamp) -> Row:
    capture = page.capture
    return {
        "capture_id": capture.capture_id,
        "sha256": capture.sha256,
        "url": capture.url,
        "final_url": capture.final_url,
        "fetched_at": capture.fetched_at,
        "first_seen_at": page.seen_at,
        "last_seen_at": page.seen_at,
        "http_status": capture.http_status,
        "media_type": capture.media_type,
        "content_kind": page.content_kind,
        "byte_count": len(capture.body),
        "outcome": outcome.kind.value,
        "reason": outcome.reason,
        "version_id": version_id,
        "extractor_version": stamp.extractor_version,
        "reader_version": stamp.reader_version,
        "run_id": stamp.run_id,
        "archive_file": page.place.file if page.place else None,
        "archive_offset": page.place.offset if page.place else None,
    }


def _article_row(page: ReadPage, stamp: RunStamp, loaded_at: datetime) -> Row:
    article = page.article
    return {
        "version_id": page.version_id,
        "article_id": page.article_id,
        "url": article.url,
        "canonical_url": article.canonical_url,
        "domain": article.domain,
        "site_name": article.site_name,
        "title": article.title,
        "subtitle": article.subtitle,
        "authors": list(article.authors),
        "published_at": article.published.at,
        "published_basis": article.published.basis,
        "published_precision": article.published.precision,
        "published_text": article.published.text,
        "modified_at": article.modified_at,
        "language": article.language,
        "section": article.section,
        "tags": list(article.tags),
        "text": article.text,
        "text_sha256": sha256_hex(article.text.encode("utf-8")),
        "word_count": len(article.text.split()),
        "removed": [{"part": cut.part, "reason": cut.reason, "text": cut.text} for cut in article.removed],
        "version": 1,
        "is_current": True,
        "capture_id": article.capture_id,
        "first_seen_at": page.captured.seen_at,
        "last_seen_at": page.captured.seen_at,
        # Microseconds keep the order of the inputs. The order decides between versions with equal times.
        "loaded_at": loaded_at + timedelta(microseconds=page.captured.number),
        "extractor_version": stamp.extractor_version,
        "reader_version": stamp.reader_version,
        "run_id": stamp.run_id,
        "is_paywalled": article.is_paywalled,
        # Set after publication, when near-duplicates and stories are linked.
        "copy_of": None,
        "copy_similarity": None,
        "story_id": None,
    }


def _entity_rows(page: ReadPage, stamp: RunStamp) -> Iterator[Row]:
    for entity in page.resolution.entities:
        yield {
            "entity_id": entity.entity_id,
            "canonical_name": entity.canonical_name,
            "entity_type": entity.entity_type,
            "aliases": sorted(set(entity.aliases)),
            "identifiers": _identifiers(entity.identifiers),
            "first_seen_at": page.captured.seen_at,
            "last_seen_at": page.captured.seen_at,
            "run_id": stamp.run_id,
        }


def _link_rows(page: ReadPage, stamp: RunStamp) -> Iterator[Row]:
    for link in page.resolution.links:
        yield {
            "entity_id": link.entity_id,
            "kind": link.kind,
            "to_entity_id": link.to_entity_id,
            "to_name": link.to_name,
            "to_scheme": link.to_scheme,
            "to_value": link.to_value,
            "run_id": stamp.run_id,
        }


def _identifiers(identifiers: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"scheme": scheme, "value": value} for scheme, value in sorted(identifiers.items())]


def _merged(earlier: Row, row: Row) -> Row:
    """Return a single row for an entity that several articles of a chunk name."""
    identifiers = {cell["scheme"]: cell["value"] for cell in (*row["identifiers"], *earlier["identifiers"])}
    return earlier | {
        "aliases": sorted({*earlier["aliases"], *row["aliases"]}),
        "identifiers": _identifiers(identifiers),
        "first_seen_at": min(earlier["first_seen_at"], row["first_seen_at"]),
        "last_seen_at": max(earlier["last_seen_at"], row["last_seen_at"]),
    }


def _mention_id(page: ReadPage, mention: Mention) -> str:
    return content_id("mention", page.version_id, mention.start, mention.end)


def _mention_rows(page: ReadPage, stamp: RunStamp) -> Iterator[Row]:
    kinds = {entity.entity_id: entity.entity_type for entity in page.resolution.entities}
    for mention, entity_id in zip(page.reading.mentions, page.resolution.mention_entities, strict=True):
        yield {
            "mention_id": _mention_id(page, mention),
            "version_id": page.version_id,
            "article_id": page.article_id,
            "start_char": mention.start,
            "end_char": mention.end,
            "mention_text": page.article.text[mention.start : mention.end],
            "entity_type": kinds.get(entity_id, mention.entity_type) if entity_id else mention.entity_type,
            "entity_id": entity_id,
            "confidence": mention.confidence,
            "reader_version": stamp.reader_version,
            "run_id": stamp.run_id,
        }


def _claim_id(page: ReadPage, claim: Claim) -> str:
    spans = (claim.attribution.source, claim.attribution.cue, claim.attribution.content)
    written = ("|".join(f"{start}-{end}" for start, end in parts) for parts in spans)
    return content_id("claim", page.version_id, *written)


def _span_cells(spans: Iterable[Span]) -> list[dict[str, int]]:
    return [{"start": start, "end": end} for start, end in spans]


def _claim_rows(page: ReadPage, stamp: RunStamp) -> Iterator[Row]:
    article, claims = page.article, page.resolution.claims
    ids = [_claim_id(page, claim) for claim in claims]
    for claim_id, claim in zip(ids, claims, strict=True):
        attribution = claim.attribution
        yield {
            "claim_id": claim_id,
            "version_id": page.version_id,
            "article_id": page.article_id,
            "source_text": span_text(article.text, attribution.source),
            "source_spans": _span_cells(attribution.source),
            "cue_text": span_text(article.text, attribution.cue),
            "cue_spans": _span_cells(attribution.cue),
            "content_text": span_text(article.text, attribution.content) or "",
            "content_spans": _span_cells(attribution.content),
            "source_entity_id": claim.source_entity_id,
            "source_type": claim.source_type,
            "cue_lemma": claim.cue_lemma,
            "quote_type": attribution.quote_type,
            "polarity": claim.polarity,
            "certainty": claim.certainty,
            "check_worthiness": claim.check_worthiness,
            "confidence": attribution.confidence,
            "parent_claim_id": None if claim.parent is None else ids[claim.parent],
            "closed_at": None,
            "closed_reason": None,
            "reader_version": stamp.reader_version,
            "run_id": stamp.run_id,
            **_dated_cells("about", claim.about, article.text),
            **_dated_cells("said", claim.said, article.text),
            "claim_group_id": None,
        }


def _dated_cells(prefix: str, dated: Dated, text: str) -> Row:
    span = dated.span
    return {
        f"{prefix}_from_on": dated.from_on,
        f"{prefix}_to_on": dated.to_on,
        f"{prefix}_precision": dated.precision,
        f"{prefix}_basis": dated.basis,
        f"{prefix}_text": text[span.start : span.end] if span else None,
        f"{prefix}_start_char": span.start if span else None,
        f"{prefix}_end_char": span.end if span else None,
    }


def _claim_mention_rows(page: ReadPage, claims: list[Row], mentions: list[Row]) -> Iterator[Row]:
    for row, claim in zip(claims, page.resolution.claims, strict=True):
        for role, indices in (("source", claim.source_mentions), ("about", claim.about_mentions)):
            for index in indices:
                yield {
                    "claim_id": row["claim_id"],
                    "mention_id": mentions[index]["mention_id"],
                    "role": role,
                    "reader_version": row["reader_version"],
                }
