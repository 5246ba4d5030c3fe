"""The article's lines in a plain-text capture: a logistic regression on their signs, and the likeliest runs.

The weights are in data/text_lines.txt, made by training/text_lines.py. The evidence of a line is its log-odds, times
the root of its length. A change from text to furniture or back costs _CHANGE, so that a heading between paragraphs
stays and a long sentence in a menu does not (Viterbi over two states).
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from hearsay.pipelines.extract.plain_text.line_signs import Numbers, Signs, line_signs
from hearsay.pipelines.extract.plain_text.text_lines import Line, line_words
from hearsay.pipelines.language import Languages
from hearsay.pipelines.lexicon import load_lexicon

INTERCEPT = "intercept"
_FILE = "extract/plain_text/data/text_lines.txt"
_CHANGE = 3.0
_SUREST = 7.0
_JOINED = 2
"""Words added to the length of each line, because an error there also separates its neighbours."""


def body_lines(lines: list[Line], languages: Languages) -> NDArray[np.bool_]:
    """Return True for each line of the article. `lines` must not be empty."""
    lengths = np.array([line_words(line.text) for line in lines], dtype=float)
    return likeliest_runs(log_odds(line_signs(lines, languages), line_weights()), lengths)


def log_odds(signs: Signs, weights: Mapping[str, float]) -> Numbers:
    """Compute from the signs alone, for each line, the log-odds of belonging to the article."""
    return weights[INTERCEPT] + sum((weights[name] * values for name, values in signs.items()), np.zeros(1))


def likeliest_runs(odds: Numbers, lengths: Numbers) -> NDArray[np.bool_]:
    """Mark the runs of lines with the largest evidence, less half of _CHANGE for each beginning and each end.

    Args:
        odds: log-odds, a value for each line.
        lengths: words, a value for each line.
    """
    evidence = (np.clip(odds, -_SUREST, _SUREST) * np.sqrt(lengths + _JOINED)).tolist()
    out, within = 0.0, -_CHANGE / 2
    came_from: list[tuple[bool, bool]] = []
    for gain in evidence:
        came_from.append((within - _CHANGE / 2 > out, within >= out - _CHANGE / 2))
        out, within = max(out, within - _CHANGE / 2), max(within, out - _CHANGE / 2) + gain
    is_within = within - _CHANGE / 2 > out
    is_within_run = []
    for was_within in reversed(came_from):
        is_within_run.append(is_within)
        is_within = was_within[is_within]
    return np.array(is_within_run[::-1], dtype=bool)


@cache
def line_weights() -> Mapping[str, float]:
    """Return the weight of each sign by name, and the constant term under INTERCEPT."""
    return MappingProxyType({name: float(weight) for name, (weight,) in load_lexicon(_FILE).items()})
