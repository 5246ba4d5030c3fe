"""Kill -9 at random moments: python bench/kills.py [--kills 50] [--pages 200] [--seed 1].

An ingest of made-up pages is killed at a moment drawn from the length of an uninterrupted one, the command alone or
with all its processes; then the same ingest is run again. Its warehouse must equal the uninterrupted one, table by
table but for run ids and the clocks of loading, and hold no flaw that hearsay doctor knows. Prints a line a kill.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

OF_THE_RUN = {"run_id", "loaded_at", "closed_at", "applied_at", "archive_file", "archive_offset"}
RUN_TABLES = {"runs", "inputs", "checks", "quarantine", "schema_migrations"}
"""Tables that tell of runs: that there were two is no fault."""


def main() -> int:
    from tests.made_news import write_news

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    chance = random.Random(args.seed)  # noqa: S311 - moments, no secrets
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_news(folder / "pages", args.pages)
        (folder / "hearsay.toml").write_text("[limits]\nchunk_pages = 20\n")
        started = time.monotonic()
        assert start(folder, "whole").wait() == 0, "the uninterrupted run failed"
        length = time.monotonic() - started
        whole = tables(folder / "whole" / "hearsay.duckdb")
        equal = 0
        for number in range(1, args.kills + 1):
            moment, takes_all = chance.uniform(0, length), chance.random() < 0.5
            differing, stage = kill_and_finish(folder, f"kill-{number}", moment, takes_all, whole)
            equal += not differing
            what = "all processes" if takes_all else "the command"
            print(
                f"{number:>3}  {what} killed after {moment:5.1f} s of {length:.1f}, {stage}: "
                f"{'differs in ' + ', '.join(differing) if differing else 'equal'}",
                flush=True,
            )
    print(f"equal {equal} of {args.kills}")
    return 0 if equal == args.kills else 1


def start(folder: Path, name: str) -> subprocess.Popen[bytes]:
    """The ingest, in a process group of its own, into a warehouse of its own."""
    (folder / name).mkdir(exist_ok=True)
    command = [sys.executable, "-m", "flows.command_line", "--warehouse", f"{name}/hearsay.duckdb", "ingest", "pages"]
    command += ["--captured-at", "2026-03-31T12:00Z"]
    environment = os.environ | {"PREFECT_HOME": str(folder / "prefect"), "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, process_group=0
    )


def kill_and_finish(folder: Path, name: str, moment: float, takes_all: bool, whole: object) -> tuple[list[str], str]:
    """The tables in which the finished warehouse differs from the whole one, and how far the killed run was."""
    victim = start(folder, name)
    time.sleep(moment)
    if takes_all:
        os.killpg(victim.pid, signal.SIGKILL)
    else:
        victim.kill()
    victim.wait()
    path = folder / name / "hearsay.duckdb"
    stage = f"{articles(path)} articles in"
    code = start(folder, name).wait()
    if code != 0:
        return [f"exit code {code}"], stage
    found = tables(path)
    differing = [table for table, frame in found.items() if not frame.equals(whole[table])]  # type: ignore[index]
    return differing + flaws(path), stage


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


def tables(path: Path) -> dict[str, object]:
    """Every table that tells of pages, without what differs from run to run and archive to archive, by its key."""
    from warehouse.connection import open_for_reading
    from warehouse.schema import TABLES

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
    from warehouse.connection import open_for_reading
    from warehouse.integrity import find_flaws

    with open_for_reading(path) as connection:
        return [flaw.name for flaw in find_flaws(connection) if flaw.wrong]


if __name__ == "__main__":
    raise SystemExit(main())
