"""Print a line for each kill of the suite `kills`, and resume from a file: python -m bench.listings.kills --out FILE

Fewer kills, another seed or another number of kills in a row can be asked for, to try a change.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

from bench.suites.kills import Plan, kill_runs


def main() -> int:
    """Print the kills; the exit code is 1 if a warehouse differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("kills", "pages", "seed", "in_a_row"):
        parser.add_argument(f"--{name.replace('_', '-')}", type=int, default=getattr(Plan(), name))
    parser.add_argument("--out", type=Path, help="file to resume from")
    args = parser.parse_args()
    equal = total = 0
    for number, warehouse in enumerate(kill_runs(Plan(args.kills, args.pages, args.seed, args.in_a_row), args.out)):
        print_kills(number, warehouse)
        total += len(warehouse["kills"])
        equal += 0 if warehouse["differing"] else len(warehouse["kills"])
    print(f"equal {equal} of {total}")
    return 0 if equal == total else 1


def print_kills(number: int, warehouse: dict[str, Any]) -> None:
    """Print a line for each kill of a warehouse."""
    result = f"differs in {', '.join(warehouse['differing'])}" if warehouse["differing"] else "equal"
    for kill in warehouse["kills"]:
        killed = "all processes" if kill["takes_all"] else "the command"
        print(
            f"{number + 1:>3}  {killed} killed {kill['seconds']:.3f} s into {kill['stage']} of chunk {kill['chunk']}"
            f", {kill['articles_in']} articles in: {result}",
            flush=True,
        )


if __name__ == "__main__":
    sys.exit(main())
