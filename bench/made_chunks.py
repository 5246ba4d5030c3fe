"""Chunks of made articles, ready to be published: 28 claims an article, as in news."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import polars as pl

from hearsay.pipelines.ids import article_id, content_id, sha256_hex, version_id
from hearsay.pipelines.inputs import FileInput
from hearsay.pipelines.pages import CapturedPage, ReadPage, end_page
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
)
from hearsay.pipelines.rows import RunStamp, ledger_frame, shape_rows, sightings_frame
from hearsay.warehouse.publish import Chunk
from hearsay.warehouse.schema import CHECKS, QUARANTINE, empty_frame

CLAIMS_OF_ARTICLE = 28
CHUNK = 100
NOW = datetime(2026, 1, 1, tzinfo=UTC)
STAMP = RunStamp("bench", "extractor-1", "reader-1")
WORDS = tuple(
    f"{a}{b}{c}" for a in "bdfgklmnprst" for b in ("a", "e", "io", "ou") for c in ("ln", "rt", "m", "st", "x")
)


def made_chunk(number: int, series: int, stamp: RunStamp = STAMP) -> Chunk:
    """Return a chunk of CHUNK articles. Chunks of a series share sentences."""
    pages = list(made_pages(number, series))
    rows = shape_rows(pages, stamp, NOW)
    height = sum(frame.height for frame in rows.values())
    loaded = Outcome(OutcomeKind.LOADED, "new")
    ended = [end_page(page.captured, "publish", loaded, page.version_id) for page in pages]
    return Chunk(
        run_id=stamp.run_id,
        rows=rows,
        sightings=sightings_frame(ended),
        ledger=ledger_frame(ended, stamp),
        quarantine=empty_frame(QUARANTINE),
        checks=empty_frame(CHECKS),
        rows_extracted=height,
        rows_loaded=height,
        rows_quarantined=0,
        published_at=NOW,
    )


def one_chunk(chunks: list[Chunk]) -> Chunk:
    """Return the rows of several chunks of a run as one chunk."""
    rows = {name: pl.concat([chunk.rows[name] for chunk in chunks]) for name in chunks[0].rows}
    rows["entities"] = rows["entities"].unique("entity_id", keep="first", maintain_order=True)
    return replace(
        chunks[0],
        rows=rows,
        sightings=pl.concat([chunk.sightings for chunk in chunks]),
        ledger=pl.concat([chunk.ledger for chunk in chunks]),
    )


def made_pages(chunk: int, series: int) -> Iterator[ReadPage]:
    """Yield the pages of a chunk. A tenth of the sentences are those of the series, so that groups form."""
    chance = random.Random(chunk)  # noqa: S311 - the same pages in every run
    shared = random.Random(f"series {series}")  # noqa: S311
    common = [" ".join(shared.choices(WORDS, k=12)) for _ in range(50)]
    for place in range(CHUNK):
        sentences = [
            chance.choice(common) if chance.random() < 0.1 else " ".join(chance.choices(WORDS, k=12))
            for _ in range(CLAIMS_OF_ARTICLE)
        ]
        yield made_page(chunk * CHUNK + place + 1, sentences)


def made_page(number: int, sentences: list[str]) -> ReadPage:
    """Return a page whose sentences are one claim each, of a person of the first word."""
    said = [f"{sentence.split()[0].title()} said {sentence}." for sentence in sentences]
    text = " ".join(said)
    url = f"https://outlet-{number % 200}.example/{number}"
    body = text.encode()
    capture = Capture(content_id("capture", url, text), sha256_hex(body), body, url, url, url, NOW, 200, "text/html")
    day = datetime(2025, 12, 1, tzinfo=UTC) + timedelta(minutes=number)
    article = Article(
        capture_id=capture.capture_id,
        text=text,
        title=sentences[0],
        published=Published(day, "json-ld", "second", day.isoformat()),
        url=url,
        canonical_url=url,
        domain=f"outlet-{number % 200}.example",
        language="en",
    )
    mentions, claims, entities, at = [], [], {}, 0
    for index, sentence in enumerate(said):
        name, cue = sentence.split()[0], sentence.index(" said ") + 1
        mentions.append(Mention(at, at + len(name), "person", 0.9))
        entity = content_id("entity", "person", name)
        entities[entity] = Entity(entity, name, "person", (name,))
        spans = (
            (Span(at, at + len(name)),),
            (Span(at + cue, at + cue + 4),),
            (Span(at + cue + 5, at + len(sentence)),),
        )
        claims.append(
            Claim(Attribution(*spans, "indirect", 0.8), entity, "named", "say", "+", "CT", None, (index,), ())
        )
        at += len(sentence) + 1
    of_mentions = tuple(content_id("entity", "person", text[mention.start : mention.end]) for mention in mentions)
    identity = article_id(article)
    return ReadPage(
        captured=CapturedPage(number, FileInput(url, url), NOW, capture, "html"),
        article=article,
        article_id=identity,
        version_id=version_id(identity, article),
        reading=Reading(tuple(mentions), (), "reader-1"),
        resolution=Resolution(tuple(entities.values()), of_mentions, tuple(claims)),
    )
