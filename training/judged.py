"""Sentences that the judge is fitted and measured on, with the encoder's states of their words."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from hearsay.pipelines.reader.network import Network
from hearsay.pipelines.reader.windows import Words, split_words

Floats = NDArray[np.float32]

_WRITTEN = {"``": '"', "''": '"', "-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]"}
_JOINED = re.compile(r"n't|'\w*|\u2019\w+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Event:
    """Judged word: its start in the sentence, and a score from -3, surely not, to 3, surely so."""

    start: int
    label: float


def factuality(path: Path) -> Iterator[tuple[str, list[Event]]]:
    """Yield the sentences of a ReExaminingFactbank file in normal spelling, with their events."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text, starts = as_written(row["text"].split())
        yield text, [Event(starts[target["span1"][0]], float(target["label"])) for target in row["targets"]]


def as_written(tokens: Sequence[str]) -> tuple[str, list[int]]:
    """Return Treebank tokens as text, and the start of each: "did n't" becomes "didn't", as on a page."""
    text, starts = "", []
    for token in tokens:
        if text and not (_JOINED.fullmatch(token) and len(token) > 1):
            text += " "
        starts.append(len(text))
        text += _WRITTEN.get(token, token)
    return text, starts


def debates(path: Path) -> tuple[list[str], NDArray[np.int64], NDArray[np.int64]]:
    """Return sentences, True for check-worthy sentences, and the fold of each out of four.

    Of sentences that differ only by case and punctuation, the first is taken, so that no sentence is both trained on
    and measured. The fold is a hash of the words, without a seed, so it does not depend on the order of the file.
    """
    seen: dict[str, tuple[str, int]] = {}
    for row in json.loads(path.read_text(encoding="utf-8")):
        seen.setdefault(" ".join(re.findall(r"\w+", row["text"].lower())), (row["text"], int(row["label"])))
    folds = [int(sha256(key.encode()).hexdigest(), 16) % 4 for key in seen]
    texts, labels = zip(*seen.values(), strict=True)
    return list(texts), np.array(labels), np.array(folds)


def states_of(text: str, network: Network, tokenizer: Tokenizer) -> tuple[Words, Floats]:
    """Return the words of a sentence and their states; `network` has no judge."""
    words = split_words(text, tokenizer)
    return words, network.scores(words).judgements.astype(np.float32, copy=False)


def word_at(words: Words, start: int) -> int:
    """Return the number of the word that holds a character."""
    return max(int(np.searchsorted(words.starts, start, side="right")) - 1, 0)
