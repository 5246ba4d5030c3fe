"""Calibrated confidence: of all rows with 0.8, eight of ten should be right.

A logistic curve over the network's own probabilities (Platt 1999), fitted by training/calibrate.py on held-out
articles. A mention is right if its span and type are right. An attribution is right if it links the right spans: its
cue overlaps a true cue, and source and content each share at least half of their characters with the true ones.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

MENTION_EVIDENCE = ("span",)
ATTRIBUTION_EVIDENCE = ("cue", "source", "content", "source_link", "content_link")
_LEAST = 0.001
"""Least confidence, and least doubt: no finding is certain or impossible."""


@dataclass(frozen=True, slots=True)
class Curve:
    """Confidence by evidence: the logistic function of `bias` + Σ `weights` · log-odds of each probability."""

    bias: float
    weights: Mapping[str, float]

    def confidence(self, evidence: Mapping[str, float]) -> float:
        """Return a confidence from 0.001 to 0.999, with three decimals.

        `evidence` has a probability for each weight.
        """
        total = self.bias + sum(weight * log_odds(evidence[name]) for name, weight in self.weights.items())
        return round(min(max(1 / (1 + math.exp(-total)), _LEAST), 1 - _LEAST), 3)


@dataclass(frozen=True, slots=True)
class Calibration:
    """Curves of mentions and of attributions."""

    mention: Curve
    attribution: Curve

    @classmethod
    def load(cls, path: Path) -> "Calibration":
        """Return the calibration in a JSON file written by `as_json`."""
        fields = json.loads(path.read_text(encoding="utf-8"))
        return cls(*(Curve(fields[name]["bias"], fields[name]["weights"]) for name in ("mention", "attribution")))

    def as_json(self) -> str:
        """Return readable JSON: bias and weights of each curve by name."""
        curves = {"mention": self.mention, "attribution": self.attribution}
        return (
            json.dumps({n: {"bias": c.bias, "weights": dict(c.weights)} for n, c in curves.items()}, indent=1) + "\n"
        )


UNCALIBRATED = Calibration(
    Curve(0.0, dict.fromkeys(MENTION_EVIDENCE, 1.0)), Curve(0.0, dict.fromkeys(ATTRIBUTION_EVIDENCE, 0.2))
)
"""Calibration of a network without measurements."""


def log_odds(probability: float) -> float:
    """Return log(p / (1 - p)), limited to about ±9."""
    bounded = min(max(probability, 1e-4), 1 - 1e-4)
    return math.log(bounded / (1 - bounded))
