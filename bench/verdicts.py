"""Verdicts by eye on the rows of saved pages: bench/verdicts/*.jsonl, described in bench/verdicts/README.md."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from bench.saved_pages import BODY_SETS, Page, article_of, gold_pages
from hearsay.flows.run.page_work import read_and_resolve
from hearsay.pipelines.records import Article, Claim, Reading, Resolution, Spans

FOLDER = Path(__file__).with_name("verdicts")
"""Folder of the verdicts."""

Verdict = dict[str, Any]


@dataclass(frozen=True, slots=True)
class JudgedPage:
    """A page with its article as it is read today, and the verdicts on it."""

    article: Article
    reading: Reading
    resolution: Resolution
    verdicts: Verdict

    @property
    def is_same_text(self) -> bool:
        """True if the article still has the text that was judged."""
        return bool(text_hash(self.article.text) == self.verdicts["text_sha256"])


def text_hash(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def judged_pages(gold: Path, file: Path) -> Iterator[JudgedPage]:
    """Yield the pages of a file of verdicts."""
    pages = pages_by_name(gold)
    for line in file.read_text(encoding="utf-8").splitlines():
        verdicts = json.loads(line)
        name = (verdicts["set"], verdicts["id"])
        yield read_page(gold, *name, pages[name], verdicts)


def pages_by_name(gold: Path) -> dict[tuple[str, str], Page]:
    """Return the saved pages with a gold body by set and id."""
    return {(name, page["id"]): page for name in BODY_SETS for page in gold_pages(gold, name)}


def read_page(gold: Path, name: str, page_id: str, page: Page, verdicts: Verdict | None = None) -> JudgedPage:
    """Return a page as it is read today."""
    article = article_of(gold, name, page)
    reading, resolution = read_and_resolve(article, None)
    return JudgedPage(article, reading, resolution, verdicts or {"set": name, "id": page_id})


def spans_of(spans: Spans) -> list[list[int]]:
    """Return spans as JSON has them."""
    return [[start, end] for start, end in spans]


def verdict_on(claim: Claim, verdicts: Sequence[Verdict]) -> Verdict | None:
    """Return the verdict on a claim: on its content and cue, or on its content; None if nobody judged it."""
    content, cue = spans_of(claim.attribution.content), spans_of(claim.attribution.cue)
    same = [verdict for verdict in verdicts if verdict["content"] == content]
    return next((verdict for verdict in same if verdict.get("cue") == cue), same[0] if same else None)


def is_speaker(page: JudgedPage, claim: Claim, speaker: list[int] | str | None) -> bool:
    """Return True if the claim's entity is named at the span of the right speaker."""
    if speaker is None or isinstance(speaker, str):
        return False
    start, end = speaker
    named = zip(page.reading.mentions, page.resolution.mention_entities, strict=True)
    return any(
        entity == claim.source_entity_id and mention.start < end and start < mention.end for mention, entity in named
    )
