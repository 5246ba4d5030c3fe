"""The archive as a run writes to it: every capture once, and every later sight of it."""

import errno
import sqlite3
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from hearsay.errors import ArchiveError
from hearsay.pipelines.archive.files import OpenFile, archive_files, cut_half_written
from hearsay.pipelines.archive.index import INDEX_NAME, Entry, Index
from hearsay.pipelines.archive.members import read_member, read_members
from hearsay.pipelines.archive.warc import (
    RecordError,
    pack_capture,
    pack_hash,
    pack_info,
    pack_revisit,
    tell_capture,
    unpack,
)
from hearsay.pipelines.records import Archived, Capture, Failure, Listing, Place

_MOST = 1 << 31
"""A record of ours is no larger, whatever the settings were when it was written."""


@dataclass(frozen=True, slots=True)
class Sight:
    """A capture that a run has: bytes that came, or, where `capture` is None, a server's word that they are the same.

    `is_cut` tells that the page had more bytes, `may_be_kept` whether its bytes may be, `listing` what led to it.
    """

    capture_id: str
    seen_at: datetime
    capture: Capture | None = None
    is_cut: bool = False
    may_be_kept: bool = True
    listing: Listing | None = None


@dataclass(slots=True)
class Archive:
    """An archive that a run writes to. `notes` are what there is to say of files that earlier runs left."""

    folder: Path
    run_id: str
    started_at: datetime
    software: str
    file_bytes: int
    index: Index
    notes: list[str] = field(default_factory=list)
    _file: OpenFile | None = None
    _files_begun: int = 0

    def keep(self, sights: Iterable[Sight]) -> list[Place | Failure | None]:
        """Where the archive holds each capture, which is written if it is not there; None where it may not be kept.

        All of it is on the disk when this returns. A capture that could not be written is a Failure, not_archived.
        Raises ArchiveError where others keep the archive for too long.
        """
        asked = list(sights)
        try:
            with self.index.writing():
                places = [self._keep(sight) for sight in asked]
                self._end_batch()
        except (sqlite3.Error, OSError) as error:
            if _is_full(error):
                # What is in the file and not in the index is put there by the next run.
                return [Failure("not_archived", f"the archive {self.folder} has no room: {error}; {_NEXT}")] * len(
                    asked
                )
            raise ArchiveError(f"{self.folder / INDEX_NAME} cannot be written: {error}; {_NEXT}") from error
        return places

    def find(self, capture_id: str) -> Archived | None:
        """The capture of that id, read back; None where the archive has not its bytes.

        Raises ArchiveError for a record that is damaged or gone.
        """
        entry = self.index.find(capture_id)
        return read_place(self.folder, entry.place) if entry and entry.has_bytes else None

    def close(self) -> None:
        """Let go of the files."""
        if self._file is not None:
            self._file.close()
        self.index.close()

    def _keep(self, sight: Sight) -> Place | Failure | None:
        try:
            return self._kept(sight, self.index.find(sight.capture_id))
        except OSError as error:
            return Failure("not_archived", f"the archive {self.folder} cannot be written: {error.strerror}; {_NEXT}")

    def _kept(self, sight: Sight, known: Entry | None) -> Place | None:
        capture = sight.capture
        if known is not None and known.has_bytes:
            if sight.seen_at > known.seen_at:
                self._write_revisit(sight, known.place)
            return known.place
        if capture is None or (known is not None and not sight.may_be_kept):
            return None  # bytes that came in a run without an archive, or whose hash alone is kept
        told = tell_capture(capture, sight.seen_at, is_cut=sight.is_cut, listing=sight.listing)
        record = pack_capture(told, capture.body) if sight.may_be_kept else pack_hash(told, uuid.uuid4())
        place = self._append(record)
        self.index.note(sight.capture_id, Entry(place, sight.seen_at, sight.may_be_kept))
        return place if sight.may_be_kept else None

    def _write_revisit(self, sight: Sight, place: Place) -> None:
        capture = sight.capture or _capture_at(self.folder, place)
        if capture is not None:
            self._append(pack_revisit(tell_capture(capture, sight.seen_at), uuid.uuid4()))
            self.index.note_seen(sight.capture_id, sight.seen_at)

    def _append(self, record: bytes) -> Place:
        if self._file is not None and self._file.size >= self.file_bytes:
            self._end_batch()
            self._file.close()
            self._file = None
        self._file = self._file or self._earlier_file() or self._new_file()
        return self._file.append(record)

    def _earlier_file(self) -> OpenFile | None:
        """What an hourly run adds need not be a file of its own. One that is not in the index whole is let alone."""
        file = None if self._files_begun else OpenFile.go_on(self.folder, self.file_bytes)
        if file is not None and self.index.indexed_bytes(file.name) != file.size:
            file.close()
            return None
        return file

    def _new_file(self) -> OpenFile:
        self._files_begun += 1
        file = OpenFile.begin(self.folder, self.run_id, self.started_at, self._files_begun)
        file.append(pack_info(file.name, self.software, datetime.now(UTC)))
        return file

    def _end_batch(self) -> None:
        if self._file is not None:
            self._file.sync()
            self.index.note_file(self._file.name, self._file.size)


def _is_full(error: Exception) -> bool:
    if isinstance(error, sqlite3.Error):
        return error.sqlite_errorcode in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE)
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


_NEXT = "make room, give another folder as archive.folder, or do without it with --no-archive"


@contextmanager
def open_archive(
    folder: Path, *, run_id: str, started_at: datetime, software: str, file_bytes: int, wait_seconds: float
) -> Iterator[Archive]:
    """The archive in a folder, which is made if need be, for a run to write to.

    What is in its files and not in its index, since a run was killed or the index is gone, is put there; a record
    that was half written is cut off. Raises ArchiveError for a folder that cannot be used.
    """
    notes: list[str] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        index = _open_index(folder, wait_seconds, notes)
        with index.writing():
            for path in archive_files(folder):
                _index_file(path, index, notes)
    except (OSError, sqlite3.Error) as error:
        raise ArchiveError(f"the archive {folder} cannot be used: {error}; {_NEXT}") from error
    archive = Archive(folder, run_id, started_at, software, file_bytes, index, notes)
    try:
        yield archive
    finally:
        archive.close()


def read_place(folder: Path, place: Place) -> Archived:
    """The capture whose record begins there. Raises ArchiveError where there is none, or a damaged one."""
    where = f"{folder / place.file} at byte {place.offset:,}"
    try:
        member = read_member(folder / place.file, place.offset, _MOST)
        if member is None or member.problem:
            raise ArchiveError(
                f"{where} holds no whole record: {member.problem if member else 'the file ends before'}"
            )
        kept = unpack(member.data)
    except OSError as error:
        raise ArchiveError(f"{where} cannot be read: {error.strerror}") from error
    except RecordError as error:
        raise ArchiveError(f"{where} {error}") from error
    if kept is None or kept.body is None:
        raise ArchiveError(f"{where} holds no capture of hearsay's")
    return kept.archived(place)


def _capture_at(folder: Path, place: Place) -> Capture | None:
    """The capture there; None for a record that is damaged: that it was seen again is then not told."""
    try:
        return read_place(folder, place).capture
    except ArchiveError:
        return None


def _open_index(folder: Path, wait_seconds: float, notes: list[str]) -> Index:
    try:
        return Index(folder, wait_seconds)
    except sqlite3.OperationalError:
        raise  # it cannot be opened, or somebody has it
    except sqlite3.DatabaseError as error:
        (folder / INDEX_NAME).unlink()
        notes.append(f"{folder / INDEX_NAME} was damaged ({error}) and is made anew from the files")
        return Index(folder, wait_seconds)


def _index_file(path: Path, index: Index, notes: list[str]) -> None:
    """Bring the index up to a file's size. A file that another run has open is that run's to index."""
    start = index.indexed_bytes(path.name)
    if path.stat().st_size == start:
        return
    start = min(start, path.stat().st_size)
    cut = cut_half_written(path, start, _MOST)
    if cut is None:
        return
    if cut:
        notes.append(
            f"{path}: its last {cut:,} bytes, a record that was half written when its run ended, are cut off"
        )
    for member in read_members(path, _MOST, start):
        try:
            kept = None if member.problem else unpack(member.data)
        except RecordError:
            kept = None  # a rebuild tells of it; there is nothing to point to
        if kept is None:
            continue
        if kept.record_type == "revisit":
            index.note_seen(kept.told.capture_id, kept.told.seen_at)
        else:
            place = Place(path.name, member.offset)
            index.note(kept.told.capture_id, Entry(place, kept.told.seen_at, kept.body is not None))
    index.note_file(path.name, path.stat().st_size)
