"""The word lists of the article stage: data files beside this module, loaded once per process."""

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "data"


@cache
def words(name: str) -> frozenset[str]:
    """The entries of data/NAME.txt. Raises ValueError where an entry is there twice or out of order."""
    path = _FOLDER / f"{name}.txt"
    entries = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    for before, after in zip(entries, entries[1:], strict=False):
        if before >= after:
            raise ValueError(f"{path}: {after!r} must stand before {before!r}, and once; sort the file")
    return frozenset(entries)
