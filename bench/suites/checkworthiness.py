"""Check-worthiness of debate sentences over four folds, each measured by a model of the other three.

A sentence counts as check-worthy from a probability of .4. The layers and how freely the models may fit were chosen
on the same folds, so the figures are slightly too good.
"""

from pathlib import Path

from bench.figure import Figure, at_least, figures_of
from hearsay.pipelines.reader.network import Network
from hearsay.pipelines.reader.trained import MODEL
from hearsay.pipelines.reader.windows import load_tokenizer

TFIDF = at_least(0.753)
"""F1 of words and pairs of words by TF-IDF and logistic regression, on the same folds."""


def measure(gold: Path, scorers: Path) -> list[Figure]:
    """Return F1 over all sentences, the mean of the folds, and the calibration error."""
    from training.judge import measure as measure_folds

    scores = measure_folds(gold, Network(MODEL / "network.onnx"), load_tokenizer(MODEL / "tokenizer.json"))
    return figures_of(
        "checkworthiness",
        [
            ("F1", scores["F1"], TFIDF, "share"),
            ("F1, mean of the folds", scores["mean of the folds"], None, "share"),
            ("calibration error", scores["calibration error"], None, "share"),
        ],
        int(scores["sentences"]),
        "ClaimBuster",
        "four folds",
        "sentences",
    )
