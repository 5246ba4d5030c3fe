"""The doctor: whether this installation and this warehouse are sound, and what to do where they are not."""

import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

from hearsay.errors import HearsayError
from hearsay.flows.run.run import DISTRIBUTION
from hearsay.pipelines.reader import load_reader
from hearsay.warehouse.connection import open_for_reading
from hearsay.warehouse.gone_runs import running_runs
from hearsay.warehouse.integrity import find_flaws
from hearsay.warehouse.lookup import quarantined_rows
from hearsay.warehouse.migrate import check_version
from hearsay.warehouse.schema import SCHEMA_VERSION

OLDEST_PYTHON = (3, 11)
LOW_DISK_BYTES = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing that was looked at. `state` is fine, note (nothing to repair) or wrong."""

    subject: str
    state: str
    detail: str | None = None
    advice: str | None = None


def examine(warehouse: Path, wait_seconds: float) -> Iterator[Diagnosis]:
    """Everything in turn, the installation first; what is found is said, nothing is repaired."""
    yield _python()
    yield _packages()
    yield _reader()
    yield _disk(warehouse)
    yield from _warehouse(warehouse, wait_seconds)


def diagnoses_json(found: list[Diagnosis]) -> str:
    """The diagnoses for programs."""
    is_sound = not any(one.state == "wrong" for one in found)
    return json.dumps({"is_sound": is_sound, "diagnoses": [asdict(one) for one in found]}, ensure_ascii=False)


def diagnosis_line(one: Diagnosis) -> str:
    """One diagnosis for people."""
    line = f"{one.state:<5}  {one.subject}" + (f": {one.detail}" if one.detail else "")
    return f"{line}\n       → {one.advice}" if one.advice and one.state != "fine" else line


def _python() -> Diagnosis:
    here = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] >= OLDEST_PYTHON:
        return Diagnosis("Python", "fine", here)
    return Diagnosis("Python", "wrong", f"{here} is too old", "install hearsay with Python 3.11 or later")


def _packages() -> Diagnosis:
    """Look whether what hearsay requires is installed, in a version that it was tried with."""
    looked_at = odd = 0
    examples: list[str] = []
    for requirement in map(Requirement, requires(DISTRIBUTION) or ()):
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        looked_at += 1
        found = _installed(requirement.name)
        if found is None or not requirement.specifier.contains(found, prereleases=True):
            odd += 1
            examples.append(
                f"{requirement.name} is {found or 'missing'}, required is {requirement.specifier or 'any'}"
            )
    if not odd:
        return Diagnosis("packages", "fine", f"{looked_at} as required")
    more = f" and {odd - 3} more" if odd > 3 else ""
    return Diagnosis(
        "packages", "wrong", "; ".join(examples[:3]) + more, "install hearsay anew, in an empty environment"
    )


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _reader() -> Diagnosis:
    """Whether the weights load and read: one sentence with one speaker."""
    try:
        reader = load_reader()
        found = reader.read("“The harbour is safe,” Mara Voss said on Tuesday.").attributions
    except Exception as error:  # noqa: BLE001 - whatever is wrong with the weights is the answer
        return Diagnosis(
            "reader", "wrong", f"{type(error).__name__}: {error}", "install hearsay anew: its model folder is damaged"
        )
    if not found:
        return Diagnosis(
            "reader",
            "wrong",
            f"{reader.version} finds no speaker in a plain sentence",
            "install hearsay anew: its model folder is damaged",
        )
    return Diagnosis("reader", "fine", reader.version)


def _disk(warehouse: Path) -> Diagnosis:
    folder = next(parent for parent in warehouse.absolute().parents if parent.exists())
    free = shutil.disk_usage(folder).free
    said = f"{free / 1e9:,.1f} GB free at {folder}"
    if free >= LOW_DISK_BYTES:
        return Diagnosis("disk", "fine", said)
    return Diagnosis("disk", "wrong", said, "make room, or give another --warehouse")


def _warehouse(path: Path, wait_seconds: float) -> Iterator[Diagnosis]:
    if not path.exists():
        yield Diagnosis("warehouse", "note", f"there is none at {path}", f"hearsay --warehouse {path} ingest SOURCE")
        return
    try:
        with open_for_reading(path, wait_seconds) as connection:
            found = check_version(connection, path)
            if found < SCHEMA_VERSION:
                advice = f"it is brought up to date by the next: hearsay --warehouse {path} ingest SOURCE"
                yield Diagnosis("schema version", "note", f"{found}, this hearsay's is {SCHEMA_VERSION}", advice)
                return
            yield Diagnosis("schema version", "fine", str(found))
            for flaw in find_flaws(connection):
                if flaw.wrong:
                    yield Diagnosis(flaw.name, "wrong", f"{flaw.wrong:,}, such as {flaw.example}", flaw.advice)
                else:
                    yield Diagnosis(flaw.name, "fine")
            yield from _running(connection, path)
            kept_back = quarantined_rows(connection).height
            if kept_back:
                yield Diagnosis("quarantine", "note", f"{kept_back:,} rows", "hearsay quarantine list")
    except HearsayError as error:
        yield Diagnosis("warehouse", "wrong", str(error), "see docs/command-line.md")


def _running(connection: Any, path: Path) -> Iterator[Diagnosis]:
    """Runs without an end: those that live, those that were killed, and those of which nobody can tell from here."""
    for row, found in running_runs(connection, path):
        told = f"{row.run_id[:8]}, begun {row.started_at:%Y-%m-%d %H:%M} UTC: {found.told}"
        if found.is_over:
            advice = "run the same ingest again: it does the rest, and closes this run as interrupted"
            yield Diagnosis("run that was killed", "note", told, advice)
        else:
            yield Diagnosis("run without an end", "note", told)
