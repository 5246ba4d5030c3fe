"""Kill -9 in every stage: python bench/kills.py [--kills 50] [--pages 200] [--seed 1] [--in-a-row 3] [--out FILE].

An ingest of made-up pages is killed, the command alone or with all its processes; then the same ingest is run again.
Its warehouse must equal the uninterrupted one, table by table but for run ids and the clocks of loading, hold no flaw
that hearsay doctor knows, and have closed the run that was killed. Prints a line for each kill.

Moments are drawn stage by stage, so that the seconds in which a command starts do not take most of them: a chunk,
and within a stage of it a moment of the time that this stage took in the uninterrupted run. Of the kills of one
warehouse, up to `--in-a-row`, each hits the run that goes on after the one before; a difference counts against all.
With `--out` each warehouse is a line of a file, and those that are there are not done again.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bench.staged_ingest import FIRST, LAST, OF_A_CHUNK  # noqa: E402 - the path comes first

CHUNK_PAGES = 20
LONGEST_RUN_SECONDS = 1800.0
OF_THE_RUN = {"run_id", "loaded_at", "closed_at", "applied_at", "archive_file", "archive_offset"}
RUN_TABLES = {"runs", "inputs", "checks", "quarantine", "schema_migrations"}
"""Tables that tell of runs: that there were several is no fault."""


class Kill(NamedTuple):
    """Where a run is killed: so many seconds after a stage of a chunk began, with all its processes or alone."""

    stage: str
    chunk: int
    seconds: float
    takes_all: bool


def main() -> int:
    from tests.made_news import write_news

    args = arguments()
    done = earlier(args)
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_news(folder / "pages", args.pages)
        (folder / "hearsay.toml").write_text(f"[limits]\nchunk_pages = {CHUNK_PAGES}\n")
        assert start(folder, "whole", "whole.log").wait() == 0, "the uninterrupted run failed"
        print(f"the uninterrupted run took {time.monotonic() - started:.0f} s", flush=True)
        whole = tables(folder / "whole" / "hearsay.duckdb")
        seconds = stage_seconds(folder / "whole.log")
        for number, kills in enumerate(plan(args, seconds)):
            if number >= len(done):
                began = time.monotonic()
                told = kill_and_finish(folder, f"warehouse-{number}", kills, whole)
                done.append(told | {"seconds": round(time.monotonic() - began, 1)} | asked(args))
                if args.out:
                    with args.out.open("a", encoding="utf-8") as file:
                        file.write(json.dumps(done[-1]) + "\n")
            print_kills(number, done[number])
    total = sum(len(one["kills"]) for one in done)
    equal = sum(len(one["kills"]) for one in done if not one["differing"])
    print(f"equal {equal} of {total}; {time.monotonic() - started:.0f} s")
    return 0 if equal == total == args.kills else 1


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--in-a-row", type=int, default=3)
    parser.add_argument("--out", type=Path)
    return parser.parse_args()


def asked(args: argparse.Namespace) -> dict[str, int]:
    """What two invocations must agree on to go on with one another's file."""
    return {"of": args.kills, "pages": args.pages, "seed": args.seed, "in_a_row": args.in_a_row}


def earlier(args: argparse.Namespace) -> list[dict[str, Any]]:
    """The warehouses that an earlier invocation with the same arguments has done."""
    if not (args.out and args.out.exists()):
        return []
    found = [json.loads(line) for line in args.out.read_text(encoding="utf-8").splitlines()]
    if any(one | asked(args) != one for one in found):
        raise SystemExit(f"{args.out} is of other arguments than {asked(args)}; give another --out")
    return found


def plan(args: argparse.Namespace, seconds: dict[str, float]) -> list[list[Kill]]:
    """The kills of each warehouse: every stage has its turn, in an order of chance, and every part of the chunks."""
    chance = random.Random(args.seed)  # noqa: S311 - moments, no secrets
    chunks = -(-args.pages // CHUNK_PAGES)
    stages = [*FIRST, *OF_A_CHUNK, *LAST]
    chance.shuffle(stages)
    drawn = list(islice(cycle(stages), args.kills))
    kills = []
    for first in range(0, args.kills, args.in_a_row):
        # A run that is killed where it ends is the last of its warehouse: the next has nothing left to do.
        row = sorted(drawn[first : first + args.in_a_row], key=lambda stage: (stage in LAST, stage not in FIRST))
        of_one = []
        for number, stage in enumerate(row):
            low, high = number * chunks // len(row) + 1, (number + 1) * chunks // len(row)
            chunk = 0 if stage in FIRST else chunks if stage in LAST else chance.randint(low, max(low, high))
            after = chance.uniform(0, seconds[stage])
            of_one.append(Kill(stage, chunk, round(after, 4), chance.random() < 0.5))
        kills.append(of_one)
    return kills


def stage_seconds(log: Path) -> dict[str, float]:
    """How long each stage took in the uninterrupted run, over its chunks."""
    lines = [line.split() for line in log.read_text().splitlines()]
    begun = {(stage, chunk): float(at) for when, stage, chunk, at in lines if when == "begin"}
    ended = {(stage, chunk): float(at) for when, stage, chunk, at in lines if when == "end"}
    return {
        stage: median(at - begun[key] for key, at in ended.items() if key[0] == stage)
        for stage in (*FIRST, *OF_A_CHUNK, *LAST)
    }


def start(folder: Path, name: str, log: str) -> subprocess.Popen[bytes]:
    """The ingest, in a process group of its own, into a warehouse of its own."""
    (folder / name).mkdir(exist_ok=True)
    command = [sys.executable, str(ROOT / "bench" / "staged_ingest.py"), log]
    command += ["--warehouse", f"{name}/hearsay.duckdb", "ingest", "pages", "--captured-at", "2026-03-31T12:00Z"]
    environment = os.environ | {"PREFECT_HOME": str(folder / "prefect"), "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, process_group=0
    )


def kill_and_finish(folder: Path, name: str, kills: list[Kill], whole: dict[str, Any]) -> dict[str, Any]:
    """What became of a warehouse whose runs were killed one after another: where, and the tables that differ."""
    path = folder / name / "hearsay.duckdb"
    differing, told = [], []
    for number, kill in enumerate(kills):
        is_hit = kill_there(folder, name, f"{name}-{number}.log", kill)
        told.append(kill._asdict() | {"articles_in": articles(path)})
        if not is_hit:
            differing.append(f"no run came to {kill.stage} of chunk {kill.chunk}")
    code = start(folder, name, f"{name}-last.log").wait()
    if code != 0:
        differing.append(f"exit code {code}")
    else:
        found = tables(path)
        differing += [table for table, frame in found.items() if not frame.equals(whole[table])]
        differing += flaws(path)
        differing += unclosed(path)
    return {"kills": told, "differing": differing}


def kill_there(folder: Path, name: str, log: str, kill: Kill) -> bool:
    """Start a run and kill it at its moment; False where it ended before it came there."""
    victim = start(folder, name, log)
    began = time.monotonic()
    mark = f"begin {kill.stage} {kill.chunk} "
    while mark not in (told(folder / log)):
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


def told(log: Path) -> str:
    """What a run has said so far of its stages."""
    return log.read_text() if log.exists() else ""


def print_kills(number: int, one: dict[str, Any]) -> None:
    """A line for each kill of a warehouse."""
    became = "differs in " + ", ".join(one["differing"]) if one["differing"] else "equal"
    for kill in one["kills"]:
        what = "all processes" if kill["takes_all"] else "the command"
        print(
            f"{number + 1:>3}  {what} killed {kill['seconds']:.3f} s into {kill['stage']} of chunk {kill['chunk']}, "
            f"{kill['articles_in']} articles in: {became}",
            flush=True,
        )


def articles(path: Path) -> int:
    """How many articles the killed run had published."""
    import duckdb

    if not path.exists():
        return 0
    try:
        with duckdb.connect(str(path)) as connection:
            return int(connection.execute("SELECT count(*) FROM articles").fetchall()[0][0])
    except duckdb.Error:
        return 0


def tables(path: Path) -> dict[str, Any]:
    """Every table that tells of pages, without what differs from run to run and archive to archive, by its key."""
    from hearsay.warehouse.connection import open_for_reading
    from hearsay.warehouse.schema import TABLES

    with open_for_reading(path) as connection:
        return {
            table.name: connection.sql(f"FROM {table.name} ORDER BY {', '.join(table.key)}")
            .pl()
            .drop([column.name for column in table.columns if column.name in OF_THE_RUN])
            for table in TABLES.values()
            if table.name not in RUN_TABLES
        }


def flaws(path: Path) -> list[str]:
    """What hearsay doctor finds wrong with a warehouse."""
    from hearsay.warehouse.connection import open_for_reading
    from hearsay.warehouse.integrity import find_flaws

    with open_for_reading(path) as connection:
        return [flaw.name for flaw in find_flaws(connection) if flaw.wrong]


def unclosed(path: Path) -> list[str]:
    """Runs that nobody closed, though all but the last were killed."""
    from hearsay.warehouse.connection import open_for_reading

    with open_for_reading(path) as connection:
        rows = connection.execute("SELECT state, count(*) FROM runs GROUP BY state").fetchall()
    return [f"{count} runs say {state}" for state, count in rows if state not in ("finished", "interrupted")]


if __name__ == "__main__":
    raise SystemExit(main())
