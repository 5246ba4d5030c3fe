"""Kill -9 in every stage of a run, and the run that follows. It needs no gold.

An ingest of made-up pages is killed, the command alone or with all its processes; then the same ingest runs again.
Its warehouse must equal the uninterrupted warehouse, table by table except for run ids and the clocks of loading,
have no flaw that `hearsay doctor` knows, and have closed the killed run.

Moments are drawn stage by stage, so that the seconds in which a command starts do not take most of them: a chunk,
and within a stage of it a moment of the time that this stage took in the uninterrupted run. Of the kills of one
warehouse, up to `in_a_row`, each hits the run that follows the kill before; a difference counts against all.
`python -m bench.listings.kills` prints a line for each kill, and resumes from a file.
"""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import duckdb

from bench.commands import environment
from bench.figure import Figure, Row, at_least, figures_of
from bench.staged_ingest import FIRST, LAST, OF_A_CHUNK
from hearsay.warehouse.connection import open_for_reading
from hearsay.warehouse.integrity import find_flaws
from hearsay.warehouse.schema import TABLES
from tests.made_news import write_news

CHUNK_PAGES = 20
LONGEST_RUN_SECONDS = 1800.0
OF_THE_RUN = {"run_id", "loaded_at", "closed_at", "applied_at", "archive_file", "archive_offset"}
RUN_TABLES = {"runs", "inputs", "checks", "quarantine", "schema_migrations"}
"""Tables about runs: that there were several is no fault."""


class Kill(NamedTuple):
    """The moment of a kill: so many seconds after a stage of a chunk began, with all its processes or alone."""

    stage: str
    chunk: int
    seconds: float
    takes_all: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """How many kills, in runs of how many pages, drawn from which seed, and how many of one warehouse."""

    kills: int = 50
    pages: int = 200
    seed: int = 1
    in_a_row: int = 3


def measure(gold: Path, scorers: Path) -> list[Figure]:
    """Return the share of kills after which the warehouse equals the uninterrupted one."""
    plan = Plan()
    warehouses = list(kill_runs(plan))
    equal = sum(len(warehouse["kills"]) for warehouse in warehouses if not warehouse["differing"])
    rows: tuple[Row, ...] = (("warehouse equals the uninterrupted one", equal / plan.kills, at_least(1.0), "share"),)
    return figures_of(
        "kills", rows, plan.kills, f"{plan.pages} made pages", f"{plan.in_a_row} kills in a row", "kills"
    )


def kill_runs(plan: Plan, log: Path | None = None) -> Iterator[dict[str, Any]]:
    """Yield what the kills did to each warehouse: its kills, and the tables that differ.

    With a log, each warehouse is a line of that file, and warehouses that it has are not made again.
    """
    done = earlier(plan, log)
    yield from done
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_news(folder / "pages", plan.pages)
        (folder / "hearsay.toml").write_text(f"[limits]\nchunk_pages = {CHUNK_PAGES}\n", encoding="utf-8")
        if start(folder, "whole", "whole.log").wait() != 0:
            raise RuntimeError("the uninterrupted run failed")
        whole = tables(folder / "whole" / "hearsay.duckdb")
        drawn = draw_kills(plan, stage_seconds(folder / "whole.log"))
        for number, kills in list(enumerate(drawn))[len(done) :]:
            warehouse = kill_and_finish(folder, f"warehouse-{number}", kills, whole) | {"plan": asdict(plan)}
            if log:
                with log.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(warehouse) + "\n")
            yield warehouse


def earlier(plan: Plan, log: Path | None) -> list[dict[str, Any]]:
    """Return the warehouses of a log. Raises ValueError where it was written by another plan."""
    if not (log and log.exists()):
        return []
    warehouses = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    if any(warehouse["plan"] != asdict(plan) for warehouse in warehouses):
        raise ValueError(f"{log} has another plan than {plan}; name another file")
    return warehouses


def draw_kills(plan: Plan, seconds: dict[str, float]) -> list[list[Kill]]:
    """Draw the kills of each warehouse: every stage has its turn, and every part of the chunks."""
    chance = random.Random(plan.seed)  # noqa: S311 - moments, no secrets
    chunks = -(-plan.pages // CHUNK_PAGES)
    stages = [*FIRST, *OF_A_CHUNK, *LAST]
    chance.shuffle(stages)
    drawn = list(islice(cycle(stages), plan.kills))
    kills = []
    for first in range(0, plan.kills, plan.in_a_row):
        # A run that is killed where it ends is the last of its warehouse: the next run has nothing left to do.
        row = sorted(drawn[first : first + plan.in_a_row], key=lambda stage: (stage in LAST, stage not in FIRST))
        of_warehouse = []
        for number, stage in enumerate(row):
            low, high = number * chunks // len(row) + 1, (number + 1) * chunks // len(row)
            chunk = 0 if stage in FIRST else chunks if stage in LAST else chance.randint(low, max(low, high))
            after = chance.uniform(0, seconds[stage])
            of_warehouse.append(Kill(stage, chunk, round(after, 4), chance.random() < 0.5))
        kills.append(of_warehouse)
    return kills


def stage_seconds(log: Path) -> dict[str, float]:
    """Return the median seconds of each stage in the uninterrupted run, over its chunks."""
    lines = [line.split() for line in log.read_text().splitlines()]
    begun = {(stage, chunk): float(at) for when, stage, chunk, at in lines if when == "begin"}
    ended = {(stage, chunk): float(at) for when, stage, chunk, at in lines if when == "end"}
    return {
        stage: median(at - begun[key] for key, at in ended.items() if key[0] == stage)
        for stage in (*FIRST, *OF_A_CHUNK, *LAST)
    }


def start(folder: Path, name: str, log: str) -> subprocess.Popen[bytes]:
    """Start the ingest in a process group of its own, into a warehouse of its own."""
    (folder / name).mkdir(exist_ok=True)
    command = [sys.executable, "-m", "bench.staged_ingest", log]
    command += ["--warehouse", f"{name}/hearsay.duckdb", "ingest", "pages", "--captured-at", "2026-03-31T12:00Z"]
    return subprocess.Popen(
        command,
        cwd=folder,
        env=environment(PREFECT_HOME=str(folder / "prefect")),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        process_group=0,
    )


def kill_and_finish(folder: Path, name: str, kills: list[Kill], whole: dict[str, Any]) -> dict[str, Any]:
    """Kill the runs of a warehouse, one after another, finish it, and return its kills and the tables that differ."""
    path = folder / name / "hearsay.duckdb"
    differing, done = [], []
    for number, kill in enumerate(kills):
        is_hit = kill_there(folder, name, f"{name}-{number}.log", kill)
        done.append(kill._asdict() | {"articles_in": articles(path)})
        if not is_hit:
            differing.append(f"no run came to {kill.stage} of chunk {kill.chunk}")
    code = start(folder, name, f"{name}-last.log").wait()
    if code != 0:
        differing.append(f"exit code {code}")
    else:
        frames = tables(path)
        differing += [table for table, frame in frames.items() if not frame.equals(whole[table])]
        differing += flaws(path)
        differing += unclosed(path)
    return {"kills": done, "differing": differing}


def kill_there(folder: Path, name: str, log: str, kill: Kill) -> bool:
    """Start a run and kill it at its moment; return False if it ended before it came there."""
    victim = start(folder, name, log)
    began = time.monotonic()
    mark = f"begin {kill.stage} {kill.chunk} "
    while mark not in stages_so_far(folder / log):
        if victim.poll() is not None or time.monotonic() - began > LONGEST_RUN_SECONDS:
            break
        time.sleep(0.003)
    is_hit = victim.poll() is None
    time.sleep(kill.seconds)
    is_hit = is_hit and victim.poll() is None
    if kill.takes_all:
        os.killpg(victim.pid, signal.SIGKILL)
    else:
        victim.kill()
    victim.wait()
    return is_hit


def stages_so_far(log: Path) -> str:
    """Return the marks that a run has written so far."""
    return log.read_text() if log.exists() else ""


def articles(path: Path) -> int:
    """Return the number of articles that the killed run had published."""
    if not path.exists():
        return 0
    try:
        with duckdb.connect(str(path)) as connection:
            return int(connection.execute("SELECT count(*) FROM articles").fetchall()[0][0])
    except duckdb.Error:
        return 0


def tables(path: Path) -> dict[str, Any]:
    """Return every table about pages in the order of its key, without columns that differ from run to run."""
    with open_for_reading(path) as connection:
        return {
            table.name: connection.sql(f"FROM {table.name} ORDER BY {', '.join(table.key)}")
            .pl()
            .select([column.name for column in table.columns if column.name not in OF_THE_RUN])
            for table in TABLES.values()
            if table.name not in RUN_TABLES
        }


def flaws(path: Path) -> list[str]:
    """Return the flaws that `hearsay doctor` finds in a warehouse."""
    with open_for_reading(path) as connection:
        return [flaw.name for flaw in find_flaws(connection) if flaw.wrong]


def unclosed(path: Path) -> list[str]:
    """Return the states of runs that are not closed, although all but the last were killed."""
    with open_for_reading(path) as connection:
        rows = connection.execute("SELECT state, count(*) FROM runs GROUP BY state").fetchall()
    return [f"{count} runs say {state}" for state, count in rows if state not in ("finished", "interrupted")]
