"""A figure: one measured number, with the data that it was measured on and the number to reach."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Unit = Literal["share", "r", "ratio", "s", "ms", "MB", "a second", "points", "count"]
Direction = Literal["at least", "at most"]


@dataclass(frozen=True, slots=True)
class Target:
    """A number that a figure should reach, from below or from above."""

    value: float
    direction: Direction

    def is_met_by(self, value: float) -> bool:
        """Return True if a value lies on the right side of the target."""
        return value >= self.value if self.direction == "at least" else value <= self.value


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number.

    `name` is unique within its suite. `n` counts the `items` that were measured, 0 if unknown. `set` is the public
    name of the data, `part` the part of it that was measured: training, development, held-out.
    """

    suite: str
    name: str
    n: int
    value: float
    target: Target | None = None
    set: str = ""
    part: str = ""
    unit: Unit = "share"
    items: str = ""

    @property
    def key(self) -> str:
        """Return the name by which documents refer to the figure."""
        return f"{self.suite}/{self.name}"


Row = tuple[str, float, Target | None, Unit]
"""Name, value, target and unit of a figure."""


def figures_of(suite: str, rows: Iterable[Row], n: int, set: str, part: str = "", items: str = "") -> list[Figure]:  # noqa: A002
    """Return figures that were all measured on the same items."""
    return [Figure(suite, name, n, value, target, set, part, unit, items) for name, value, target, unit in rows]


def at_least(value: float) -> Target:
    """Return a target that is reached from below."""
    return Target(value, "at least")


def at_most(value: float) -> Target:
    """Return a target that is reached from above."""
    return Target(value, "at most")


def precision_recall_f1(right: float, found: float, wanted: float) -> tuple[float, float, float]:
    """Return precision, recall and F1 of counts; 0 where a count is 0."""
    precision, recall = right / found if found else 0.0, right / wanted if wanted else 0.0
    return precision, recall, harmonic_mean(precision, recall)


def harmonic_mean(precision: float, recall: float) -> float:
    """Return F1; 0 where both are 0."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
