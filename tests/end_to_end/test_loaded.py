"""A run without new pages loads neither Great Expectations nor the network: seen in all processes of commands."""

import shutil

import pytest

from tests.end_to_end.conftest import ONE_WORKER, SAMPLES, Hearsay

PAGE = SAMPLES / "pell-county-record" / "2026-03-11-millers-ford-bridge.html"

WATCH = """
import os, sys
def note(event, arguments):
    if event == "import" and arguments[0] in ("great_expectations",):
        told(arguments[0])
    elif event == "open" and str(arguments[0]).endswith("judge.npz"):
        told("weights")
def told(what):
    with os.fdopen(os.open(os.environ["LOADED"], os.O_WRONLY | os.O_APPEND | os.O_CREAT), "w") as file:
        file.write(f"{os.getpid()} {what}\\n")
if "LOADED" in os.environ:
    told("worker" if "spawn_main" in " ".join(sys.orig_argv) else "process")
    sys.addaudithook(note)
"""
"""A sitecustomize.py: every process says that it started and what it loads."""

HASHED = 1
"""A process that reads the weights once has hashed them; one that loads them has read them twice."""

pytestmark = pytest.mark.slow


def loaded_by(hearsay: Hearsay, name: str, *arguments: str) -> dict[str, list[str]]:
    """What the processes of a command load, by process."""
    (hearsay.folder / "sitecustomize.py").write_text(WATCH)
    told = hearsay.folder / name
    path = f"{hearsay.folder}:{hearsay.environment['PYTHONPATH']}"
    ended = Hearsay(hearsay.folder, hearsay.environment | {"LOADED": str(told), "PYTHONPATH": path})(*arguments)
    assert ended.code == 0, ended.err
    processes: dict[str, list[str]] = {}
    for line in told.read_text().splitlines():
        pid, what = line.split()
        processes.setdefault(pid, []).append(what)
    return processes


@pytest.fixture(scope="module")
def first(shared_hearsay):
    """A folder with a page, after its first run."""
    (shared_hearsay.folder / "hearsay.toml").write_text(ONE_WORKER)
    loaded = loaded_by(shared_hearsay, "new.txt", "ingest", str(PAGE)).values()
    assert any("great_expectations" in what for what in loaded)
    assert any(what.count("weights") > HASHED for what in loaded)
    return shared_hearsay


@pytest.fixture
def known(first, hearsay):
    """A copy of the folder, in which the page is known."""
    shutil.copytree(first.folder, hearsay.folder, dirs_exist_ok=True)
    return hearsay


def test_a_known_page_starts_no_worker_and_loads_no_library_of_theirs(known):
    """They took half of the processor time of a command that had nothing to do."""
    loaded = loaded_by(known, "known.txt", "ingest", str(PAGE)).values()
    assert not any("worker" in what or "great_expectations" in what for what in loaded)
    assert all(what.count("weights") <= HASHED for what in loaded)
    assert known.rows("SELECT count(*) AS n FROM inputs WHERE outcome = 'unchanged'") == [{"n": 1}]


def test_a_page_behind_known_pages_is_ingested_and_audited(known):
    """No guess at the start expects it: the workers start when the page comes."""
    folder = known.folder / "pages"
    folder.mkdir()
    for number in range(9):
        (folder / f"{number}.html").write_bytes(PAGE.read_bytes())
    other = SAMPLES / "osmere-ledger" / "2026-03-21-flood-maps.html"
    (folder / "last.html").write_bytes(other.read_bytes())
    loaded = loaded_by(known, "late.txt", "ingest", str(folder)).values()
    assert any("great_expectations" in what for what in loaded)
    found = known.rows("SELECT outcome, count(*) AS n FROM inputs GROUP BY ALL ORDER BY outcome")
    assert {row["outcome"]: row["n"] for row in found} == {"duplicate": 8, "loaded": 2, "unchanged": 1}
