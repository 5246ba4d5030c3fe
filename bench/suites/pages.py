"""The article record of saved pages, as `hearsay extract` makes it.

Body F1 is over shingles of 4 tokens; exact means every shingle. Titles and sets of authors are compared without case,
punctuation and white space, dates to the day. The target is what Trafilatura alone gives of the same pages, with
metadata and without comments.
"""

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from trafilatura import bare_extraction
from trafilatura.settings import Document

from bench.commands import output_of, score_command
from bench.figure import Figure, Target, at_least, at_most
from bench.saved_pages import SEEN, bytes_of, gold_pages

SETS = {
    "scrapinghub": "article-extraction-benchmark",
    "fundus": "Fundus' test fixtures",
    "wcxb": "WCXB",
    "htmldate": "htmldate's evaluation",
}
"""Folders below GOLD/pages, and the public names of the sets."""
SHARES = {
    "body F1": ("body", "f1"),
    "body precision": ("body", "p"),
    "body recall": ("body", "r"),
    "body exact": ("body", "exact"),
    "title": ("title_exact",),
    "authors": ("authors_exact",),
    "date": ("date_day_exact",),
}
"""Figures that are shares of pages, and where the scorer's answer has them."""
WITHOUT = {
    "date without one in the gold data": ("date_given_where_gold_has_none", "published_at"),
    "author without one in the gold data": ("author_given_where_gold_has_none", "authors"),
}
COMPARED = {"body F1", "title", "authors", "date"}
"""Figures that have a target."""


def measure(gold: Path, scorers: Path) -> list[Figure]:
    """Return the figures of each set."""
    return [figure for name in SETS for figure in _figures(gold, name, scorers / "pages.py")]


def _figures(gold: Path, name: str, scorer: Path) -> Iterator[Figure]:
    folder = str(gold / "pages" / name)
    scores = score_command(scorer, "extract", ["input", folder], ["score", folder])
    library = trafilatura_scores(gold, name, scorer)
    pages = list(gold_pages(gold, name))
    part = "development" if SEEN[name] == len(pages) else f"all, {SEEN[name]} seen in development"
    for label, place in SHARES.items():
        value = _at(scores, place)
        if value is not None:
            target = at_least(_at(library, place) or 0.0) if label in COMPARED else None
            yield _figure(f"{label}, {name}", _count(pages, label), value, target, SETS[name], part)
    for label, (place_, _) in WITHOUT.items():
        given, of = scores[place_]
        if of:
            yield _figure(f"{label}, {name}", of, given / of, at_most(library[place_][0] / of), SETS[name], part)
    yield _figure(f"language given, {name}", len(pages), scores["language_given"], None, SETS[name], part)


def _figure(name: str, count: int, value: float, target: Target | None, set_: str, part: str) -> Figure:
    return Figure("pages", name, count, value, target, set=set_, part=part, items="pages")


def _at(scores: dict[str, Any], place: tuple[str, ...]) -> float | None:
    value: Any = scores
    for key in place:
        value = value[key]
    return None if value is None or (place[0] == "body" and not scores["body"]["f1"]) else float(value)


def _count(pages: list[dict[str, Any]], label: str) -> int:
    field = {"title": "title", "authors": "authors", "date": "published_at"}.get(label, "body")
    return sum(bool(page.get(field)) for page in pages)


def trafilatura_scores(gold: Path, name: str, scorer: Path) -> dict[str, Any]:
    """Return the scores of Trafilatura alone."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as predictions:
        for page in gold_pages(gold, name):
            document = plain_document(bytes_of(gold, name, page), page["url"])
            row = {
                "id": page["id"],
                "title": document.title,
                "authors": [author for author in (document.author or "").split("; ") if author],
                "published_at": document.date,
                "language": document.language,
                "text": document.text,
            }
            predictions.write(json.dumps(row) + "\n")
        predictions.flush()
        scores: dict[str, Any] = json.loads(
            output_of([sys.executable, str(scorer), "score", str(gold / "pages" / name), predictions.name])
        )
        return scores


def plain_document(body: bytes, url: str) -> Document:
    """Return what Trafilatura alone makes of a page; an empty document where there is none."""
    document = bare_extraction(body, url=url, include_comments=False, with_metadata=True)
    return document if isinstance(document, Document) else Document()
