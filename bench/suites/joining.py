"""The cost of joining 1,000 articles to a warehouse of many: candidates, decisions and writing.

Makes warehouses of 10,000 and of 100,000 articles with claims, profiles and keys, by inserting rows through the
warehouse's layer, and spreads them over a year for each 10,000, as news comes. Then 1,000 articles put together from
sentences of PolNeAR's texts are clustered, a hundred at a time. The audit is left out: it knows nothing of the
warehouse. Counted is processor time, which other processes on the machine do not change.
"""

import random
import tempfile
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from bench.figure import Figure, figures_of
from bench.figure import Row as FigureRow
from hearsay.flows.config.languages import languages
from hearsay.flows.run.gathering import find_neighbours
from hearsay.pipelines.stories import KnownArticle, KnownClaim, article_keys, claim_bands, gather, make_profile
from hearsay.pipelines.stories.rows import gathered_frames
from hearsay.warehouse.connection import open_for_reading, open_for_writing
from hearsay.warehouse.gathered import Gathering, publish_gathering
from hearsay.warehouse.migrate import prepare_warehouse
from hearsay.warehouse.neighbours import gathering_state
from hearsay.warehouse.publish import insert_rows
from hearsay.warehouse.schema import CHECKS, TABLES, empty_frame

SIZES = (10_000, 100_000)
JOINED, BATCH, CLAIMS = 1000, 100, 8
START = datetime(2000, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
INSERTED = 5000

Row = dict[str, Any]


class Cost(NamedTuple):
    """The processor and wall seconds of joining, and the size of the warehouse's file in bytes."""

    processor: float
    wall: float
    size: int


def measure(gold: Path, scorers: Path) -> list[Figure]:
    """Return the cost in each warehouse, and the ratio of the largest to the smallest."""
    assert claim_bands("warm up what is loaded at the first use of all this")
    costs = {size: joining_cost(gold / "polnear", size) for size in SIZES}
    smallest, largest = costs[SIZES[0]], costs[SIZES[-1]]
    ratio = largest.processor / smallest.processor
    rows: list[FigureRow] = [(f"{SIZES[-1]:,} articles over {SIZES[0]:,}", ratio, None, "ratio")]
    for size, cost in costs.items():
        rows.append((f"processor time, {size:,} articles", cost.processor, None, "s"))
        rows.append((f"wall time, {size:,} articles", cost.wall, None, "s"))
        rows.append((f"file, {size:,} articles", cost.size / 1e6, None, "MB"))
    return figures_of("joining", rows, JOINED, "PolNeAR", "sentences put together", "joined articles")


def joining_cost(texts: Path, size: int) -> Cost:
    """Return the cost of joining to a new warehouse of so many articles."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "w.duckdb"
        fill(path, size)
        new = new_articles(texts, START + timedelta(minutes=52 * size))
        store(path, new)
        join(path, new[:1])
        used, began = time.process_time(), time.perf_counter()
        for start in range(1, JOINED, BATCH):
            join(path, new[start : start + BATCH])
        with open_for_writing(path):  # the end of a run puts everything into the file
            pass
        return Cost(time.process_time() - used, time.perf_counter() - began, path.stat().st_size)


def version(number: int) -> str:
    """Return an id. Ids are hashes, which come in no order."""
    return f"{random.Random(number).getrandbits(128):032x}"  # noqa: S311


def made_rows(numbers: range, chance: random.Random) -> dict[str, pl.DataFrame]:
    """Return rows of articles in the shape and number of real rows; their keys are random, as hashes are."""
    ids = {number: version(number) for number in numbers}
    claims = [(f"{ids[number][:30]}{place:02}", ids[number]) for number in numbers for place in range(CLAIMS)]

    def keys(owners: Iterable[str], count: int) -> list[tuple[int, str]]:
        return [(chance.getrandbits(63), owner) for owner in owners for _ in range(count)]

    weights = [{"term": f"t{chance.randrange(50_000)}", "weight": 0.1} for _ in range(100)]
    made: dict[str, Sequence[object]] = {
        "articles": [_article(number, ids[number]) for number in numbers],
        "claims": [_claim(claim, owner) for claim, owner in claims],
        "stories": [_story(ids[number]) for number in numbers],
        "claim_groups": [_group(claim) for claim, _ in claims],
        "article_bands": keys(ids.values(), 32),
        "story_keys": keys(ids.values(), 24),
        "claim_bands": keys([claim for claim, _ in claims], 6),
        "article_profiles": [(article, weights, weights[:8], weights[:20]) for article in ids.values()],
    }
    return {name: pl.DataFrame(rows, schema=TABLES[name].polars_schema, orient="row") for name, rows in made.items()}


def _empty(table: str) -> Row:
    filled: dict[object, object] = {pl.String: "", pl.Int32: 1, pl.Int64: 1, pl.Float64: 0.5, pl.Boolean: True}
    return {
        column.name: None
        if column.nullable
        else NOW
        if isinstance(column.dtype, pl.Datetime)
        else []
        if isinstance(column.dtype, pl.List)
        else filled[column.dtype]
        for column in TABLES[table].columns
    }


def _article(number: int, name: str) -> Row:
    at = START + timedelta(minutes=52 * number)
    text = f"Made article {number}. " * 40
    return _empty("articles") | {
        "version_id": name,
        "article_id": name[::-1],
        "domain": f"outlet-{number % 200}.example",
        "published_at": at,
        "published_precision": "second",
        "first_seen_at": at,
        "text": text,
        "story_id": name,
    }


def _claim(claim: str, owner: str) -> Row:
    text = "that this was said by somebody at some time about something"
    ids = {"claim_id": claim, "version_id": owner, "article_id": owner[::-1], "content_text": text}
    return _empty("claims") | ids | {"claim_group_id": claim[::-1]}


def _story(name: str) -> Row:
    return _empty("stories") | {"story_id": name, "first_version_id": name}


def _group(claim: str) -> Row:
    return _empty("claim_groups") | {"claim_group_id": claim[::-1], "first_claim_id": claim, "content_text": "said"}


def fill(path: Path, count: int) -> None:
    """Make a warehouse of so many articles."""
    prepare_warehouse(path, NOW)
    chance = random.Random(3)  # noqa: S311 - the same warehouse in every run
    for first in range(0, count, INSERTED):
        rows = made_rows(range(first, min(first + INSERTED, count)), chance)
        with open_for_writing(path) as connection:
            for name, frame in rows.items():
                insert_rows(connection, TABLES[name], frame, "")


def new_articles(folder: Path, at: datetime) -> list[KnownArticle]:
    """Return articles put together from sentences; every fifth is a copy of the article before."""
    chance = random.Random(4)  # noqa: S311 - the same articles in every run
    texts = [file.read_text(encoding="utf-8") for file in sorted(folder.rglob("*.txt"))[:300]]
    pool = [part.strip() for text in texts for part in text.replace("\n", " ").split(". ") if len(part.split()) > 6]
    new: list[KnownArticle] = []
    for number in range(JOINED):
        parts = chance.sample(pool, 20)
        text = new[-1].text if number % 5 == 4 else ". ".join(parts)
        name = version(10**9 + number)
        claims = tuple(
            KnownClaim(f"{name[:30]}{place:02}", name, part, None, "+") for place, part in enumerate(parts[:CLAIMS])
        )
        seen = at + timedelta(minutes=52 * number)
        profile = make_profile(parts[0], text, "en", [])
        new.append(KnownArticle(name, name[::-1], seen, "second", seen, text, profile, claims=claims))
    return new


def store(path: Path, new: list[KnownArticle]) -> None:
    """Insert the articles as publication leaves them."""
    rows = [
        _article(number, article.version_id)
        | {"text": article.text, "published_at": article.published_at, "story_id": None}
        for number, article in enumerate(new)
    ]
    claims = [
        _claim(claim.claim_id, claim.version_id) | {"content_text": claim.content_text, "claim_group_id": None}
        for article in new
        for claim in article.claims
    ]
    with open_for_writing(path) as connection:
        for name, made in (("articles", rows), ("claims", claims)):
            frame = pl.DataFrame(made, schema=TABLES[name].polars_schema, orient="row")
            insert_rows(connection, TABLES[name], frame, "")


def join(path: Path, new: list[KnownArticle]) -> None:
    """Do with a chunk what flows.gathering does, without the audit."""
    profiled = [make_profile(article.text[:60], article.text, "en", []) for article in new]
    assert len(profiled) == len(new)
    with open_for_reading(path) as connection:
        state = gathering_state(connection)
        keys = {article.version_id: article_keys(article.text, article.profile, article.day) for article in new}
        around = find_neighbours(connection, new, keys)
    frames = gathered_frames(new, keys, gather(new, keys, around, languages()), "bench")
    places = (frames.copies, frames.story_of, frames.group_of, frames.merged)
    gathering = Gathering("bench", state, frames.rows, *places, empty_frame(CHECKS), NOW)
    with open_for_writing(path, is_one_of_many=True) as connection:
        assert publish_gathering(connection, gathering)
