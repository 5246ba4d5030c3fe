"""The address of a lake: a DuckLake with its catalog in PostgreSQL or in a SQLite file, and a folder of data files.

An address never holds a password. libpq reads it from PGPASSWORD or from the file that PGPASSFILE names, in Python
and in DuckDB, so that no setting, log or receipt can store it.
"""

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from hearsay.errors import UsageError

PREFIX = "ducklake:"
POSTGRES = "postgres"
SQLITE = "sqlite"

_DATA = "?data="
_KEYWORD = re.compile(r"\s*(\w+)\s*=\s*('(?:[^'\\]|\\.)*'|[^\s']+)\s*")
_SECRETS = ("password", "sslpassword", "passfile", "oauth_client_secret", "scram_client_key", "scram_server_key")
_FORMS = (
    "a lake is ducklake:postgres:host=HOST dbname=NAME user=USER?data=/FOLDER, or "
    "ducklake:sqlite:/FILE.sqlite?data=/FOLDER"
)


@dataclass(frozen=True, slots=True)
class Lake:
    """A lake. `catalog` is a libpq connection string or the path of a SQLite file; `data` holds the data files."""

    kind: str
    catalog: str
    data: Path

    def __str__(self) -> str:
        """Return the address, which has no password."""
        return f"{PREFIX}{self.kind}:{self.catalog}{_DATA}{self.data}"

    @property
    def file(self) -> Path | None:
        """The file of a SQLite catalog; None for PostgreSQL."""
        return Path(self.catalog) if self.kind == SQLITE else None

    @property
    def has_many_writers(self) -> bool:
        """True if writers on several machines reach the catalog, which is in PostgreSQL."""
        return self.kind == POSTGRES

    @property
    def cache(self) -> Path:
        """The folder of this user and machine for files that can be made again, such as the index of keys."""
        root = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        identity = hashlib.sha256(f"{self.kind}:{self.catalog}".encode()).hexdigest()[:16]
        return Path(root) / "hearsay" / f"lake-{identity}"


def is_lake_address(text: str) -> bool:
    """Return True for the address of a lake, and False for the path of a file."""
    return text.startswith(PREFIX)


def parse_lake(text: str) -> Lake:
    """Return the lake at an address. Paths become absolute.

    Raises:
        UsageError: The address has another form, or holds a password.
    """
    kind, colon, rest = text.removeprefix(PREFIX).partition(":")
    catalog, _, data = rest.partition(_DATA)
    catalog = catalog.strip()
    if not colon or kind not in (POSTGRES, SQLITE) or not catalog:
        raise UsageError(f"the address of this lake cannot be read: {_FORMS}")
    if kind == SQLITE:
        file = Path(catalog).absolute()
        return Lake(kind, str(file), Path(data).absolute() if data else file.with_suffix(".data"))
    _check_keywords(catalog)
    if not data:
        raise UsageError(
            f"a lake in PostgreSQL needs the folder of its data files, at the end: {catalog}?data=/FOLDER"
        )
    return Lake(kind, catalog, Path(data).absolute())


def _check_keywords(catalog: str) -> None:
    """Refuse a connection string that is not made of keywords, or that holds a secret. No message quotes it."""
    names, position = [], 0
    while position < len(catalog):
        match = _KEYWORD.match(catalog, position)
        if match is None:
            raise UsageError(f"the connection of this lake is not written as keyword=value: {_FORMS}")
        names.append(match[1].lower())
        position = match.end()
    if secrets := sorted({*names} & {*_SECRETS}):
        raise UsageError(
            f"the address of a lake may not hold {', '.join(secrets)}, because addresses are stored with every run; "
            "set PGPASSWORD or PGPASSFILE instead"
        )
