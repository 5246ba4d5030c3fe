"""Which rules made entities, claims and dates of a reading: their version, as a reader has one.

Resolution and dates have no version of their own in the warehouse. Theirs stands behind the reader's in
`reader_version`, so that whoever changes a rule or a word list has known articles read again, and their claims closed
and compared, by what does it for a new reader.
"""

import hashlib
from importlib.metadata import version
from pathlib import Path

from hearsay.pipelines.lexicon import ROOT, files_hash

RULES = (
    "resolve/*.py",
    "resolve/*/*.py",
    "resolve/*/data/*",
    "dates/*.py",
    "dates/data/*",
    "data/countries.txt",
    "data/country_aliases.txt",
    "data/demonyms.txt",
    "lexicon.py",
    "quotations.py",
)
"""The files that decide, below pipelines/."""
REGISTERS = ("pycountry", "python-dateutil", "sentencex")
"""The packages whose tables and rules decide too."""


def rules_version(root: Path = ROOT, registers: tuple[str, ...] = REGISTERS) -> str:
    """The word rules and six hex digits, which change when one of RULES below `root` or of the packages does."""
    files = [path for pattern in RULES for path in root.glob(pattern) if path.is_file()]
    packages = " ".join(f"{name} {version(name)}" for name in registers)
    return f"rules-{hashlib.sha256(f'{files_hash(*files)} {packages}'.encode()).hexdigest()[:6]}"
