"""Figures as text: a line each for a terminal, and the tables of docs/benchmarks.md."""

from bench.figure import Figure, Target, Unit


def shown(value: float, unit: Unit) -> str:
    """Return a value with as many digits as its unit has, and the unit where it is not plain."""
    match unit:
        case "share" | "r":
            return f"{value:.3f}".replace("0.", ".", 1) if abs(value) < 1 else f"{value:.3f}"
        case "ratio" | "points":
            return f"{value:.2f}"
        case "count" | "a second":
            return f"{value:,.0f}"
        case "MB":
            return f"{value:,.0f} MB"
        case "s" | "ms":
            return f"{value:,.1f} {unit}"


def shown_target(target: Target | None, unit: Unit) -> str:
    """Return a target with its direction, or nothing."""
    if target is None:
        return ""
    return f"{'≥' if target.direction == 'at least' else '≤'} {shown(target.value, unit)}"


def figure_line(figure: Figure) -> str:
    """Return a figure as a line: value, name, target, and the items that were measured."""
    target = shown_target(figure.target, figure.unit)
    verdict = "" if figure.target is None else ", met" if figure.target.is_met_by(figure.value) else ", missed"
    reached = f"  [{target}{verdict}]" if target else ""
    items = " ".join(part for part in (f"{figure.n:,}", figure.items, figure.set, figure.part) if part)
    return f"{shown(figure.value, figure.unit):>10}  {figure.name}{reached}  ({items})"
