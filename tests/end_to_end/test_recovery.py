"""What a run depends on goes away in the middle: each ends with a reason and an exit code, and nothing is lost."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.made_news import write_news

pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.timeout(900)]

PAGES = 6
HOLD = """
import sys, time, duckdb
while True:
    try:
        held = duckdb.connect("hearsay.duckdb")
        break
    except duckdb.IOException:
        time.sleep(0.005)
print("held", flush=True)
sys.stdin.read()
"""


def start(hearsay, *options):
    """An ingest of PAGES pages, in chunks of two."""
    write_news(hearsay.folder / "pages", PAGES)
    settings = hearsay.folder / "hearsay.toml"
    settings.write_text(f"wait_seconds = 2\n[limits]\nchunk_pages = 2\nworkers = 1\n{chr(10).join(options)}\n")
    return hearsay.start(*INGEST, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


INGEST = ("ingest", "pages", "--captured-at", "2026-03-31T12:00Z")


def wait_for_bytes(folder, count=1):
    """Until the archive has the first captures: the run is in its stages."""
    started = time.monotonic()
    while sum(file.stat().st_size for file in folder.glob("*.warc.gz")) < count:
        assert time.monotonic() - started < 120, "no page was ever archived"
        time.sleep(0.05)


def ended(hearsay):
    """State and reason of each run, in order."""
    return [
        (row["state"], row["reason"]) for row in hearsay.rows("SELECT state, reason FROM runs ORDER BY started_at")
    ]


def assert_finished_by_the_next(hearsay):
    again = hearsay(*INGEST, "--json", timeout=250)
    assert again.code == 0, again.err
    assert sum(again.json["inputs"].values()) == PAGES
    assert hearsay.rows("SELECT count(*) AS n FROM articles") == [{"n": PAGES}]


def children(process, words):
    """The processes that a process has started whose command holds these words."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(status.read_text().rpartition(")")[2].split()[1])
            command = status.with_name("cmdline").read_text()
        except OSError:
            continue
        if parent == process.pid and words in command:
            found.append(int(status.parent.name))
    return found


@pytest.mark.own_server
def test_a_prefect_server_that_goes_away(hearsay):
    """The orchestrator is beside the data, not in its way: published rows stay, and the command says so."""
    run = start(hearsay)
    wait_for_bytes(hearsay.folder / "hearsay-archive")
    (server,) = children(run, "hearsay.flows.orchestration.embedded_server")
    os.kill(server, signal.SIGKILL)
    _, err = run.communicate(timeout=250)
    assert run.returncode == 1, err
    assert "Traceback" not in err
    assert "the embedded Prefect server ended with code -9; published rows stay" in err.replace(": no message", "")
    assert ended(hearsay) == [("finished", None)]
    assert_finished_by_the_next(hearsay)


def test_a_warehouse_that_another_program_keeps_locked(hearsay):
    """A notebook that somebody left open over the night."""
    run = start(hearsay)
    wait_for_bytes(hearsay.folder / "hearsay-archive")
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD],
        cwd=hearsay.folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdout
    assert holder.stdout.readline()
    _, err = run.communicate(timeout=250)
    assert run.returncode == 1, err
    assert "Traceback" not in err
    assert "was locked by others for 2 s" in err
    holder.communicate(b"")
    assert_finished_by_the_next(hearsay)
    assert ended(hearsay) == [("failed", "warehouse_locked"), ("finished", None)]
