"""How far two people agree on who said what, by the measures of the reader: python bench/agreement.py SPLIT SCORERS

SPLIT is a folder of PolNeAR with text and attributions (GOLD/polnear/train), SCORERS the folder of attribution.py.
Some articles were annotated by several people; for each pair of them one is scored as if the other were the gold.
Prints a Markdown table of F1 over all articles of a pair: the mean of the pairs, the lowest and the highest.
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
    by_article: dict[str, list[Path]] = defaultdict(list)
    for path in sorted((split / "attributions").glob("*.ann")):
        by_article[path.stem.rpartition("_")[0]].append(path)
    shared = {article: paths for article, paths in by_article.items() if len(paths) > 1}
    if not shared:
        sys.exit(f"{split}: no article was annotated by several people")
    pairs = combinations(range(max(map(len, shared.values()))), 2)
    found = [agreement(scorer, split, shared, one, other) for one, other in pairs]
    print(f"{len(shared)} articles, {len(found)} pairs of people")
    print("| F1 | mean | lowest | highest |\n|---|---|---|---|")
    for measure in found[0]:
        values = [one[measure] for one in found]
        print(f"| {measure} | {mean(values):.3f} | {min(values):.3f} | {max(values):.3f} |")


def agreement(
    scorer: ModuleType, split: Path, shared: dict[str, list[Path]], one: int, other: int
) -> dict[str, float]:
    """F1 of the second person's files, by their place among an article's, with the first person's as the gold."""
    with tempfile.TemporaryDirectory() as folder:
        first, second = (_copied(split, shared, Path(folder) / str(number), number) for number in (one, other))
        predictions = Path(folder) / "predictions.jsonl"
        with predictions.open("w", encoding="utf-8") as lines:
            for article, (_, attributions) in scorer.gold(second).items():
                print(json.dumps({"id": article, "attributions": attributions}), file=lines)
        for text in (first / "text").iterdir():
            if not (second / "text" / text.name).exists():  # not annotated by so many: no pair
                text.unlink()
        found = scorer.score(first, predictions)
    scores = {f"{kind} {role}": found[kind][role]["f1"] for kind in ("exact", "chars") for role in ROLES}
    return scores | {"linked": found["linked"]["f1"]}


def _copied(split: Path, shared: dict[str, list[Path]], folder: Path, number: int) -> Path:
    """A split of one file an article, of those that have as many."""
    for part in ("text", "attributions"):
        (folder / part).mkdir(parents=True)
    for article, paths in shared.items():
        if number < len(paths):
            shutil.copy(paths[number], folder / "attributions")
            shutil.copy(split / "text" / f"{article}.txt", folder / "text")
    return folder


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))
