"""Attributions of PolNeAR, whole articles with one annotator each, as `hearsay read` finds them.

Exact: the whole span to the character. Characters: the characters covered. Linked: the cue overlaps, and source and
content each share at least half of their characters with one gold attribution.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.commands import score_command
from bench.figure import Figure, Target, at_least
from training.evaluate import kept_back_polnear

ROLES = ("source", "cue", "content")
MEASURES = {"exact": "exact", "chars": "characters"}
"""The scorer's names of measures, and those of the figures."""
TARGETS = {
    "exact source": at_least(0.81),
    "exact cue": at_least(0.74),
    "exact content": at_least(0.64),
    "characters source": at_least(0.87),
    "characters cue": at_least(0.76),
    "characters content": at_least(0.91),
    "linked": at_least(0.60),
}


def measure(gold: Path, scorers: Path) -> list[Figure]:
    """Return F1, precision and recall on the development part, and F1 on the held-out articles."""
    figures = list(_figures(_scores(scorers, gold / "polnear" / "dev"), "development"))
    with tempfile.TemporaryDirectory() as folder:
        kept_back_polnear(gold / "polnear" / "train", Path(folder))
        figures += _figures(_scores(scorers, Path(folder)), "held-out")
    return figures


def _scores(scorers: Path, split: Path) -> dict[str, Any]:
    scores: dict[str, Any] = score_command(
        scorers / "attribution.py", "read", ["texts", str(split)], ["score", str(split)]
    )
    return scores


def _figures(scores: dict[str, Any], part: str) -> Iterator[Figure]:
    is_held_out = part == "held-out"
    for name, cells in _measures(scores):
        for column, label in (("f1", ""), ("p", " precision"), ("r", " recall")):
            if is_held_out and label:
                continue
            yield Figure(
                "attributions",
                f"{name}{label}{', held-out' if is_held_out else ''}",
                scores["documents"],
                cells[column],
                _target(name) if not label and not is_held_out else None,
                set="PolNeAR",
                part=part,
                items="articles",
            )


def _measures(scores: dict[str, Any]) -> Iterator[tuple[str, dict[str, float]]]:
    for key, label in MEASURES.items():
        for role in ROLES:
            yield f"{label} {role}", scores[key][role]
    yield "linked", scores["linked"]


def _target(name: str) -> Target:
    return TARGETS[name]
