"""Bad inputs and what becomes of them: python bench/hostile.py [--seed 1].

Some 540 bad inputs, made from the seed by bench/hostile_inputs.py, go through hearsay ingest and hearsay query. Each
must end in an outcome of the ledger, or, a query, in an answer or a refusal; in bounded time and memory. Prints a
table: inputs, those that ended, outcomes, the longest processor time of one, and the peak memory of all processes.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bench import hostile_inputs as made  # noqa: E402 - the path comes first

QUERY_SECONDS = 5

Ended = tuple[int, float, float, float, Counter[str]]
"""How many ended as they must, seconds of the slowest and of all, peak megabytes, and the outcomes."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--share", type=float, default=1.0, help="how many of the inputs, to try it out")
    args = parser.parse_args()
    chance = random.Random(args.seed)  # noqa: S311 - the same inputs each time, no secrets
    kinds = (
        ("html", made.broken_html, 140, ()),
        ("encodings", made.lying_encodings, 80, ()),
        ("bombs", made.bombs, 15, ()),
        ("linked data", made.broken_linked_data, 60, ()),
        ("feeds", made.broken_feeds, 60, ("--as", "feed")),
        ("sitemaps", made.broken_sitemaps, 30, ("--as", "sitemap")),
        ("archives", made.broken_archives, 50, ()),
        ("dumps", made.broken_dumps, 45, ()),
    )
    ended = total = 0
    print(f"{'kind':<12} {'inputs':>6} {'ended':>6} {'slowest s':>10} {'wall s':>7} {'peak MB':>8}  outcomes")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "hearsay.toml").write_text("[fetch]\nattempts = 1\n\n[query]\nseconds = 5\n")
        for kind, make, count, options in kinds:
            inputs = list(make(chance, max(1, round(count * args.share))))
            ended += report(kind, len(inputs), *ingest(folder, kind, inputs, options))
            total += len(inputs)
        queries = list(made.hostile_queries(chance, max(1, round(60 * args.share))))
        ended += report("queries", len(queries), *ask(folder, queries))
        total += len(queries)
    print(f"ended in an outcome: {ended} of {total}")
    return 0 if ended == total else 1


def report(
    kind: str, count: int, ended: int, slowest: float, wall: float, peak: float, outcomes: Counter[str]
) -> int:
    told = ", ".join(f"{number} {outcome}" for outcome, number in outcomes.most_common())
    print(f"{kind:<12} {count:>6} {ended:>6} {slowest:>10.1f} {wall:>7.1f} {peak:>8.0f}  {told}", flush=True)
    return ended


def ingest(folder: Path, kind: str, inputs: list[made.Named], options: tuple[str, ...]) -> Ended:
    """Of the files, those that the ledger knows; the slowest, seconds in all, peak memory, and the outcomes."""
    from hearsay.warehouse.connection import open_for_reading

    pages = folder / kind.replace(" ", "-")
    pages.mkdir()
    for name, body in inputs:
        (pages / name).write_bytes(body)
    warehouse = folder / f"{pages.name}.duckdb"
    wall, peak, code, err = run(folder, ["--warehouse", str(warehouse), "ingest", *options, str(pages)])
    if code not in (0, 1):
        print(f"{kind}: exit code {code}: {err[-500:]}")
        return 0, 0.0, wall, peak, Counter()
    with open_for_reading(warehouse) as connection:
        rows = connection.execute("SELECT given, outcome, seconds FROM inputs").fetchall()
    known = {given.split("#")[0] for given, _, _ in rows}
    # A list that could be read ends in what it lists: its addresses carry its name.
    named = [name for name, _ in inputs if any(name in given or f"/{Path(name).stem}/" in given for given in known)]
    for name in sorted({name for name, _ in inputs} - set(named)):
        print(f"  no outcome: {kind} {name}")
    return len(named), max((row[2] for row in rows), default=0), wall, peak, Counter(row[1] for row in rows)


def ask(folder: Path, queries: list[str]) -> Ended:
    """Of the queries, those that were answered or refused in time and left the warehouse as it was."""
    warehouse = folder / "html.duckdb"
    before = warehouse.read_bytes()
    outcomes = Counter[str]()
    slowest = peak = total = 0.0
    ended = 0
    for query in queries:
        wall, used, code, err = run(folder, ["--warehouse", str(warehouse), "query", "-", "--format", "csv"], query)
        outcome = {0: "answered", 2: "refused"}.get(code, f"exit code {code}")
        outcomes[outcome] += 1
        is_fine = code in (0, 2) and wall < QUERY_SECONDS + 15 and warehouse.read_bytes() == before
        if not is_fine:
            print(f"  query {query[:80]!r}: code {code}, {wall:.1f} s: {err[-300:]}")
        ended += is_fine
        slowest, peak, total = max(slowest, wall), max(peak, used), total + wall
    return ended, slowest, total, peak, outcomes


def run(folder: Path, arguments: list[str], given: str = "") -> tuple[float, float, int, str]:
    """Seconds, peak megabytes of all its processes, exit code and errors of a command; `given` is its input."""
    environment = os.environ | {"PREFECT_HOME": str(folder / "prefect"), "PYTHONPATH": str(ROOT)}
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as asked:
        asked.write(given.encode("utf-8"))
        asked.seek(0)
        started = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, "-m", "hearsay.flows.command_line", *arguments],
            cwd=folder,
            env=environment,
            stdin=asked,
            stdout=subprocess.DEVNULL,
            stderr=said,
        )
        peak = 0
        while process.poll() is None:
            peak = max(peak, sum(memory(process.pid)))
            time.sleep(0.1)
        said.seek(0)
        return time.monotonic() - started, peak / 1e6, process.returncode, said.read().decode("utf-8", "replace")


def memory(pid: int) -> Iterator[int]:
    """Resident bytes of a process and of all that it started."""
    try:
        process = psutil.Process(pid)
        for one in [process, *process.children(recursive=True)]:
            yield one.memory_info().rss
    except psutil.Error:
        return


if __name__ == "__main__":
    raise SystemExit(main())
