"""The WARC files of an archive: one writer for each file, a lock for the life of the run, repair after a kill."""

import fcntl
import os
from datetime import datetime
from pathlib import Path
from typing import Literal

from hearsay.pipelines.archive.members import Problem, read_members
from hearsay.pipelines.records import Place

ENDING = ".warc.gz"


def archive_files(folder: Path) -> list[Path]:
    """Return the WARC files of an archive, oldest first; their names begin with the time."""
    return sorted(path for path in folder.glob(f"*{ENDING}") if path.is_file())


class OpenFile:
    """A WARC file that this process alone writes. The lock shows that the run is alive, and ends with the process."""

    def __init__(self, path: Path, mode: Literal["xb", "r+b"]) -> None:
        """Open a new file ("xb") or an existing file ("r+b").

        Raises:
            OSError: The file cannot be opened; a BlockingIOError if another run has the lock.
        """
        self.name = path.name
        self._file = path.open(mode, buffering=0)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BaseException:
            self._file.close()
            raise
        self.size = self._file.seek(0, os.SEEK_END)

    @classmethod
    def begin(cls, folder: Path, run_id: str, started_at: datetime, serial: int) -> "OpenFile":
        """Create a file whose name sorts by time. Raises OSError."""
        return cls(folder / f"hearsay-{started_at:%Y%m%dT%H%M%S%fZ}-{run_id[:8]}-{serial:05}{ENDING}", "xb")

    @classmethod
    def reopen_newest(cls, folder: Path, most: int) -> "OpenFile | None":
        """Open the newest file, or return None.

        None means that there is no file of hearsay, that the newest has `most` bytes or more, or that another run has
        the lock. Raises OSError.
        """
        newest = archive_files(folder)[-1:]
        if not newest or not newest[0].name.startswith("hearsay-"):
            return None
        try:
            file = cls(newest[0], "r+b")
        except BlockingIOError:
            return None
        if file.size < most:
            return file
        file.close()
        return None

    def append(self, record: bytes) -> Place:
        """Write a packed record. After an error the file is truncated to the earlier size. Raises OSError."""
        place = Place(self.name, self.size)
        try:
            written = 0
            while written < len(record):
                written += self._file.write(record[written:]) or 0
        except BaseException:
            self._file.truncate(self.size)
            self._file.seek(self.size)
            raise
        self.size += len(record)
        return place

    def sync(self) -> None:
        """Wait until the disk has written the file."""
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close the file and release the lock."""
        self._file.close()


def cut_half_written(path: Path, start: int, most: int) -> int | None:
    """Cut off the half-written record of a killed run.

    Args:
        path: The WARC file.
        start: The first byte of the search.
        most: The largest record in bytes.

    Returns:
        The number of bytes cut off; None if a run still has the lock.

    Raises:
        OSError: The file cannot be read or truncated.
    """
    with path.open("r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return None
        torn = [member for member in read_members(path, most, start) if member.problem is Problem.HALF_WRITTEN]
        for member in torn:
            file.truncate(member.offset)
        return sum(member.end - member.offset for member in torn)
