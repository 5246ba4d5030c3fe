"""The calibration of confidences: how far they lie from the share of right rows, in ten bins of equal width.

An attribution is right if it is linked as in the suite `attributions`, a mention if span and type are exact. The
curves were fitted on the held-out documents, so the figures of the development parts are those to expect elsewhere.
"""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType

import numpy as np

from bench.figure import Figure, figures_of
from bench.suites.attributions import ROLES
from hearsay.flows.config.languages import languages
from hearsay.pipelines.reader import read_text
from training.evaluate import kept_back_polnear, load_scorer
from training.splits import is_kept_back

BINS = 10
Judged = tuple[float, bool]
"""The confidence of a row, and True if the row is right."""


def measure(gold: Path, scorers: Path) -> list[Figure]:
    """Return the expected calibration error of attributions and mentions."""
    attribution, mention = load_scorer(scorers / "attribution.py"), load_scorer(scorers / "mentions.py")
    ner = gold / "ner"
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        kept_back_polnear(gold / "polnear" / "train", Path(folder))
        for split, part in ((gold / "polnear" / "dev", "development"), (Path(folder), "held-out")):
            judged = list(judged_attributions(attribution, split))
            figures += _figures(f"attributions, {part}", judged, "PolNeAR", part, "attributions")
    for corpus, path, set_, part in (
        ("conll2003", "conll2003/dev.txt", "CoNLL-2003", "development"),
        ("politics", "politics/dev.txt", "CrossNER politics", "development"),
        ("worldwide", "worldwide", "en-worldwide-newswire", "held-out"),
    ):
        judged = list(judged_mentions(mention, corpus, ner / path, is_held_out=part == "held-out"))
        figures += _figures(f"mentions, {set_}", judged, set_, part, "mentions")
    return figures


def _figures(name: str, judged: Sequence[Judged], set_: str, part: str, items: str) -> list[Figure]:
    confidences, right = (np.array(column, dtype=float) for column in zip(*judged, strict=True))
    return figures_of(
        "confidence",
        [
            (f"calibration error of {name}", calibration_error(confidences, right), None, "share"),
            (f"mean confidence of {name}", float(confidences.mean()), None, "share"),
            (f"share right of {name}", float(right.mean()), None, "share"),
        ],
        len(judged),
        set_,
        part,
        items,
    )


def calibration_error(
    confidences: "np.ndarray[tuple[int], np.dtype[np.float64]]", right: "np.ndarray[tuple[int], np.dtype[np.float64]]"
) -> float:
    """Return the expected calibration error in ten bins."""
    bins = np.minimum((confidences * BINS).astype(int), BINS - 1)
    gaps = [
        abs(confidences[bins == number].mean() - right[bins == number].mean()) * (bins == number).mean()
        for number in np.unique(bins)
    ]
    return float(sum(gaps))


def judged_attributions(scorer: ModuleType, split: Path) -> Iterator[Judged]:
    """Yield each attribution of a split, right if it is linked to a gold attribution that is still free."""
    for text, gold in scorer.gold(split).values():
        free = [{role: scorer.chars(text, attribution[role]) for role in ROLES} for attribution in gold]
        for attribution in read_text(text, languages().default).attributions:
            covered = {role: scorer.chars(text, getattr(attribution, role)) for role in ROLES}
            hits = [wanted for wanted in free if _is_linked(scorer, covered, wanted)]
            for hit in hits[:1]:
                free.remove(hit)
            yield attribution.confidence, bool(hits)


def _is_linked(scorer: ModuleType, covered: dict[str, set[int]], wanted: dict[str, set[int]]) -> bool:
    halves = all(scorer.half_shared(covered[role], wanted[role]) for role in ("source", "content"))
    return halves and bool(covered["cue"] & wanted["cue"])


def judged_mentions(scorer: ModuleType, corpus: str, path: Path, *, is_held_out: bool) -> Iterator[Judged]:
    """Yield each mention of a type that the corpus knows, right if its span and type are exact."""
    mapping = scorer.TYPES[corpus][1]
    for name, sentences in scorer.documents(corpus, path):
        if is_held_out and not is_kept_back(name):
            continue
        text, gold = scorer.lay_out(corpus, sentences)
        right = set(gold)
        for mention in read_text(text, languages().default).mentions:
            kind = mapping.get(mention.entity_type.lower())
            if kind:
                yield mention.confidence, (mention.start, mention.end, kind) in right
