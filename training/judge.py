"""Fit the judge of words on the encoder's states: python -m training.judge GOLD [MODEL] [--measure]

GOLD holds factuality/uds_ih2/train.jsonl and checkworthy/claimbuster_kfold_25ncs.json (bench/README.md gives their
origin). Writes judge.npz into MODEL, the reader's folder. With --measure nothing is written, and the
check-worthiness of four folds is printed. The models are ridge and logistic regression. The words that are
contrasted with predicates are drawn with a fixed seed.
"""

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import f1_score
from tokenizers import Tokenizer

from hearsay.pipelines.reader.judgements import BUCKETS, buckets
from hearsay.pipelines.reader.network import Network
from hearsay.pipelines.reader.trained import MODEL
from hearsay.pipelines.reader.windows import load_tokenizer
from training.judged import debates, factuality, states_of, word_at

Floats = NDArray[np.float32]

RIDGE = 100.0
STATES_C, WORDS_C = 0.001, 3.0
"""Inverse regularisation of the two models of check-worthiness; from first tries on the same folds, not searched."""


class Worth:
    """Check-worthiness from two sides, the mean state of a sentence and its words, with a weight for each side."""

    def fit(self, states: Floats, words: csr_matrix, labels: NDArray[np.int64], folds: NDArray[np.int64]) -> "Worth":
        """Fit both sides and their weights.

        `folds` split the sentences again: the weight of each side is fitted on sentences that this side was not
        fitted on.
        """
        self.mean, self.spread = states.mean(axis=0), states.std(axis=0) + 1e-5
        sides = np.zeros((len(labels), 2))
        for fold in np.unique(folds):
            rest, held = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
            self._fit_sides(states[rest], words[rest], labels[rest])
            sides[held] = self._sides(states[held], words[held])
        self._fit_sides(states, words, labels)
        self.both = LogisticRegression(C=100).fit(sides, labels)
        return self

    def _fit_sides(self, states: Floats, words: csr_matrix, labels: NDArray[np.int64]) -> None:
        normal = (states - self.mean) / self.spread
        self.by_state = LogisticRegression(C=STATES_C, max_iter=300).fit(normal, labels)
        self.by_word = LogisticRegression(C=WORDS_C, max_iter=300, fit_intercept=False).fit(words, labels)

    def _sides(self, states: Floats, words: csr_matrix) -> NDArray[np.float64]:
        normal = (states - self.mean) / self.spread
        return np.stack([self.by_state.decision_function(normal), self.by_word.decision_function(words)], axis=1)

    def probability(self, states: Floats, words: csr_matrix) -> NDArray[np.float64]:
        """Return the probability that each sentence is worth checking."""
        return np.asarray(self.both.predict_proba(self._sides(states, words))[:, 1])

    def folded(self) -> tuple[Floats, float, Floats]:
        """Return weights of states, their bias, and weights of words, with the sides' weights included."""
        state_share, word_share = self.both.coef_[0]
        weights = state_share * self.by_state.coef_[0] / self.spread
        bias = state_share * self.by_state.intercept_[0] - weights @ self.mean + self.both.intercept_[0]
        return weights, float(bias), word_share * self.by_word.coef_[0]


def sentence_features(texts: list[str], network: Network, tokenizer: Tokenizer) -> tuple[Floats, csr_matrix]:
    """Return mean states, and counts of words and word pairs by bucket, over the root of the length."""
    means, rows, columns, values = [], [], [], []
    for number, text in enumerate(texts):
        words, states = states_of(text, network, tokenizer)
        means.append(states.mean(axis=0))
        pairs = buckets([text[s:e] for s, e in zip(words.starts.tolist(), words.ends.tolist(), strict=True)])
        for pair in pairs.tolist():
            rows += [number, number]
            columns += pair
            values += [len(pairs) ** -0.5] * 2
    return np.stack(means), csr_matrix((values, (rows, columns)), shape=(len(texts), BUCKETS))


def fit_factuality(path: Path, network: Network, tokenizer: Tokenizer) -> tuple[Floats, Floats]:
    """Return weights × 2 and biases: factuality of the events, and event or not for each word."""
    events, labels, others = [], [], []
    chance = np.random.default_rng(1)
    for text, judged in factuality(path):
        words, states = states_of(text, network, tokenizer)
        at = [word_at(words, event.start) for event in judged]
        events.append(states[at])
        labels += [event.label for event in judged]
        rest = np.setdiff1d(np.arange(len(words)), at)
        others.append(states[chance.choice(rest, min(len(rest), 4), replace=False)])
    seen, unseen = np.concatenate(events), np.concatenate(others)
    sure = Ridge(alpha=RIDGE).fit(seen, np.array(labels, dtype=np.float32))
    kinds = np.repeat([1.0, -1.0], [len(seen), len(unseen)]).astype(np.float32)
    predicate = Ridge(alpha=RIDGE).fit(np.concatenate([seen, unseen]), kinds)
    return np.stack([sure.coef_, predicate.coef_], axis=1), np.array([sure.intercept_, predicate.intercept_])


def measure(gold: Path, network: Network, tokenizer: Tokenizer) -> dict[str, float]:
    """Return check-worthiness over four folds, each measured by a model of the other three."""
    texts, labels, folds = debates(gold / "checkworthy" / "claimbuster_kfold_25ncs.json")
    states, words = sentence_features(texts, network, tokenizer)
    probabilities = np.zeros(len(labels))
    for fold in range(4):
        rest, held = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        worth = Worth().fit(states[rest], words[rest], labels[rest], folds[rest])
        probabilities[held] = worth.probability(states[held], words[held])
    scores = [f1_score(labels[folds == fold], probabilities[folds == fold] > THRESHOLD) for fold in range(4)]
    bins = np.minimum((probabilities * 10).astype(int), 9)
    gaps = [
        abs((probabilities - labels)[bins == number].mean()) * (bins == number).mean() for number in np.unique(bins)
    ]
    return {
        "sentences": len(labels),
        "F1": f1_score(labels, probabilities > THRESHOLD),
        "mean of the folds": float(np.mean(scores)),
        "calibration error": float(np.sum(gaps)),
    }


THRESHOLD = 0.4
"""Least probability of a check-worthy sentence: F1 is best at about half of the best possible F1."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("model", type=Path, nargs="?", default=MODEL)
    parser.add_argument("--measure", action="store_true", help="print the F1 of four folds, write nothing")
    args = parser.parse_args()
    network, tokenizer = Network(args.model / "network.onnx"), load_tokenizer(args.model / "tokenizer.json")
    if args.measure:
        print(measure(args.gold, network, tokenizer))
        return
    two, biases = fit_factuality(args.gold / "factuality" / "uds_ih2" / "train.jsonl", network, tokenizer)
    texts, labels, folds = debates(args.gold / "checkworthy" / "claimbuster_kfold_25ncs.json")
    weights, bias, by_word = Worth().fit(*sentence_features(texts, network, tokenizer), labels, folds).folded()
    np.savez_compressed(
        args.model / "judge.npz",
        weights=np.column_stack([two, weights]).astype(np.float32),
        biases=np.array([*biases, bias], dtype=np.float32),
        by_word=by_word.astype(np.float16),
    )


if __name__ == "__main__":
    main()
