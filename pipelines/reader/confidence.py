"""Confidence that means something: of all rows with 0.8, eight of ten should be right.

A logistic curve over the network's own probabilities (Platt 1999), fitted by training/calibrate.py on articles that
training never saw. A mention is right if its span and type are; an attribution if it links what belongs together: its
cue overlaps a true one, and source and content each share at least half of their characters with that one's.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

MENTION_EVIDENCE = ("span",)
ATTRIBUTION_EVIDENCE = ("cue", "source", "content", "source_link", "content_link")
_LEAST = 0.001
"""Nothing is certain, nothing impossible."""


@dataclass(frozen=True, slots=True)
class Curve:
    """Confidence by evidence: the logistic function of `bias` + Σ `weights` · log-odds of each probability."""

    bias: float
    weights: Mapping[str, float]

    def confidence(self, evidence: Mapping[str, float]) -> float:
        """Between 0.001 and 0.999, rounded to three digits. `evidence` holds a probability for each weight."""
        total = self.bias + sum(weight * log_odds(evidence[name]) for name, weight in self.weights.items())
        return round(min(max(1 / (1 + math.exp(-total)), _LEAST), 1 - _LEAST), 3)


@dataclass(frozen=True, slots=True)
class Calibration:
    """The curves of mentions and of attributions."""

    mention: Curve
    attribution: Curve

    @classmethod
    def load(cls, path: Path) -> "Calibration":
        """From JSON as `as_json` gives it."""
        fields = json.loads(path.read_text(encoding="utf-8"))
        return cls(*(Curve(fields[name]["bias"], fields[name]["weights"]) for name in ("mention", "attribution")))

    def as_json(self) -> str:
        """For people to read too: each curve's bias and weights by name."""
        curves = {"mention": self.mention, "attribution": self.attribution}
        return (
            json.dumps({n: {"bias": c.bias, "weights": dict(c.weights)} for n, c in curves.items()}, indent=1) + "\n"
        )


UNCALIBRATED = Calibration(
    Curve(0.0, dict.fromkeys(MENTION_EVIDENCE, 1.0)), Curve(0.0, dict.fromkeys(ATTRIBUTION_EVIDENCE, 0.2))
)
"""What a network has before anybody measured it."""


def log_odds(probability: float) -> float:
    """log(p / (1 - p)), at most about 9 either way."""
    bounded = min(max(probability, 1e-4), 1 - 1e-4)
    return math.log(bounded / (1 - bounded))
