"""Documents with figures: docs/benchmarks.md, and the figures in other documents. `make docs` writes them.

A document shows a figure as a reference link, whose definition names the figure in its title:

    It links [77 %][linked recall] of the attributions.

    [linked recall]: docs/benchmarks.md "attributions/linked recall"

The text in the first brackets is replaced by the latest value, in the form that it has: 77 %, .766, 1.08 or 10,286.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.figure import Figure
from bench.report import shown, shown_target
from bench.results import RESULTS, ROOT, Result, figures_by_key, load_results, release_before

PAGE = ROOT / "docs" / "benchmarks.md"
DOCUMENTS = (ROOT / "README.md", ROOT / "pipelines" / "reader" / "model" / "README.md")
"""Other documents that show figures."""
TABLES = Path(__file__).with_name("tables.toml")
HEAD = "| | value | target | {version} |\n|---|---|---|---|"
MEASURE = "measure its suite with python -m bench GOLD SCORERS --only SUITE"

_DEFINITION = re.compile(r'^\[([^\]]+)\]: \S*benchmarks\.md(?:#\S*)? "([^"]+)"$', re.MULTILINE)
_SHOWN = re.compile(r"\[([^\]]+)\]\[([^\]]+)\]")
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?|\.\d+")


@dataclass(frozen=True, slots=True)
class Table:
    """A question with the figures that answer it: their keys, and what the rows are called."""

    title: str
    text: str
    rows: Mapping[str, str]
    has_times: bool = False
    """The figures depend on the machine and on its other work."""


@dataclass(frozen=True, slots=True)
class Page:
    """The text around the tables of docs/benchmarks.md."""

    introduction: str
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """The latest results and those of the release before."""

    latest: Mapping[str, Result]
    before: Mapping[str, Result]
    version_before: str


def load_page(path: Path = TABLES) -> Page:
    """Return the page's tables. Raises TypeError where the file has a key that no table has."""
    with path.open("rb") as file:
        raw = tomllib.load(file)
    tables = tuple(Table(**table) for table in raw.pop("tables"))
    return Page(**raw, tables=tables)


def load_measured(folder: Path = RESULTS) -> Measured:
    """Return all results of a folder."""
    before = release_before(folder)
    return Measured(load_results(folder), load_results(before), before.name)


def benchmarks_page(page: Page, measured: Measured) -> str:
    """Return docs/benchmarks.md."""
    parts = [f"# Benchmarks\n\n{page.introduction.strip()}\n\n{_machines(measured)}"]
    parts += [_section(table, measured) for table in page.tables]
    return "\n\n".join(parts) + "\n"


def _machines(measured: Measured) -> str:
    results = measured.latest.values()
    days = sorted({result.measured_on.isoformat() for result in results})
    machines = sorted({result.processor for result in results})
    span = days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"
    return f"Measured {span} on {'; '.join(machines)}."


def _section(table: Table, measured: Measured) -> str:
    latest, before = figures_by_key(measured.latest), figures_by_key(measured.before)
    unknown = [key for key in table.rows if key not in latest and key not in before]
    if unknown:
        raise ValueError(f"no result has the figure {', '.join(unknown)}; {MEASURE}")
    lines = [_row(label, latest.get(key), before.get(key)) for key, label in table.rows.items()]
    figures = [latest.get(key) or before[key] for key in table.rows]
    caption = f"{table.text.strip()} Data: {'; '.join(_groups(figures))}.{_loads(table, measured)}"
    return "\n".join([f"## {table.title}\n\n{caption}\n", HEAD.format(version=measured.version_before), *lines])


def _row(label: str, latest: Figure | None, before: Figure | None) -> str:
    figure = latest or before
    assert figure is not None
    value = "not measured" if latest is None else shown(latest.value, latest.unit)
    if latest and latest.target and not latest.target.is_met_by(latest.value):
        value = f"**{value}**"
    earlier = "" if before is None else shown(before.value, before.unit)
    if latest and before and before.n and latest.n != before.n:
        earlier += f" (of {before.n:,})"
    return f"| {label} | {value} | {shown_target(figure.target, figure.unit)} | {earlier} |"


def _groups(figures: list[Figure]) -> Iterator[str]:
    """Yield each set and part with the numbers of items, in the order of the rows."""
    counts: dict[tuple[str, str], dict[str, list[int]]] = {}
    for figure in figures:
        counts.setdefault((figure.set, figure.part), {}).setdefault(figure.items, []).append(figure.n)
    for (name, part), items in counts.items():
        sizes = ", ".join(f"{_range(numbers)} {kind}" for kind, numbers in items.items())
        yield f"{', '.join(filter(None, (name, part)))} ({sizes})"


def _range(numbers: list[int]) -> str:
    low, high = min(numbers), max(numbers)
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def _loads(table: Table, measured: Measured) -> str:
    suites = dict.fromkeys(key.partition("/")[0] for key in table.rows)
    loads = [result.load for name in suites if (result := measured.latest.get(name)) and result.load is not None]
    if not table.has_times or not loads:
        return ""
    return f" Load of the machine before the suites: {min(loads):.1f} to {max(loads):.1f}."


def filled(text: str, figures: Mapping[str, Figure]) -> str:
    """Return a document with the latest values. Raises ValueError where a definition names no figure."""
    keys = dict(_DEFINITION.findall(text))
    unknown = sorted(key for key in keys.values() if key not in figures)
    if unknown:
        raise ValueError(f"no result has the figure {', '.join(unknown)}; {MEASURE}")

    def link(match: re.Match[str]) -> str:
        key = keys.get(match[2])
        return match[0] if key is None else f"[{in_form(match[1], figures[key].value)}][{match[2]}]"

    return _SHOWN.sub(link, text)


def in_form(text: str, value: float) -> str:
    """Return a value in the form of a text: per cent, decimals, a leading zero or none, and the words around it.

    Raises ValueError where the text has no number.
    """
    number = _NUMBER.search(text)
    if number is None:
        raise ValueError(f"{text!r} shows no number to replace")
    value = 100 * value if text[number.end() :].lstrip().startswith("%") else value
    digits = f"{value:,.{len(number[0].partition('.')[2])}f}"
    if number[0].startswith("."):
        digits = digits.removeprefix("0")
    return text[: number.start()] + digits + text[number.end() :]


def generated_documents() -> Mapping[Path, str]:
    """Return each document that shows figures with the text that it should have."""
    measured = load_measured()
    figures = figures_by_key(measured.latest)
    documents = {path: filled(path.read_text(encoding="utf-8"), figures) for path in DOCUMENTS}
    return {PAGE: benchmarks_page(load_page(), measured), **documents}


def main() -> None:
    """Write the documents."""
    for path, text in generated_documents().items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
