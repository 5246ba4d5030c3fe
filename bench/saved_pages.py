"""Sets of saved pages with gold data: GOLD/pages/SET/gold.jsonl and GOLD/pages/SET/html/ID.html.gz."""

import gzip
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from bench.figure import harmonic_mean
from hearsay.flows.config.languages import languages
from hearsay.pipelines.capture import capture_input
from hearsay.pipelines.extract import Limits, extract_article
from hearsay.pipelines.extract.bytes.decoding import decode
from hearsay.pipelines.inputs import FileInput
from hearsay.pipelines.records import Article, Capture

BODY_SETS = {"scrapinghub": "article-extraction-benchmark", "fundus": "Fundus' test fixtures", "wcxb": "WCXB"}
"""The sets with a gold body, and their public names."""
SEEN = {"scrapinghub": 88, "fundus": 113, "wcxb": 96, "htmldate": 0}
"""How many pages of each set were there when rules and weights for pages were made."""
ALL_SETS = " + ".join(("article-extraction-benchmark", "Fundus", "WCXB"))

Page = dict[str, Any]
"""A page of a gold set, as its file has it."""
Share = tuple[float, float]
"""Precision and recall of a page's body."""


def gold_pages(gold: Path, name: str) -> Iterator[Page]:
    """Yield the pages of a set."""
    with (gold / "pages" / name / "gold.jsonl").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def pages_with_body(gold: Path, name: str) -> list[Page]:
    """Return the pages of a set that have a gold body."""
    return [page for page in gold_pages(gold, name) if page.get("body")]


def bytes_of(gold: Path, name: str, page: Page) -> bytes:
    """Return the bytes of a page."""
    return gzip.decompress((gold / "pages" / name / "html" / f"{page['id']}.html.gz").read_bytes())


def markup_of(gold: Path, name: str, page: Page) -> str:
    """Return the characters of a page."""
    return decode(bytes_of(gold, name, page), None)


def article_of(gold: Path, name: str, page: Page, text: str | None = None) -> Article:
    """Return the article of a page, or of a plain text made from the page; an empty article where there is none."""
    body = bytes_of(gold, name, page) if text is None else text.encode("utf-8", "replace")
    media_type = "text/html" if text is None else "text/plain"
    capture = Capture("c" * 32, "s" * 64, body, page["id"], page["url"], None, None, None, media_type)
    article = extract_article(capture, Limits(), languages())
    return article if isinstance(article, Article) else Article("c" * 32, "")


def captures_of(paths: Sequence[Path]) -> list[Capture]:
    """Return the captures of files, without those that are rejected."""
    limit = Limits().max_bytes
    inputs = (FileInput(path.name, str(path)) for path in paths)
    return [capture for capture in (capture_input(page, limit) for page in inputs) if isinstance(capture, Capture)]


def saved_files(gold: Path, names: Sequence[str] = tuple(BODY_SETS)) -> list[Path]:
    """Return the files of the pages of some sets."""
    return [path for name in names for path in sorted((gold / "pages" / name / "html").iterdir())]


def body_shares(scorer: ModuleType, page: Page, article: Article) -> Share:
    """Return precision and recall of an article's shingles."""
    wanted, extracted = scorer.shingles(page["body"]), scorer.shingles(article.text)
    common = sum((wanted & extracted).values())
    return (common / sum(extracted.values()) if extracted else 0.0, common / sum(wanted.values()))


def mean_shares(shares: Sequence[Share]) -> tuple[float, float, float]:
    """Return the means of precision and recall, and the F1 of the means."""
    precision, recall = (sum(share[index] for share in shares) / len(shares) for index in (0, 1))
    return precision, recall, harmonic_mean(precision, recall)
