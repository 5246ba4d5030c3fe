"""Which lines of a plain-text capture are its article: a logistic regression of their signs, and the likeliest runs.

The weights are in data/text_lines.txt, made by training/text_lines.py. A line's evidence is its log-odds, counted by
the root of its length; going from text to furniture or back costs _CHANGE of it, so that a heading between paragraphs
stays and a long sentence in a menu does not (Viterbi over two states).
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from hearsay.pipelines.extract.plain_text.line_signs import Numbers, Signs, line_signs
from hearsay.pipelines.extract.plain_text.text_lines import Line
from hearsay.pipelines.extract.words.word_counts import word_count
from hearsay.pipelines.lexicon import load_lexicon

INTERCEPT = "intercept"
_FILE = "extract/plain_text/data/text_lines.txt"
_CHANGE = 3.0
_SUREST = 7.0
_JOINED = 2
"""Words that a line counts beyond its own: where it stands wrongly, its neighbours are torn apart too."""


def body_lines(lines: list[Line]) -> NDArray[np.bool_]:
    """For each line whether it is the article's. `lines` must not be empty."""
    lengths = np.array([word_count(line.text) for line in lines], dtype=float)
    return likeliest_runs(log_odds(line_signs(lines), line_weights()), lengths)


def log_odds(signs: Signs, weights: Mapping[str, float]) -> Numbers:
    """The evidence of each line for being the article's, by its signs alone."""
    return weights[INTERCEPT] + sum((weights[name] * values for name, values in signs.items()), np.zeros(1))


def likeliest_runs(odds: Numbers, lengths: Numbers) -> NDArray[np.bool_]:
    """The lines of the runs whose evidence is largest, less _CHANGE for each beginning and each end.

    `odds` are log-odds, `lengths` words, one a line.
    """
    evidence = (np.clip(odds, -_SUREST, _SUREST) * np.sqrt(lengths + _JOINED)).tolist()
    out, within = 0.0, -_CHANGE / 2
    came_from: list[tuple[bool, bool]] = []
    for gain in evidence:
        came_from.append((within - _CHANGE / 2 > out, within >= out - _CHANGE / 2))
        out, within = max(out, within - _CHANGE / 2), max(within, out - _CHANGE / 2) + gain
    is_within = within - _CHANGE / 2 > out
    found = []
    for was_within in reversed(came_from):
        found.append(is_within)
        is_within = was_within[is_within]
    return np.array(found[::-1], dtype=bool)


@cache
def line_weights() -> Mapping[str, float]:
    """Name of a sign → its weight; INTERCEPT → what is added."""
    return MappingProxyType({name: float(weight) for name, (weight,) in load_lexicon(_FILE).items()})
