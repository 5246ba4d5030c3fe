"""The article's own statements, and the kinds of sources, on 150 of PolNeAR's training articles, chosen by hash.

Counted are the sentences that hearsay takes for the article's own statements and the annotators attribute to somebody
(more than half of their characters in a content), and by which rule the kind of each source of the annotators is
decided. The reader has seen these articles.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from bench.figure import Figure, figures_of
from hearsay.flows.config.languages import languages
from hearsay.pipelines.reader import read_text
from hearsay.pipelines.records import Article, Span
from hearsay.pipelines.resolve import resolve
from hearsay.pipelines.resolve.speakers.source_types import kind_of_source
from training.evaluate import load_scorer

ARTICLES = 150
SHOWN = 40
PART = "training, 150 articles"

Attributed = dict[str, list[tuple[int, int]]]
"""An attribution: its role to its spans."""
Documents = dict[str, tuple[str, list[Attributed]]]


def measure(gold: Path, scorers: Path) -> list[Figure]:
    """Return the share of own statements that somebody else made, and how sources' kinds are decided."""
    documents = sample(load_scorer(scorers / "attribution.py"), gold)
    is_attributed = [attributed for _, attributed in own_statements(documents)]
    bases = Counter(bases_of_kinds(documents))
    name = "own statements that the annotators attribute"
    figures = figures_of(
        "statements",
        [(name, sum(is_attributed) / len(is_attributed), None, "share")],
        len(is_attributed),
        "PolNeAR",
        PART,
        "statements",
    )
    shares = sorted(bases.items(), key=lambda item: (-item[1], item[0]))
    return figures + figures_of(
        "statements",
        [(f"kind of source by {basis}", count / bases.total(), None, "share") for basis, count in shares],
        bases.total(),
        "PolNeAR",
        PART,
        "sources",
    )


def misses(gold: Path, scorers: Path) -> Iterator[str]:
    """Yield forty own statements, drawn by hash, to be read by eye."""
    documents = sample(load_scorer(scorers / "attribution.py"), gold)
    shown = [statement for statement, _ in own_statements(documents)]
    yield from sorted(shown, key=lambda text: hashlib.sha256(text.encode()).hexdigest())[:SHOWN]


def sample(scorer: ModuleType, gold: Path) -> Documents:
    """Return the articles to measure on."""
    documents: Documents = scorer.gold(gold / "polnear" / "train")
    chosen = sorted(documents, key=lambda name: hashlib.sha256(name.encode()).hexdigest())[:ARTICLES]
    return {name: documents[name] for name in chosen}


def own_statements(documents: Documents) -> Iterator[tuple[str, bool]]:
    """Yield the beginning of each of the articles' own statements, and True if the annotators attribute it."""
    for text, attributions in documents.values():
        covered = {
            at for attribution in attributions for start, end in attribution["content"] for at in range(start, end)
        }
        resolution = resolve(
            Article("capture", text, language="en"), read_text(text, languages().default), languages().default
        )
        for claim in resolution.claims:
            if claim.source_type == "author" and not claim.attribution.source:
                (span,) = claim.attribution.content
                yield " ".join(text[span.start : span.end].split())[:150], _share(span, covered) > 0.5


def _share(span: Span, covered: set[int]) -> float:
    return sum(at in covered for at in range(span.start, span.end)) / (span.end - span.start)


def bases_of_kinds(documents: Documents) -> Iterator[str]:
    """Yield the rule by which the kind of each source of the annotators is decided."""
    for text, attributions in documents.values():
        for attribution in attributions:
            if attribution["source"]:
                start, end = attribution["source"][0]
                yield kind_of_source(text[start:end], languages().default).basis
