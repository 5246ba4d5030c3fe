"""Warehouses of earlier releases, as they were written then, for tests of migrations.

At a release, keep a file and a lake of its schema: `python -m tests.kept_warehouses`. The lake has its catalog in
SQLite, because such a catalog is a file.
"""

import gzip
import shutil
import sqlite3
import tarfile
import tempfile
from pathlib import Path

from hearsay.warehouse.connection import open_for_writing
from hearsay.warehouse.lake.address import Lake, parse_lake
from hearsay.warehouse.location import Location
from hearsay.warehouse.migrate import prepare_warehouse
from hearsay.warehouse.schema import SCHEMA_VERSION
from hearsay.warehouse.tidy import tidy_warehouse

FOLDER = Path(__file__).with_name("kept")
PAGES = range(1, 5)


def kept_versions() -> list[int]:
    """Return the schema versions of the kept warehouses."""
    return sorted(int(file.name.split("-")[0]) for file in FOLDER.glob("*-file.duckdb.gz"))


def unpack(version: int, kind: str, folder: Path) -> Location:
    """Unpack a kept warehouse of a kind, `file` or `lake`, into a folder."""
    if kind == "file":
        path = folder / "kept.duckdb"
        with gzip.open(_packed(version, kind)) as packed, path.open("wb") as unpacked:
            shutil.copyfileobj(packed, unpacked)
        return path
    with tarfile.open(_packed(version, kind)) as packed:
        packed.extractall(folder, filter="data")
    lake = _lake(folder)
    with sqlite3.connect(lake.catalog) as catalog:  # the folder is another than at the release
        catalog.execute("UPDATE ducklake_metadata SET value = ? WHERE key = 'data_path'", [f"{lake.data}/"])
    catalog.close()
    return lake


def keep() -> None:
    """Keep a file and a lake of the current schema, each with a few pages that are linked."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        path = folder / "kept.duckdb"
        _fill(path)
        with path.open("rb") as unpacked, gzip.GzipFile(_packed(SCHEMA_VERSION, "file"), "wb", mtime=0) as packed:
            shutil.copyfileobj(unpacked, packed)
        lake = _lake(folder)
        _fill(lake)
        with tarfile.open(_packed(SCHEMA_VERSION, "lake"), "w:gz") as packed:
            for file in (lake.catalog, f"{lake.catalog}.numbers"):
                packed.add(file, Path(file).name)
            packed.add(lake.data, "kept.data")


def _packed(version: int, kind: str) -> Path:
    return FOLDER / f"{version:04}-{'file.duckdb.gz' if kind == 'file' else 'lake.tar.gz'}"


def _lake(folder: Path) -> Lake:
    return parse_lake(f"ducklake:sqlite:{folder / 'kept.sqlite'}")


def _fill(location: Location) -> None:
    # Imported here: they import this version's flows, and unpacking must not depend on them.
    from tests.integration.test_gathering import PAGES as LINKED
    from tests.integration.test_gathering import ingest
    from tests.integration.test_publish import publish
    from tests.made_pages import NOON, page

    prepare_warehouse(location, NOON)
    ingest(location, list(LINKED), run="run-1")
    for number in PAGES:
        publish(location, [page(number, url=f"https://harbour.example/{number}")], run=f"run-{number + 1}")
    tidy_warehouse(location, keep_days=0, keep_files_hours=0)
    with open_for_writing(location):  # moves the write-ahead log into the file
        pass


if __name__ == "__main__":
    keep()
