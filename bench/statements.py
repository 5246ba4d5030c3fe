"""Statements of articles and kinds of sources, on gold data: python bench/statements.py GOLD SCORERS [show].

GOLD holds polnear/train, SCORERS attribution.py. On 150 of its articles, chosen by hash: how many of the
sentences that hearsay takes for the article's own statements the annotators attribute to somebody (more than
half of their characters in a content), and by which rule the kind of each source of the annotators is told.
`show` prints forty of the sentences.
"""

import hashlib
import importlib
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from hearsay.pipelines.reader import read_text  # noqa: E402
from hearsay.pipelines.records import Article, Span  # noqa: E402
from hearsay.pipelines.resolve import resolve  # noqa: E402
from hearsay.pipelines.resolve.speakers.source_types import kind_of_source  # noqa: E402

ARTICLES = 150
SHOWN = 40

Attributed = dict[str, list[tuple[int, int]]]
"""An attribution: its role to its spans."""
Documents = dict[str, tuple[str, list[Attributed]]]


def sample(scorer: ModuleType, gold: Path) -> Documents:
    documents: Documents = scorer.gold(gold / "polnear" / "train")
    chosen = sorted(documents, key=lambda name: hashlib.sha256(name.encode()).hexdigest())[:ARTICLES]
    return {name: documents[name] for name in chosen}


def statements(documents: Documents, *, show: bool) -> None:
    stated, attributed, shown = 0, 0, []
    for text, attributions in documents.values():
        covered = {at for one in attributions for start, end in one["content"] for at in range(start, end)}
        resolution = resolve(Article("capture", text, language="en"), read_text(text))
        for claim in resolution.claims:
            if claim.source_type == "author" and not claim.attribution.source:
                (span,) = claim.attribution.content
                stated += 1
                attributed += _share(span, covered) > 0.5
                shown.append(" ".join(text[span.start : span.end].split())[:150])
    print(f"{stated} statements of {len(documents)} articles, {attributed} of them attributed by the annotators")
    if show:
        print("\n".join(sorted(shown, key=lambda one: hashlib.sha256(one.encode()).hexdigest())[:SHOWN]))


def _share(span: Span, covered: set[int]) -> float:
    return sum(at in covered for at in range(span.start, span.end)) / (span.end - span.start)


def kinds(documents: Documents) -> None:
    told = Counter[str]()
    for text, attributions in documents.values():
        for one in attributions:
            if one["source"]:
                start, end = one["source"][0]
                told[kind_of_source(text[start:end]).basis] += 1
    print("| kind of source told by | sources | share |")
    print("|---|---|---|")
    for basis, count in told.most_common():
        print(f"| {basis} | {count} | {count / told.total():.3f} |")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        raise SystemExit(__doc__)
    sys.path.insert(0, sys.argv[2])
    chosen = sample(importlib.import_module("attribution"), Path(sys.argv[1]))
    statements(chosen, show="show" in sys.argv)
    kinds(chosen)
