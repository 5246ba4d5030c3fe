"""The index of an archive: a SQLite file that maps captures to places, and can be rebuilt from the WARC files."""

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
    """The index entry of a capture: the place of the record, the last sighting, and a mark for stored bytes."""

    place: Place
    seen_at: datetime
    has_bytes: bool


class Index:
    """The index of an archive. `writing` gives a single process at a time the right to write to the archive."""

    def __init__(self, folder: Path, wait_seconds: float) -> None:
        """Open the index of a folder. Raises sqlite3.Error for a file that cannot be opened or is not an index."""
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
        """Commit all changes of the `with` block, or none.

        Raises sqlite3.Error, also if other processes hold the lock too long.
        """
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:  # on a full disk SQLite has rolled back already
                self._connection.execute("ROLLBACK")
            raise

    def find(self, capture_id: str) -> Entry | None:
        """Return the entry of a capture, or None."""
        row = self._connection.execute(
            "SELECT file, offset, seen_at, has_bytes FROM records WHERE capture_id = ?", [capture_id]
        ).fetchone()
        if row is None:
            return None
        return Entry(Place(row[0], row[1]), datetime.fromisoformat(row[2]), bool(row[3]))

    def note(self, capture_id: str, entry: Entry) -> None:
        """Add the entry of a record.

        A record with bytes replaces a record without; otherwise only the last sighting changes.
        """
        self._connection.execute(
            "INSERT INTO records VALUES (?, ?, ?, ?, ?) ON CONFLICT (capture_id) DO UPDATE SET "
            "file = CASE WHEN has_bytes THEN file ELSE excluded.file END, "
            "offset = CASE WHEN has_bytes THEN offset ELSE excluded.offset END, "
            "seen_at = max(seen_at, excluded.seen_at), has_bytes = max(has_bytes, excluded.has_bytes)",
            [capture_id, *entry.place, _written(entry.seen_at), int(entry.has_bytes)],
        )

    def note_seen(self, capture_id: str, seen_at: datetime) -> None:
        """Set the last sighting of a capture."""
        self._connection.execute(
            "UPDATE records SET seen_at = max(seen_at, ?) WHERE capture_id = ?", [_written(seen_at), capture_id]
        )

    def indexed_bytes(self, name: str) -> int:
        """Return the number of indexed bytes from the start of a file."""
        row = self._connection.execute("SELECT bytes FROM files WHERE name = ?", [name]).fetchone()
        return int(row[0]) if row else 0

    def note_file(self, name: str, size: int) -> None:
        """Set the number of indexed bytes of a file."""
        self._connection.execute("INSERT OR REPLACE INTO files VALUES (?, ?)", [name, size])

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def _written(instant: datetime) -> str:
    """Return an instant as text of fixed width, so that text order is time order."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")
