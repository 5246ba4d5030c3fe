"""How far two people agree on who said what, by the measures of the reader: python bench/agreement.py SPLIT SCORERS

SPLIT is a folder of PolNeAR with text and attributions (GOLD/polnear/train), SCORERS the folder of attribution.py.
Some articles were annotated by several people, whom the end of a file's name tells apart; for each pair of them
one is scored as if the other were the gold. Prints a Markdown table of F1 over all articles of a pair: the mean of
the pairs, the lowest and the highest.
"""

import json
import shutil
import sys
import tempfile
from collections import defaultdict
from itertools import combinations
from pathlib import Path
from statistics import mean
from types import ModuleType

sys.path.insert(0, str(Path(__file__).parents[1]))

from training.evaluate import load_scorer

ROLES = ("source", "cue", "content")


def main(split: Path, scorers: Path) -> None:
    scorer = load_scorer(scorers / "attribution.py")
    by_person: dict[str, set[str]] = defaultdict(set)
    for path in (split / "attributions").glob("*.ann"):
        article, _, person = path.stem.rpartition("_")
        by_person[person].add(article)
    shared = {
        (one, other): by_person[one] & by_person[other]
        for one, other in combinations(sorted(by_person), 2)
        if by_person[one] & by_person[other]
    }
    if not shared:
        sys.exit(f"{split}: no article was annotated by several people")
    found = [agreement(scorer, split, articles, *people) for people, articles in shared.items()]
    print(f"{len(set().union(*shared.values()))} articles, {len(found)} pairs of people")
    print("| F1 | mean | lowest | highest |\n|---|---|---|---|")
    for measure in found[0]:
        values = [one[measure] for one in found]
        print(f"| {measure} | {mean(values):.3f} | {min(values):.3f} | {max(values):.3f} |")


def agreement(scorer: ModuleType, split: Path, articles: set[str], one: str, other: str) -> dict[str, float]:
    """F1 of what the second person annotated in these articles, with the first person's as the gold."""
    with tempfile.TemporaryDirectory() as folder:
        first, second = (_copied(split, articles, Path(folder) / person, person) for person in (one, other))
        predictions = Path(folder) / "predictions.jsonl"
        with predictions.open("w", encoding="utf-8") as lines:
            for article, (_, attributions) in scorer.gold(second).items():
                print(json.dumps({"id": article, "attributions": attributions}), file=lines)
        found = scorer.score(first, predictions)
    scores = {f"{kind} {role}": found[kind][role]["f1"] for kind in ("exact", "chars") for role in ROLES}
    return scores | {"linked": found["linked"]["f1"]}


def _copied(split: Path, articles: set[str], folder: Path, person: str) -> Path:
    """A split of these articles with the files of one person alone."""
    for part in ("text", "attributions"):
        (folder / part).mkdir(parents=True)
    for article in articles:
        shutil.copy(split / "attributions" / f"{article}_{person}.ann", folder / "attributions")
        shutil.copy(split / "text" / f"{article}.txt", folder / "text")
    return folder


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))
