"""Whether pages are read alike on another processor: python bench/processors.py PAGE...

Each page natively and under qemu-user as an x86 with AVX2 and without VNNI, compared record by record, with every
digit. Half a minute for a short page.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.processors import WITHOUT_VNNI, lines_read


def main(pages: list[Path]) -> int:
    """Print a line a page and how many differ; return that number."""
    different = 0
    for page in pages:
        here, there = lines_read([page]), lines_read([page], WITHOUT_VNNI)
        changed = sum(one != other for one, other in zip(here, there, strict=False)) + abs(len(here) - len(there))
        different += bool(changed)
        print(f"{page.name}: {len(here):,} records, {changed:,} differ", flush=True)
    print(f"{len(pages)} pages, {different} read differently as {WITHOUT_VNNI}")
    return different


if __name__ == "__main__":
    sys.exit(main([Path(name).resolve() for name in sys.argv[1:]]) > 0)
