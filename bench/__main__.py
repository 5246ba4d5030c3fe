"""Measure suites and write their figures to bench/results: python -m bench [GOLD SCORERS] [--only A,B] [--list].

GOLD is a folder with public sets, SCORERS one with the scorers' scripts; bench/README.md says where they come from.
Without them the suites that need no gold are measured. Run one suite at a time on a quiet machine if its figures are
times. The exit code is 1 if a suite could not be measured.
"""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.catalogue import SUITES, Suite, suite_named
from bench.report import figure_line
from bench.results import RESULTS, Result, processor, save_result, version


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the suites that the command line names, or list all of them."""
    args = _parser().parse_args(arguments)
    if args.list:
        print_suites()
        return 0
    gold, scorers = (path.resolve() if path else None for path in (args.gold, args.scorers))
    is_measured = [run_suite(suite, gold, scorers, args.results) for suite in args.only or SUITES]
    return 0 if all(is_measured) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m bench", description=__doc__.partition(":")[0])
    parser.add_argument("gold", type=Path, nargs="?", help="folder with the public sets")
    parser.add_argument("scorers", type=Path, nargs="?", help="folder with the scorers' scripts")
    parser.add_argument("--only", type=_suites, metavar="A,B", help="names of suites")
    parser.add_argument("--list", action="store_true", help="print the suites and what they need")
    parser.add_argument("--results", type=Path, default=RESULTS, metavar="FOLDER", help="where to write results")
    return parser


def _suites(names: str) -> list[Suite]:
    try:
        return [suite_named(name) for name in names.split(",")]
    except KeyError as error:
        raise argparse.ArgumentTypeError(f"no suite {error}; --list prints all") from None


def print_suites() -> None:
    """Print a line for each suite: its name, its minutes, its question and its needs."""
    for suite in SUITES:
        print(f"{suite.name:<16} {suite.minutes:>3} min  {suite.question}\n{'':<25}{suite.needs}")


def run_suite(suite: Suite, gold: Path | None, scorers: Path | None, folder: Path) -> bool:
    """Measure a suite, write its result and print its figures; return False if it could not be measured."""
    missing = list(suite.missing(gold, scorers))
    if missing:
        print(f"{suite.name}: not measured, needs {', '.join(missing)}", file=sys.stderr)
        return False
    load, started_at, started = os.getloadavg()[0], datetime.now(UTC), time.perf_counter()
    try:
        figures = suite.measure(gold or Path(), scorers or Path())
    except Exception as error:  # noqa: BLE001 - the suites behind this one are measured all the same
        print(f"{suite.name}: not measured, {type(error).__name__}: {error}", file=sys.stderr)
        return False
    seconds = round(time.perf_counter() - started, 1)
    result = Result(suite.name, version(), started_at.date(), processor(), figures, seconds, round(load, 2))
    path = save_result(result, folder)
    print(f"{suite.name}: {len(figures)} figures in {seconds:.0f} s, load before {load:.1f} → {path}")
    for figure in figures:
        print(f"  {figure_line(figure)}")
    return True


if __name__ == "__main__":
    sys.exit(main())
