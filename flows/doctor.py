"""Checks of the installation and of the warehouse, with advice for each problem."""

import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from typing import Any

from packaging.requirements import Requirement

from hearsay.errors import HearsayError
from hearsay.flows.config.languages import languages
from hearsay.flows.run.active_run import DISTRIBUTION
from hearsay.pipelines.reader import load_reader
from hearsay.warehouse.connection import open_for_reading
from hearsay.warehouse.integrity import find_flaws
from hearsay.warehouse.location import Location, is_created, storage_folder
from hearsay.warehouse.lookup import quarantined_rows
from hearsay.warehouse.migrate import check_version
from hearsay.warehouse.schema import SCHEMA_VERSION
from hearsay.warehouse.stale_runs import running_runs

OLDEST_PYTHON = (3, 11)
LOW_DISK_BYTES = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The result of one check. `state` is fine, note (nothing to repair) or wrong."""

    subject: str
    state: str
    detail: str | None = None
    advice: str | None = None


def examine(warehouse: Location, wait_seconds: float) -> Iterator[Diagnosis]:
    """Yield a diagnosis for each check, the installation first. Nothing is repaired."""
    yield _python()
    yield _packages()
    yield _reader()
    yield _disk(warehouse)
    yield from _warehouse(warehouse, wait_seconds)


def diagnoses_json(diagnoses: list[Diagnosis]) -> str:
    """Return the diagnoses as a JSON object."""
    is_sound = not any(diagnosis.state == "wrong" for diagnosis in diagnoses)
    records = [asdict(diagnosis) for diagnosis in diagnoses]
    return json.dumps({"is_sound": is_sound, "diagnoses": records}, ensure_ascii=False)


def diagnosis_line(diagnosis: Diagnosis) -> str:
    """Return a diagnosis as text; the advice is on a second line."""
    line = f"{diagnosis.state:<5}  {diagnosis.subject}" + (f": {diagnosis.detail}" if diagnosis.detail else "")
    return f"{line}\n       → {diagnosis.advice}" if diagnosis.advice and diagnosis.state != "fine" else line


def _python() -> Diagnosis:
    running = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] >= OLDEST_PYTHON:
        return Diagnosis("Python", "fine", running)
    return Diagnosis("Python", "wrong", f"{running} is too old", "install hearsay with Python 3.11 or later")


def _packages() -> Diagnosis:
    """Check that each required package is installed, in a version that hearsay was tested with."""
    checked = odd = 0
    examples: list[str] = []
    for requirement in map(Requirement, requires(DISTRIBUTION) or ()):
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        checked += 1
        installed = _installed(requirement.name)
        if installed is None or not requirement.specifier.contains(installed, prereleases=True):
            odd += 1
            examples.append(
                f"{requirement.name} is {installed or 'missing'}, required is {requirement.specifier or 'any'}"
            )
    if not odd:
        return Diagnosis("packages", "fine", f"{checked} as required")
    more = f" and {odd - 3} more" if odd > 3 else ""
    return Diagnosis(
        "packages", "wrong", "; ".join(examples[:3]) + more, "install hearsay again, in an empty environment"
    )


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _reader() -> Diagnosis:
    """Check that the weights load and find the speaker of one sentence."""
    try:
        reader = load_reader(languages().default)
        attributions = reader.read("“The harbour is safe,” Mara Voss said on Tuesday.").attributions
    except Exception as error:  # noqa: BLE001 - any error of the weights is the diagnosis
        return Diagnosis(
            "reader",
            "wrong",
            f"{type(error).__name__}: {error}",
            "install hearsay again: its model folder is damaged",
        )
    if not attributions:
        return Diagnosis(
            "reader",
            "wrong",
            f"{reader.version} finds no speaker in a plain sentence",
            "install hearsay again: its model folder is damaged",
        )
    return Diagnosis("reader", "fine", reader.version)


def _disk(warehouse: Location) -> Diagnosis:
    storage = storage_folder(warehouse)
    folder = next(parent for parent in (storage, *storage.parents) if parent.exists())
    free = shutil.disk_usage(folder).free
    detail = f"{free / 1e9:,.1f} GB free at {folder}"
    if free >= LOW_DISK_BYTES:
        return Diagnosis("disk", "fine", detail)
    return Diagnosis("disk", "wrong", detail, "free some space, or give another --warehouse")


def _warehouse(path: Location, wait_seconds: float) -> Iterator[Diagnosis]:
    try:
        if not is_created(path, wait_seconds):
            advice = f"hearsay --warehouse '{path}' ingest SOURCE"
            yield Diagnosis("warehouse", "note", f"there is none at {path}", advice)
            return
        with open_for_reading(path, wait_seconds) as connection:
            schema = check_version(connection, path)
            if schema < SCHEMA_VERSION:
                advice = f"the next ingest migrates the warehouse: hearsay --warehouse {path} ingest SOURCE"
                yield Diagnosis("schema version", "note", f"{schema}, this hearsay's is {SCHEMA_VERSION}", advice)
                return
            yield Diagnosis("schema version", "fine", str(schema))
            for flaw in find_flaws(connection):
                if flaw.wrong:
                    yield Diagnosis(flaw.name, "wrong", f"{flaw.wrong:,}, such as {flaw.example}", flaw.advice)
                else:
                    yield Diagnosis(flaw.name, "fine")
            yield from _running(connection, path)
            quarantined = quarantined_rows(connection).height
            if quarantined:
                yield Diagnosis("quarantine", "note", f"{quarantined:,} rows", "hearsay quarantine list")
    except HearsayError as error:
        yield Diagnosis("warehouse", "wrong", str(error), "see docs/command-line.md")


def _running(connection: Any, path: Location) -> Iterator[Diagnosis]:
    """Yield a diagnosis for each run without an end: it still works, was killed, or cannot be judged from here."""
    for row, process in running_runs(connection, path):
        detail = f"{row.run_id[:8]}, begun {row.started_at:%Y-%m-%d %H:%M} UTC: {process.description}"
        if process.is_over:
            advice = "run the same ingest again: it does the rest, and closes this run as interrupted"
            yield Diagnosis("run that was killed", "note", detail, advice)
        else:
            yield Diagnosis("run without an end", "note", detail)
