"""Bad inputs and their outcomes: 540 inputs, made from a seed by bench/hostile_inputs.py. It needs no gold.

They go through `hearsay ingest` and `hearsay query`. Each must end in an outcome of the ledger, or, a query, in an
answer or a refusal that leaves the warehouse as it was; in bounded time and memory.
"""

import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench import hostile_inputs as made
from bench.commands import HEARSAY, environment
from bench.figure import Figure, Row, at_least, figures_of
from bench.processes import Ended, run_sampled
from hearsay.warehouse.connection import open_for_reading

SEED = 1
KINDS = (
    ("broken HTML", made.broken_html, 140, ()),
    ("lying encodings", made.lying_encodings, 80, ()),
    ("bombs", made.bombs, 15, ()),
    ("broken JSON-LD", made.broken_linked_data, 60, ()),
    ("feeds", made.broken_feeds, 60, ("--as", "feed")),
    ("sitemaps", made.broken_sitemaps, 30, ("--as", "sitemap")),
    ("WARC and WACZ", made.broken_archives, 50, ()),
    ("JSON lines and Parquet", made.broken_dumps, 45, ()),
)
QUERIES = 60
QUERY_SECONDS = 5
STARTING_SECONDS = 15
"""A query may take so long beside the time that it is allowed."""
SETTINGS = f"[fetch]\nattempts = 1\n\n[query]\nseconds = {QUERY_SECONDS}\n"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A kind of inputs: those that ended as they must, the slowest in seconds, the peak memory in bytes."""

    inputs: int
    ended: int
    slowest: float
    peak: int


def measure(gold: Path, scorers: Path) -> list[Figure]:
    """Return the share of inputs that ended, the slowest input and the peak memory, in all and for each kind."""
    chance = random.Random(SEED)  # noqa: S311 - the same inputs each time, no secrets
    outcomes: dict[str, Outcome] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "hearsay.toml").write_text(SETTINGS, encoding="utf-8")
        for number, (kind, make, count, options) in enumerate(KINDS):
            outcomes[kind] = ingest(folder, f"kind-{number}", list(make(chance, count)), options)
        outcomes["SQL"] = ask(folder, folder / "kind-0.duckdb", list(made.hostile_queries(chance, QUERIES)))
    return [figure for kind, outcome in with_total(outcomes) for figure in _figures(kind, outcome)]


def with_total(outcomes: dict[str, Outcome]) -> Iterator[tuple[str, Outcome]]:
    """Yield the outcome of all inputs, then that of each kind."""
    parts = outcomes.values()
    yield (
        "all inputs",
        Outcome(
            sum(part.inputs for part in parts),
            sum(part.ended for part in parts),
            max(part.slowest for part in parts),
            max(part.peak for part in parts),
        ),
    )
    yield from outcomes.items()


def _figures(kind: str, outcome: Outcome) -> list[Figure]:
    rows: tuple[Row, ...] = (
        (f"{kind}: ended in an outcome", outcome.ended / outcome.inputs, at_least(1.0), "share"),
        (f"{kind}: slowest", outcome.slowest, None, "s"),
        (f"{kind}: peak of all processes", outcome.peak / 1e6, None, "MB"),
    )
    return figures_of("hostile", rows, outcome.inputs, "made inputs", "", "inputs")


def ingest(folder: Path, name: str, inputs: list[made.Named], options: tuple[str, ...]) -> Outcome:
    """Ingest files; those that the ledger knows have ended. Raises RuntimeError where the run itself fails."""
    pages = folder / name
    pages.mkdir()
    for file, body in inputs:
        (pages / file).write_bytes(body)
    warehouse = folder / f"{name}.duckdb"
    ended = _run(folder, ["--warehouse", str(warehouse), "ingest", *options, str(pages)])
    if ended.code not in (0, 1):
        raise RuntimeError(f"{name}: exit code {ended.code}: {ended.errors[-500:]}")
    with open_for_reading(warehouse) as connection:
        rows = connection.execute("SELECT given, seconds FROM inputs").fetchall()
    known = {address.split("#")[0] for address, _ in rows}
    # A list that can be read ends in the pages that it lists: their addresses carry its name.
    named = [
        file for file, _ in inputs if any(file in address or f"/{Path(file).stem}/" in address for address in known)
    ]
    return Outcome(len(inputs), len(named), max((seconds for _, seconds in rows), default=0.0), ended.peak)


def ask(folder: Path, warehouse: Path, queries: list[str]) -> Outcome:
    """Ask queries; those that are answered or refused in time and leave the warehouse as it was have ended."""
    before = warehouse.read_bytes()
    slowest, peak, fine = 0.0, 0, 0
    for query in queries:
        ended = _run(folder, ["--warehouse", str(warehouse), "query", "-", "--format", "csv"], query)
        is_in_time = ended.seconds < QUERY_SECONDS + STARTING_SECONDS
        fine += ended.code in (0, 2) and is_in_time and warehouse.read_bytes() == before
        slowest, peak = max(slowest, ended.seconds), max(peak, ended.peak)
    return Outcome(len(queries), fine, slowest, peak)


def _run(folder: Path, arguments: list[str], stdin: str = "") -> Ended:
    return run_sampled([*HEARSAY, *arguments], folder, environment(PREFECT_HOME=str(folder / "prefect")), stdin)
