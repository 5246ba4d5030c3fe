"""Fit the classifier of article lines in plain-text captures.

Usage: python -m training.text_lines GOLD SCORERS [--measure]

GOLD holds pages/{scrapinghub,fundus,wcxb}, SCORERS pages.py (bench/README.md gives their origin). Prints the
weights, for pipelines/extract/plain_text/data/text_lines.txt. With --measure the command prints no weights, but body
F1 over five folds, with each site in a single fold.

Each page is learned in six forms: as inscriptis writes it, the same without its blank lines, as html2text writes it,
and its gold text as pasted by a person: with blank lines, broken into lines of 72 characters, and the first
paragraphs alone. Without the last three forms, a text without surroundings would lose its short lines.
"""

import argparse
import gzip
import hashlib
import importlib
import json
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

import html2text
import numpy as np
from inscriptis import get_text
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from hearsay.flows.config.languages import languages
from hearsay.pipelines.extract import Limits, extract_article
from hearsay.pipelines.extract.bytes.decoding import decode
from hearsay.pipelines.extract.plain_text import line_model
from hearsay.pipelines.extract.plain_text.line_model import INTERCEPT
from hearsay.pipelines.extract.plain_text.line_signs import Signs, line_signs
from hearsay.pipelines.extract.plain_text.text_lines import read_lines
from hearsay.pipelines.records import Article, Capture

Floats = NDArray[np.float64]

SETS = ("scrapinghub", "fundus", "wcxb")
FOLDS = 5
FREEDOM = 0.001
"""C of the regression: the smallest of .001, .003, .03 and .3, and the best over the folds."""
SHINGLE = 4
HALF = 0.5
JOINED = 2
WIDTH = 72
SECOND_LEVEL = 3
HEAD = """\
# Which lines of a plain-text capture are its article: weights of the signs of extract/plain_text/line_signs.py.
# Made by training/text_lines.py from the development pages of article-extraction-benchmark, Fundus and WCXB."""


@dataclass(frozen=True)
class Form:
    """Page in one form of plain text."""

    set_name: str
    site: str
    name: str
    text: str
    gold: str
    scorer: ModuleType

    @cached_property
    def signs(self) -> Signs:
        return line_signs(read_lines(self.text, languages()), languages())

    @cached_property
    def tokens(self) -> list[list[str]]:
        return [self.scorer.tokens(line.text) for line in read_lines(self.text, languages())]

    @cached_property
    def is_gold(self) -> NDArray[np.bool_]:
        """Return True for a line with most words in shingles of the gold text, or for a short line in the text."""
        gold, shingles = f" {self.scorer.key(self.gold)} ", set(self.scorer.shingles(self.gold))
        return np.array([_is_in(tokens, gold, shingles) for tokens in self.tokens])

    @cached_property
    def shares(self) -> Floats:
        """Return the weight of each line: its share of the page, so that each page has the same weight."""
        lengths = np.array([len(tokens) + JOINED for tokens in self.tokens], dtype=float)
        return np.asarray(lengths / lengths.sum())

    @property
    def fold(self) -> int:
        return int(hashlib.sha256(self.site.encode()).hexdigest(), 16) % FOLDS


def _is_in(tokens: list[str], gold: str, shingles: set[tuple[str, ...]]) -> bool:
    if len(tokens) < SHINGLE:
        return bool(tokens) and f" {' '.join(tokens)} " in gold
    covered = np.zeros(len(tokens), dtype=bool)
    for start in range(len(tokens) - SHINGLE + 1):
        covered[start : start + SHINGLE] |= tuple(tokens[start : start + SHINGLE]) in shingles
    return bool(covered.mean() >= HALF)


def forms(gold: Path, scorer: ModuleType) -> Iterator[Form]:
    """Yield every page with a gold body in every form."""
    for set_name in SETS:
        folder = gold / "pages" / set_name
        for number, line in enumerate((folder / "gold.jsonl").read_text(encoding="utf-8").splitlines()):
            page = json.loads(line)
            if not page["body"]:
                continue
            markup = decode(gzip.decompress((folder / "html" / f"{page['id']}.html.gz").read_bytes()), None)
            for name, text in _texts(markup, page, number).items():
                yield Form(set_name, _site(page["url"]), name, text, page["body"], scorer)


def _texts(markup: str, page: dict[str, Any], number: int) -> dict[str, str]:
    rendered = get_text(markup)
    markdown = html2text.HTML2Text(bodywidth=0)
    markdown.ignore_links = markdown.ignore_images = True
    title = [page["title"]] if page.get("title") else []
    paragraphs = [line for line in page["body"].splitlines() if line.strip()]
    return {
        "inscriptis": rendered,
        "without blank lines": "\n".join(line for line in rendered.splitlines() if line.strip()),
        "html2text": markdown.handle(markup),
        "text alone": "\n\n".join([*title, *paragraphs]),
        "broken lines": "\n\n".join("\n".join(textwrap.wrap(line, WIDTH)) for line in [*title, *paragraphs]),
        "first paragraphs": "\n".join(paragraphs[: 1 + number % 4]),
    }


def _site(address: str) -> str:
    """Return the registrable domain, roughly enough to keep a site's pages together: "bbc.co.uk", "spiegel.de"."""
    labels = (urlsplit(address).hostname or address).split(".")
    return ".".join(labels[-3:] if len(labels[-2]) <= SECOND_LEVEL else labels[-2:])


def fit(learned: list[Form]) -> dict[str, float]:
    """Return weights of the unscaled signs, from a regression over signs with the same spread."""
    names = list(learned[0].signs)
    rows = np.concatenate([np.column_stack([form.signs[name] for name in names]) for form in learned])
    shares = np.concatenate([form.shares for form in learned])
    mean, spread = rows.mean(axis=0), rows.std(axis=0)
    spread[spread == 0] = 1.0
    model = LogisticRegression(C=FREEDOM, max_iter=500)
    model.fit((rows - mean) / spread, np.concatenate([form.is_gold for form in learned]), shares / shares.mean())
    weights = model.coef_[0] / spread
    named = dict(zip(names, weights.tolist(), strict=True))
    return named | {INTERCEPT: float(model.intercept_[0] - weights @ mean)}


def measure(forms_of_pages: list[Form]) -> None:
    """Print body F1 of the whole article stage on each form, by weights of the other four folds."""
    shares: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for fold in range(FOLDS):
        weights = fit([form for form in forms_of_pages if form.fold != fold])
        line_model.line_weights = lambda weights=weights: weights  # type: ignore[assignment]
        for form in forms_of_pages:
            if form.fold == fold:
                shares.setdefault((form.name, form.set_name), []).append(_shares(form))
    print(f"| form | {' | '.join(SETS)} |\n|---|---|---|---|")
    for name in dict.fromkeys(form.name for form in forms_of_pages):
        print(f"| {name} | {' | '.join(f'{_f1(shares[name, set_name]):.4f}' for set_name in SETS)} |")


def _shares(form: Form) -> tuple[float, float]:
    """Return precision and recall of 4-token shingles; an empty result has 0 for both."""
    capture = Capture(
        "c" * 32, "s" * 64, form.text.encode("utf-8", "replace"), "", None, None, None, None, "text/plain"
    )
    outcome = extract_article(capture, Limits(), languages())
    shingles = form.scorer.shingles(outcome.text if isinstance(outcome, Article) else "")
    gold = form.gold if form.name != "first paragraphs" else form.text
    wanted = form.scorer.shingles(gold)
    common = (wanted & shingles).total()
    return common / shingles.total() if shingles else 0.0, common / wanted.total()


def _f1(shares: list[tuple[float, float]]) -> float:
    precision, recall = np.mean(shares, axis=0)
    return float(2 * precision * recall / (precision + recall))


def main() -> None:
    """Print weights, or with --measure their quality."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("scorers", type=Path)
    parser.add_argument("--measure", action="store_true")
    args = parser.parse_args()
    sys.path.insert(0, str(args.scorers))
    scorer = importlib.import_module("pages")

    learned = list(forms(args.gold, scorer))
    if args.measure:
        measure(learned)
        return
    print(HEAD)
    for name, weight in sorted(fit(learned).items()):
        print(f"{name}\t{weight:.4f}")


if __name__ == "__main__":
    main()
