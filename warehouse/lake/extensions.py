"""DuckDB's extensions for lakes, from the packages of the extra `lake`. Nothing is downloaded at run time."""

from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import duckdb

from hearsay.errors import WarehouseError
from hearsay.warehouse.lake.address import POSTGRES, SQLITE

INSTALL = "pip install 'hearsay-news[lake]'"
"""The command that brings extensions and psycopg."""

_SCANNERS: Mapping[str, str] = {POSTGRES: "postgres_scanner", SQLITE: "sqlite_scanner"}


def load_extensions(connection: duckdb.DuckDBPyConnection, kind: str) -> None:
    """Load the extensions for a kind of catalog.

    Raises:
        WarehouseError: They are not installed, or are of another version of DuckDB.
    """
    for name in ("ducklake", _SCANNERS[kind]):
        try:
            connection.load_extension(str(_extension_file(name)))
        except duckdb.Error as error:
            raise WarehouseError(
                f"the DuckDB extension {name} cannot be loaded: {error}. Install: {INSTALL}"
            ) from error


@cache
def _extension_file(name: str) -> Path:
    package = find_spec(f"duckdb_extension_{name}")
    folders = package.submodule_search_locations if package else None
    files = sorted(
        Path(folder) for place in folders or () for folder in Path(place).rglob(f"{name}.duckdb_extension")
    )
    if not files:
        raise WarehouseError(f"a lake needs the DuckDB extension {name}, which is not installed: {INSTALL}")
    return files[-1]
