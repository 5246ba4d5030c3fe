"""The WARC files of an archive: one for one run, locked while it lives, mended after a kill."""

import fcntl
import os
from datetime import datetime
from pathlib import Path
from typing import Literal

from hearsay.pipelines.archive.members import Problem, read_members
from hearsay.pipelines.records import Place

ENDING = ".warc.gz"


def archive_files(folder: Path) -> list[Path]:
    """The WARC files of an archive in the order in which they were begun, which their names tell."""
    return sorted(path for path in folder.glob(f"*{ENDING}") if path.is_file())


class OpenFile:
    """A file that this process writes, and no other.

    The lock says that its run is alive. It goes with the process, however that ends.
    """

    def __init__(self, path: Path, mode: Literal["xb", "r+b"]) -> None:
        """A new file, or one that is there. Raises OSError, also BlockingIOError where another run writes it."""
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
        """A new file, named so that the files of an archive sort by when they were begun. Raises OSError."""
        return cls(folder / f"hearsay-{started_at:%Y%m%dT%H%M%S%fZ}-{run_id[:8]}-{serial:05}{ENDING}", "xb")

    @classmethod
    def go_on(cls, folder: Path, most: int) -> "OpenFile | None":
        """The file that was begun last, where it is ours, has room and no other run is at it. Raises OSError."""
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
        """Write a packed record. After an error nothing of it is left in the file. Raises OSError."""
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
        """Wait until the disk has it."""
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Let go of the file, which ends the lock."""
        self._file.close()


def cut_half_written(path: Path, start: int, most: int) -> int | None:
    """Cut off a record that a killed run left half written, looking from byte `start` on; None while its run lives.

    Returns how many bytes were cut off. Raises OSError.
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
