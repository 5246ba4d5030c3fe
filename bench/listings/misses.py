"""Print what a suite misses, for people to read: python -m bench.listings.misses SUITE GOLD SCORERS

SUITE is one of dates, linking, speakers, statements and copies.
"""

import argparse
import importlib
from collections.abc import Callable, Iterator
from pathlib import Path

SUITES = ("dates", "linking", "speakers", "statements", "copies")


def main() -> None:
    """Print a suite's misses."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("suite", choices=SUITES)
    parser.add_argument("gold", type=Path)
    parser.add_argument("scorers", type=Path)
    args = parser.parse_args()
    misses: Callable[[Path, Path], Iterator[str]] = importlib.import_module(f"bench.suites.{args.suite}").misses
    for line in misses(args.gold.resolve(), args.scorers.resolve()):
        print(line)


if __name__ == "__main__":
    main()
