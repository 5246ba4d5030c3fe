"""How well predicates are judged: python bench/judging.py GOLD.

GOLD holds factuality/{uds_ih2,uw,meantime}/dev.jsonl. Prints Pearson's r and the mean absolute error of the score of
the labelled events, and how often its sign is the label's (within 0.5 of 0: neither); then the same of the verdict
that a claim gets: certainty and polarity of the sentence as somebody's content, against the label of the predicate
that stands for it. Check-worthiness is measured by python -m training.judge GOLD --measure.
"""

import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from hearsay.pipelines.reader import read_text  # noqa: E402
from hearsay.pipelines.resolve.claims.certainty import judge_certainty  # noqa: E402
from hearsay.pipelines.resolve.claims.clauses import head_of, main_clause, words_of  # noqa: E402
from training.judged import factuality  # noqa: E402

SETS = ("uds_ih2", "uw", "meantime")
VERDICTS = {"CT+": 3, "PR+": 1.5, "PS+": 0.75, "Uu": 0, "PS-": -0.75, "PR-": -1.5, "CT-": -3}
"""What a verdict comes to on the scale of the labels."""


def scores(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """The labels of a file's events, and the reader's scores of them."""
    labels, found = [], []
    for text, events in factuality(path):
        signals = read_text(text).signals
        starts = np.array([signal.start for signal in signals])
        for event in events:
            labels.append(event.label)
            found.append(signals[max(int(np.searchsorted(starts, event.start, side="right")) - 1, 0)].factuality)
    return np.array(labels), np.array(found)


def verdicts(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """The labels of the events that stand for their sentences, and what the sentences are judged to be."""
    labels, found = [], []
    for text, events in factuality(path):
        signals = read_text(text).signals
        clause, _ = main_clause(words_of(text, signals))
        head = head_of(clause)
        at = None if head is None or (signal := clause[head].signal) is None else signal.start
        for event in events:
            if event.start == at:
                labels.append(event.label)
                found.append(VERDICTS["".join(judge_certainty(None, "", text, signals))])
    return np.array(labels), np.array(found)


def print_verdicts(gold: Path) -> None:
    print("\n| verdicts | n | Pearson r | mean absolute error | denied | of them labelled so | labelled so, denied |")
    print("|---|---|---|---|---|---|---|")
    for name in SETS:
        labels, found = verdicts(gold / "factuality" / name / "dev.jsonl")
        denied, so = found < 0, labels < -0.5
        cells = [np.corrcoef(labels, found)[0, 1], np.abs(labels - found).mean()]
        shares = [np.mean(so[denied]) if denied.any() else np.nan, np.mean(denied[so]) if so.any() else np.nan]
        told = [*(f"{cell:.3f}" for cell in cells), str(denied.sum()), *(f"{share:.3f}" for share in shares)]
        print(f"| {name} | {len(labels)} | {' | '.join(told)} |", flush=True)


def sign(label: float) -> str:
    return "u" if abs(label) < 0.5 else "+" if label > 0 else "-"


def main(gold: Path) -> None:
    print("| events | n | Pearson r | mean absolute error | of the mean label | sign as the label's | always + |")
    print("|---|---|---|---|---|---|---|")
    for name in SETS:
        labels, found = scores(gold / "factuality" / name / "dev.jsonl")
        correlation = np.corrcoef(labels, found)[0, 1]
        wanted = [sign(label) for label in labels]
        agreed = np.mean([sign(score) == polarity for score, polarity in zip(found, wanted, strict=True)])
        cells = [correlation, np.abs(labels - found).mean(), np.abs(labels - labels.mean()).mean(), agreed]
        cells.append(np.mean([polarity == "+" for polarity in wanted]))
        print(f"| {name} | {len(labels)} | {' | '.join(f'{cell:.3f}' for cell in cells)} |", flush=True)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
    print_verdicts(Path(sys.argv[1]))
