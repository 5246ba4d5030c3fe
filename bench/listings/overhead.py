"""The figures of the suite `overhead` for other numbers: python -m bench.listings.overhead PAIRS [GOLD PAGES].

PAIRS 0 leaves out the runs over one page.
"""

import sys
from pathlib import Path

from bench.saved_pages import saved_files
from bench.suites.overhead import many_pages, one_page, spread


def main(pairs: str, gold: str | None = None, pages: str = "400") -> None:
    """Print a line for each figure."""
    figures = one_page(int(pairs)) if int(pairs) else []
    if gold is not None:
        figures += many_pages(spread(saved_files(Path(gold).resolve()), int(pages)))
    for figure in figures:
        print(f"{figure.name}: {figure.value:.2f} {figure.unit} (n = {figure.n})")


if __name__ == "__main__":
    main(*sys.argv[1:])
