"""Mentions with exact span and type, after mapping both sides to the types that the corpus knows.

The reader was trained on worldwide newswire except for the held-out documents. What it has of the whole corpus is
measured too, for comparison with a reader that was not trained on it.
"""

from pathlib import Path

from bench.commands import score_command
from bench.figure import Figure, Target, at_least
from hearsay.flows.config.languages import languages
from hearsay.pipelines.reader.trained import TrainedReader
from training.evaluate import load_scorer, mention_scores

NEWSWIRE = "en-worldwide-newswire"


def measure(gold: Path, scorers: Path) -> list[Figure]:
    """Return F1 on held-out newswire, on two development parts, and on all of the newswire."""
    ner, scorer = gold / "ner", scorers / "mentions.py"
    held_out = mention_scores(
        TrainedReader(languages().default), load_scorer(scorer), "worldwide", ner / "worldwide", True
    )
    figures = [
        _figure("worldwide newswire, held-out", held_out["n"], held_out["all"], at_least(0.85), NEWSWIRE, "held-out")
    ]
    for name, corpus, path, target, set_, part in (
        ("politics", "politics", "politics/dev.txt", at_least(0.76), "CrossNER politics", "development"),
        ("CoNLL-2003", "conll2003", "conll2003/dev.txt", at_least(0.88), "CoNLL-2003", "development"),
        ("worldwide newswire, all of it", "worldwide", "worldwide", None, NEWSWIRE, "all, mostly training"),
    ):
        place = [corpus, str(ner / path)]
        scores = score_command(scorer, "read", ["texts", *place], ["score", *place])["all"]
        figures.append(_figure(name, scores["n"], scores["f1"], target, set_, part))
        figures.append(_figure(f"{name}, precision", scores["n"], scores["p"], None, set_, part))
        figures.append(_figure(f"{name}, recall", scores["n"], scores["r"], None, set_, part))
    return figures


def _figure(name: str, count: object, value: object, target: Target | None, set_: str, part: str) -> Figure:
    assert isinstance(count, int)
    assert isinstance(value, float)
    return Figure("mentions", name, count, value, target, set=set_, part=part, items="mentions")
