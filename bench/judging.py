"""How well predicates are judged: python bench/judging.py GOLD.

GOLD holds factuality/{uds_ih2,uw,meantime}/dev.jsonl. Prints Pearson's r and the mean absolute error of the score of
the labelled events, and how often its sign is the label's (within 0.5 of 0: neither). Check-worthiness is measured by
python -m training.judge GOLD --measure.
"""

import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from pipelines.reader import read_text  # noqa: E402
from training.judged import factuality  # noqa: E402

SETS = ("uds_ih2", "uw", "meantime")


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
