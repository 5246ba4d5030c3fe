"""Results of suites as files: the latest in bench/results, those of the release before in bench/results/VERSION."""

import json
import os
import platform
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import msgspec

from bench.figure import Figure

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "bench" / "results"
DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Result:
    """The figures of one suite, measured at one time on one machine."""

    suite: str
    version: str
    measured_on: date
    processor: str
    figures: list[Figure]
    seconds: float | None = None
    """Wall time of the suite."""
    load: float | None = None
    """Processes that were waiting for the machine's cores: one minute's mean before the suite began."""


def version() -> str:
    """Return hearsay's version in this checkout."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


def processor() -> str:
    """Return the model name of this machine's processor, and the number of its cores."""
    path = Path("/proc/cpuinfo")
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{names[0] if names else platform.processor() or platform.machine()}, {os.cpu_count()} cores"


def save_result(result: Result, folder: Path = RESULTS) -> Path:
    """Write a result as JSON with one figure a line, and return the file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{result.suite}.json"
    path.write_text(as_json(result), encoding="utf-8")
    return path


def as_json(result: Result) -> str:
    """Return a result as JSON; fields that are empty are left out."""
    head = {name: value for name, value in asdict(result).items() if name != "figures" and value is not None}
    head["measured_on"] = result.measured_on.isoformat()
    lines = [f'  "{name}": {json.dumps(value, ensure_ascii=False)},' for name, value in head.items()]
    rows = [json.dumps(row, ensure_ascii=False) for row in map(_shown, result.figures)]
    return "\n".join(["{", *lines, '  "figures": [', ",\n".join(f"    {row}" for row in rows), "  ]", "}", ""])


def _shown(figure: Figure) -> dict[str, object]:
    row = {name: value for name, value in asdict(figure).items() if value not in (None, "") and name != "suite"}
    return row | {"value": round(float(figure.value), DECIMALS)}


def load_result(path: Path) -> Result:
    """Return the result that a file holds. Raises msgspec.ValidationError where a field is missing or wrong."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    for row in raw["figures"]:
        row["suite"] = raw["suite"]
    return msgspec.convert(raw, Result)


def load_results(folder: Path = RESULTS) -> dict[str, Result]:
    """Return the results of a folder by the names of their suites."""
    return {result.suite: result for result in _results(sorted(folder.glob("*.json")))}


def _results(paths: Sequence[Path]) -> Iterator[Result]:
    for path in paths:
        result = load_result(path)
        if result.suite != path.stem:
            raise ValueError(f"{path} holds the suite {result.suite}")
        yield result


def release_before(folder: Path = RESULTS) -> Path:
    """Return the folder with the results of the release before. Raises ValueError unless there is exactly one."""
    (before,) = (path for path in folder.iterdir() if path.is_dir())
    return before


def figures_by_key(results: Mapping[str, Result]) -> dict[str, Figure]:
    """Return all figures by their keys."""
    return {figure.key: figure for result in results.values() for figure in result.figures}
