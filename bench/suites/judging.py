"""Certainty and polarity on labelled events, -3 to 3, of ReExaminingFactbank's three sets.

`score` is the reader's score of the event's word. `verdict` is what a claim gets in the end: certainty and polarity
of the sentence as somebody's content, against the label of the predicate that stands for the sentence. The score is
fitted on the training part of UDS-IH2. UW and MEANTIME are news and labelled by other rules: what has yet to happen
is not "did not happen" there.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.figure import Figure, Row, figures_of
from hearsay.flows.config.languages import languages
from hearsay.pipelines.reader import read_text
from hearsay.pipelines.resolve.claims.certainty import judge_certainty
from hearsay.pipelines.resolve.claims.clauses import head_of, main_clause, words_of
from training.judged import factuality

SETS = {"uds_ih2": "UDS-IH2", "uw": "UW", "meantime": "MEANTIME"}
VERDICTS = {"CT+": 3, "PR+": 1.5, "PS+": 0.75, "Uu": 0, "PS-": -0.75, "PR-": -1.5, "CT-": -3}
"""What a verdict comes to on the scale of the labels."""
DENIED = -0.5
"""Labels below say that the event did not happen."""

Floats = NDArray[np.float64]


def measure(gold: Path, scorers: Path) -> list[Figure]:
    """Return Pearson's r and the mean absolute error of scores and verdicts for each set."""
    figures: list[Figure] = []
    for name, public_name in SETS.items():
        path = gold / "factuality" / name / "dev.jsonl"
        figures += score_figures(public_name, *scores(path))
        figures += verdict_figures(public_name, *verdicts(path))
    return figures


def scores(path: Path) -> tuple[Floats, Floats]:
    """Return the labels of a file's events, and the reader's scores of them."""
    labels, judged = [], []
    for text, events in factuality(path):
        signals = read_text(text, languages().default).signals
        starts = np.array([signal.start for signal in signals])
        for event in events:
            labels.append(event.label)
            judged.append(signals[max(int(np.searchsorted(starts, event.start, side="right")) - 1, 0)].factuality)
    return np.array(labels), np.array(judged)


def verdicts(path: Path) -> tuple[Floats, Floats]:
    """Return the labels of the events that stand for their sentences, and the verdicts on the sentences."""
    labels, judged = [], []
    for text, events in factuality(path):
        signals = read_text(text, languages().default).signals
        clause, _ = main_clause(words_of(text, languages().default, signals), languages().default)
        head = head_of(clause, languages().default)
        at = None if head is None or (signal := clause[head].signal) is None else signal.start
        for event in events:
            if event.start == at:
                labels.append(event.label)
                judged.append(VERDICTS["".join(judge_certainty(None, "", text, languages().default, signals))])
    return np.array(labels), np.array(judged, dtype=float)


def score_figures(name: str, labels: Floats, judged: Floats) -> list[Figure]:
    """Return the figures of scores, and those of a constant score for comparison."""
    wanted = [sign(label) for label in labels]
    always = float(np.mean([polarity == "+" for polarity in wanted]))
    agreed = float(np.mean([sign(score) == polarity for score, polarity in zip(judged, wanted, strict=True)]))
    rows: tuple[Row, ...] = (
        (f"score r, {name}", _pearson(labels, judged), None, "r"),
        (f"score error, {name}", _error(labels, judged), None, "points"),
        (f"error of the mean label, {name}", _error(labels, np.full_like(labels, labels.mean())), None, "points"),
        (f"score sign, {name}", agreed, None, "share"),
        (f"sign of an affirming constant, {name}", always, None, "share"),
    )
    return figures_of("judging", rows, len(labels), name, "development", "events")


def verdict_figures(name: str, labels: Floats, judged: Floats) -> list[Figure]:
    """Return the figures of verdicts; how many of the denied were labelled so, and how many of those were denied."""
    rows: tuple[Row, ...] = (
        (f"verdict r, {name}", _pearson(labels, judged), None, "r"),
        (f"verdict error, {name}", _error(labels, judged), None, "points"),
    )
    figures = figures_of("judging", rows, len(labels), name, "development", "main predicates")
    denied, labelled = judged < 0, labels < DENIED
    for label, of, are in (("denied, precision", denied, labelled), ("denied, recall", labelled, denied)):
        if of.any():
            share: Row = (f"{label}, {name}", float(np.mean(are[of])), None, "share")
            figures += figures_of("judging", [share], int(of.sum()), name, "development", "main predicates")
    return figures


def _pearson(labels: Floats, judged: Floats) -> float:
    return float(np.corrcoef(labels, judged)[0, 1])


def _error(labels: Floats, judged: Floats) -> float:
    return float(np.abs(labels - judged).mean())


def sign(label: float) -> str:
    """Return the polarity of a label or score."""
    return "u" if abs(label) < 0.5 else "+" if label > 0 else "-"
