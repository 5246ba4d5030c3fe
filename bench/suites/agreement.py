"""Agreement of two annotators on who said what, by the measures of the suite `attributions`.

Some articles of PolNeAR's training part were annotated by several people, whom the end of a file's name identifies.
For each pair of people, the annotations of the second are scored as if those of the first were the gold data.
"""

import json
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path
from statistics import mean
from types import ModuleType

from bench.figure import Figure
from bench.suites.attributions import MEASURES, ROLES
from training.evaluate import load_scorer

Pair = tuple[str, str]


def measure(gold: Path, scorers: Path) -> list[Figure]:
    """Return mean, lowest and highest F1 of all pairs. Raises ValueError where no pair shares an article."""
    split, scorer = gold / "polnear" / "train", load_scorer(scorers / "attribution.py")
    pairs = shared_articles(split)
    if not pairs:
        raise ValueError(f"{split}: no article was annotated by several people")
    agreements = [agreement(scorer, split, articles, pair) for pair, articles in pairs.items()]
    count = len(set().union(*pairs.values()))
    figures = []
    for name in agreements[0]:
        values = [scores[name] for scores in agreements]
        for label, value in (("", mean(values)), (", lowest", min(values)), (", highest", max(values))):
            figures.append(
                Figure(
                    "agreement",
                    f"{name}{label}",
                    count,
                    value,
                    set="PolNeAR",
                    part="training, annotated by several",
                    items="articles",
                )
            )
    return figures


def shared_articles(split: Path) -> Mapping[Pair, set[str]]:
    """Return the articles that two people annotated, for each pair of people."""
    by_person: dict[str, set[str]] = defaultdict(set)
    for path in (split / "attributions").glob("*.ann"):
        article, _, person = path.stem.rpartition("_")
        by_person[person].add(article)
    return {
        (first, second): by_person[first] & by_person[second]
        for first, second in combinations(sorted(by_person), 2)
        if by_person[first] & by_person[second]
    }


def agreement(scorer: ModuleType, split: Path, articles: set[str], pair: Pair) -> dict[str, float]:
    """Return the F1 of the second person's annotations, with those of the first person as the gold data."""
    with tempfile.TemporaryDirectory() as folder:
        first, second = (_copy_split(split, articles, Path(folder) / person, person) for person in pair)
        predictions = Path(folder) / "predictions.jsonl"
        with predictions.open("w", encoding="utf-8") as lines:
            for article, (_, attributions) in scorer.gold(second).items():
                print(json.dumps({"id": article, "attributions": attributions}), file=lines)
        scores = scorer.score(first, predictions)
    return {f"{label} {role}": scores[kind][role]["f1"] for kind, label in MEASURES.items() for role in ROLES} | {
        "linked": scores["linked"]["f1"]
    }


def _copy_split(split: Path, articles: set[str], folder: Path, person: str) -> Path:
    """Make a split of these articles with the annotations of one person."""
    for part in ("text", "attributions"):
        (folder / part).mkdir(parents=True)
    for article in sorted(articles):
        shutil.copy(split / "attributions" / f"{article}_{person}.ann", folder / "attributions")
        shutil.copy(split / "text" / f"{article}.txt", folder / "text")
    return folder
