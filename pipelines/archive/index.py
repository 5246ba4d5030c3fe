"""Where the archive holds which capture: a SQLite file beside the WARC files, made from them at any time."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from hearsay.pipelines.records import Place

INDEX_NAME = "index.sqlite"

_TABLES = """
CREATE TABLE IF NOT EXISTS records (
    capture_id TEXT PRIMARY KEY, file TEXT NOT NULL, offset INTEGER NOT NULL, seen_at TEXT NOT NULL,
    has_bytes INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS files (name TEXT PRIMARY KEY, bytes INTEGER NOT NULL) WITHOUT ROWID;
"""


class Entry(NamedTuple):
    """What the index knows of a capture: its record, when it was last seen, and whether the record has its bytes."""

    place: Place
    seen_at: datetime
    has_bytes: bool


class Index:
    """The index of one archive. One process at a time writes to the archive: whoever holds `writing`."""

    def __init__(self, folder: Path, wait_seconds: float) -> None:
        """Raises sqlite3.Error for a file that cannot be opened or is no index."""
        self._connection = sqlite3.connect(
            folder / INDEX_NAME, timeout=wait_seconds, isolation_level=None, check_same_thread=False
        )
        try:
            self._connection.execute("PRAGMA synchronous = NORMAL")
            self._connection.executescript(_TABLES)
        except sqlite3.Error:
            self._connection.close()
            raise

    @contextmanager
    def writing(self) -> Iterator[None]:
        """All that is noted in the block, or nothing of it. Raises sqlite3.Error, also if others take too long."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:  # SQLite has ended it by itself where the disk is full
                self._connection.execute("ROLLBACK")
            raise

    def find(self, capture_id: str) -> Entry | None:
        """What is known of a capture."""
        row = self._connection.execute(
            "SELECT file, offset, seen_at, has_bytes FROM records WHERE capture_id = ?", [capture_id]
        ).fetchone()
        if row is None:
            return None
        return Entry(Place(row[0], row[1]), datetime.fromisoformat(row[2]), bool(row[3]))

    def note(self, capture_id: str, entry: Entry) -> None:
        """Note a record. One with the bytes stands, and is only seen later; one without gives way to it."""
        self._connection.execute(
            "INSERT INTO records VALUES (?, ?, ?, ?, ?) ON CONFLICT (capture_id) DO UPDATE SET "
            "file = CASE WHEN has_bytes THEN file ELSE excluded.file END, "
            "offset = CASE WHEN has_bytes THEN offset ELSE excluded.offset END, "
            "seen_at = max(seen_at, excluded.seen_at), has_bytes = max(has_bytes, excluded.has_bytes)",
            [capture_id, *entry.place, _written(entry.seen_at), int(entry.has_bytes)],
        )

    def note_seen(self, capture_id: str, seen_at: datetime) -> None:
        """Note that a capture was seen once more."""
        self._connection.execute(
            "UPDATE records SET seen_at = max(seen_at, ?) WHERE capture_id = ?", [_written(seen_at), capture_id]
        )

    def indexed_bytes(self, name: str) -> int:
        """How much of a file is in the index, from its start."""
        row = self._connection.execute("SELECT bytes FROM files WHERE name = ?", [name]).fetchone()
        return int(row[0]) if row else 0

    def note_file(self, name: str, size: int) -> None:
        """Note that a file is in the index up to that byte."""
        self._connection.execute("INSERT OR REPLACE INTO files VALUES (?, ?)", [name, size])

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


def _written(instant: datetime) -> str:
    """Of one width, so that the later one is the greater text."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")
