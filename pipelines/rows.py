"""Records to Polars frames with exactly the columns that the warehouse declares.

A column takes its value from the field of the same name in a record (pipelines/cells.py). The functions of the tables
add the other columns: ids, texts of spans, times of the run, and values that are set after publication. A column
without a value is an error. No other module builds these frames.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import polars as pl

from hearsay.pipelines.cells import Cells, take_columns
from hearsay.pipelines.ids import content_id, entity_id_of, sha256_hex
from hearsay.pipelines.pages import CapturedPage, EndedPage, ReadPage
from hearsay.pipelines.records import Claim, Known, Mention, Outcome, OutcomeKind, Span, Spans
from hearsay.pipelines.word_counts import word_count
from hearsay.warehouse.schema import (
    ARTICLES,
    CAPTURES,
    CLAIMS,
    ENTITIES,
    ENTITY_LINKS,
    INPUTS,
    KNOWLEDGE,
    MENTIONS,
    PAGE_TABLES,
    TABLES,
    VALIDATORS,
    Table,
)

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
    rows: dict[str, list[Cells]] = {name: [] for name in PAGE_TABLES}
    entities: dict[str, Cells] = {}
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


def make_frame(table: Table, rows: list[Cells]) -> pl.DataFrame:
    """Return a frame of a table, with the first row of each key.

    Raises:
        ValueError: A row has other columns than the table.
    """
    schema = table.polars_schema
    columns = set(schema)
    for row in rows:
        if row.keys() != columns:
            raise ValueError(_difference(table, row))
    frame = pl.DataFrame(rows, schema=schema, orient="row", strict=True)
    return frame.unique(subset=list(table.key), keep="first", maintain_order=True)


def _difference(table: Table, row: Cells) -> str:
    columns = {column.name for column in table.columns}
    return (
        f"a row of {table.name} lacks the columns {sorted(columns - row.keys())} and has values for "
        f"{sorted(row.keys() - columns)}, which are not columns; give each column of warehouse/schema.py a field of "
        "its name in pipelines/records.py or a value in pipelines/rows.py"
    )


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
    return make_frame(INPUTS, rows)


def _writable(text: str) -> str:
    """Return the text with a question mark for each character without a UTF-8 form; file names may hold any bytes."""
    return text.encode("utf-8", "replace").decode("utf-8")


def knowledge_frame(things: Iterable[Known], file: str, loaded_at: datetime) -> pl.DataFrame:
    """Return the rows of `knowledge` for the entries of a file. For a repeated entity the later entry counts."""
    rows = [
        {
            **take_columns(KNOWLEDGE, entry),
            "entity_id": entity_id_of(dict(entry.identifiers)),
            "aliases": sorted(set(entry.aliases)),
            "identifiers": _identifiers(dict(entry.identifiers)),
            "file": _writable(file),
            "loaded_at": loaded_at,
        }
        for entry in things
    ]
    return make_frame(KNOWLEDGE, rows[::-1])


def sightings_frame(pages: Iterable[EndedPage]) -> pl.DataFrame:
    """Return (capture_id, seen_at) for each page with a capture, new or earlier."""
    rows = [(page.capture_id, page.seen_at) for page in pages if page.capture_id is not None]
    dtype = CAPTURES.column("last_seen_at").dtype
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
        take_columns(VALIDATORS, capture, capture.validators, stamp)
        | {"last_modified_text": capture.validators.last_modified}
        for capture in (page.captured.capture for page in pages if page.captured is not None)
        if capture.validators is not None
    ]
    return make_frame(VALIDATORS, rows[::-1])


_LOADED = Outcome(OutcomeKind.LOADED, "new")


def _capture_row(page: CapturedPage, outcome: Outcome, version_id: str | None, stamp: RunStamp) -> Cells:
    capture = page.capture
    return {
        **take_columns(CAPTURES, capture, stamp),
        "first_seen_at": page.seen_at,
        "last_seen_at": page.seen_at,
        "content_kind": page.content_kind,
        "byte_count": len(capture.body),
        "outcome": outcome.kind.value,
        "reason": outcome.reason,
        "version_id": version_id,
        "archive_file": page.place.file if page.place else None,
        "archive_offset": page.place.offset if page.place else None,
    }


def _article_row(page: ReadPage, stamp: RunStamp, loaded_at: datetime) -> Cells:
    article = page.article
    return {
        **take_columns(ARTICLES, article, stamp),
        "version_id": page.version_id,
        "article_id": page.article_id,
        "text_sha256": sha256_hex(article.text.encode("utf-8")),
        "word_count": word_count(article.text),
        "version": 1,
        "is_current": True,
        "first_seen_at": page.captured.seen_at,
        "last_seen_at": page.captured.seen_at,
        # Microseconds keep the order of the inputs. The order decides between versions with equal times.
        "loaded_at": loaded_at + timedelta(microseconds=page.captured.number),
        # Set after publication, when near-duplicates and stories are linked.
        "copy_of": None,
        "copy_similarity": None,
        "story_id": None,
    }


def _entity_rows(page: ReadPage, stamp: RunStamp) -> Iterator[Cells]:
    for entity in page.resolution.entities:
        yield {
            **take_columns(ENTITIES, entity, stamp),
            "aliases": sorted(set(entity.aliases)),
            "identifiers": _identifiers(entity.identifiers),
            "first_seen_at": page.captured.seen_at,
            "last_seen_at": page.captured.seen_at,
        }


def _link_rows(page: ReadPage, stamp: RunStamp) -> Iterator[Cells]:
    for link in page.resolution.links:
        yield take_columns(ENTITY_LINKS, link, stamp)


def _identifiers(identifiers: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"scheme": scheme, "value": value} for scheme, value in sorted(identifiers.items())]


def _merged(earlier: Cells, row: Cells) -> Cells:
    """Return a single row for an entity that several articles of a chunk name."""
    identifiers = {cell["scheme"]: cell["value"] for cell in (*row["identifiers"], *earlier["identifiers"])}
    return earlier | {
        "aliases": sorted({*earlier["aliases"], *row["aliases"]}),
        "identifiers": _identifiers(identifiers),
        "first_seen_at": min(earlier["first_seen_at"], row["first_seen_at"]),
        "last_seen_at": max(earlier["last_seen_at"], row["last_seen_at"]),
    }


def _shared_cells(table: Table, page: ReadPage, stamp: RunStamp) -> Cells:
    """Return the cells that all mentions or all claims of a page have."""
    return take_columns(table, stamp) | {"version_id": page.version_id, "article_id": page.article_id}


def _mention_id(page: ReadPage, mention: Mention) -> str:
    return content_id("mention", page.version_id, mention.start, mention.end)


def _mention_rows(page: ReadPage, stamp: RunStamp) -> Iterator[Cells]:
    kinds = {entity.entity_id: entity.entity_type for entity in page.resolution.entities}
    shared = _shared_cells(MENTIONS, page, stamp)
    for mention, entity_id in zip(page.reading.mentions, page.resolution.mention_entities, strict=True):
        yield {
            **take_columns(MENTIONS, mention),
            **shared,
            "mention_id": _mention_id(page, mention),
            "start_char": mention.start,
            "end_char": mention.end,
            "mention_text": page.article.text[mention.start : mention.end],
            "entity_type": kinds.get(entity_id, mention.entity_type) if entity_id else mention.entity_type,
            "entity_id": entity_id,
        }


def _claim_id(page: ReadPage, claim: Claim) -> str:
    spans = (claim.attribution.source, claim.attribution.cue, claim.attribution.content)
    written = ("|".join(f"{start}-{end}" for start, end in parts) for parts in spans)
    return content_id("claim", page.version_id, *written)


def _claim_rows(page: ReadPage, stamp: RunStamp) -> Iterator[Cells]:
    article, claims = page.article, page.resolution.claims
    ids = [_claim_id(page, claim) for claim in claims]
    shared = _shared_cells(CLAIMS, page, stamp)
    for claim_id, claim in zip(ids, claims, strict=True):
        attribution = claim.attribution
        yield {
            **take_columns(CLAIMS, attribution, claim),
            **shared,
            "claim_id": claim_id,
            "source_text": span_text(article.text, attribution.source),
            "source_spans": _span_cells(attribution.source),
            "cue_text": span_text(article.text, attribution.cue),
            "cue_spans": _span_cells(attribution.cue),
            "content_text": span_text(article.text, attribution.content) or "",
            "content_spans": _span_cells(attribution.content),
            "parent_claim_id": None if claim.parent is None else ids[claim.parent],
            **_expression_cells("about", claim.about.span, article.text),
            **_expression_cells("said", claim.said.span, article.text),
            **_expression_cells("source_role", claim.source_role.role, article.text),
            **_expression_cells("affiliation", claim.source_role.affiliation, article.text),
            "context_start_char": claim.context.start if claim.context else None,
            "context_end_char": claim.context.end if claim.context else None,
            "affiliation_entity_id": claim.source_role.affiliation_entity_id,
            # Set after publication, when claims are closed and grouped.
            "closed_at": None,
            "closed_reason": None,
            "claim_group_id": None,
        }


def _span_cells(spans: Iterable[Span]) -> list[dict[str, int]]:
    return [{"start": start, "end": end} for start, end in spans]


def _expression_cells(prefix: str, span: Span | None, text: str) -> Cells:
    return {
        f"{prefix}_text": text[span.start : span.end] if span else None,
        f"{prefix}_start_char": span.start if span else None,
        f"{prefix}_end_char": span.end if span else None,
    }


def _claim_mention_rows(page: ReadPage, claims: list[Cells], mentions: list[Cells]) -> Iterator[Cells]:
    for row, claim in zip(claims, page.resolution.claims, strict=True):
        for role, indices in (("source", claim.source_mentions), ("about", claim.about_mentions)):
            for index in indices:
                yield {
                    "claim_id": row["claim_id"],
                    "mention_id": mentions[index]["mention_id"],
                    "role": role,
                    "reader_version": row["reader_version"],
                }
