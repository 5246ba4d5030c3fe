"""The archive during a run: writes each capture once, and each later sighting of it."""

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
    capture_fields,
    pack_capture,
    pack_hash,
    pack_info,
    pack_revisit,
    unpack,
)
from hearsay.pipelines.inputs import Listing
from hearsay.pipelines.records import Archived, Capture, Failure, Place

_MOST = 1 << 31
"""The largest record that hearsay writes, whatever the settings."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A sighting of a capture in a run. `capture` is None for a 304 response, which has no bytes.

    `is_cut` is True if the page has more bytes than were read. `may_be_kept` is False if the bytes must not be
    stored. `listing` holds the hints of the feed or sitemap that led to the page.
    """

    capture_id: str
    seen_at: datetime
    capture: Capture | None = None
    is_cut: bool = False
    may_be_kept: bool = True
    listing: Listing | None = None


@dataclass(slots=True)
class Archive:
    """An open archive. `notes` are messages about files of earlier runs."""

    folder: Path
    run_id: str
    started_at: datetime
    software: str
    file_bytes: int
    index: Index
    notes: list[str] = field(default_factory=list)
    _file: OpenFile | None = None
    _files_begun: int = 0

    def keep(self, sightings: Iterable[Sighting]) -> list[Place | Failure | None]:
        """Store new captures, and return the place of each capture.

        When this returns, all records are on disk.

        Returns:
            A place for each sighting; None if the bytes must not be stored or did not come; a Failure with the reason
                `not_archived` if the capture could not be written.

        Raises:
            ArchiveError: Other processes hold the archive for too long.
        """
        listed = list(sightings)
        try:
            with self.index.writing():
                places = [self._store_or_fail(sighting) for sighting in listed]
                self._end_batch()
        except (sqlite3.Error, OSError) as error:
            if _is_full(error):
                # The next run indexes the records that are in the file but not in the index.
                return [Failure("not_archived", f"the archive {self.folder} has no room: {error}; {_NEXT}")] * len(
                    listed
                )
            raise ArchiveError(f"{self.folder / INDEX_NAME} cannot be written: {error}; {_NEXT}") from error
        return places

    def find(self, capture_id: str) -> Archived | None:
        """Read a capture back; None if the archive has no bytes of the capture.

        Raises:
            ArchiveError: The record is damaged or missing.
        """
        entry = self.index.find(capture_id)
        return read_place(self.folder, entry.place) if entry and entry.has_bytes else None

    def close(self) -> None:
        """Close the files."""
        if self._file is not None:
            self._file.close()
        self.index.close()

    def _store_or_fail(self, sighting: Sighting) -> Place | Failure | None:
        try:
            return self._store(sighting, self.index.find(sighting.capture_id))
        except OSError as error:
            return Failure("not_archived", f"the archive {self.folder} cannot be written: {error.strerror}; {_NEXT}")

    def _store(self, sighting: Sighting, entry: Entry | None) -> Place | None:
        capture = sighting.capture
        if entry is not None and entry.has_bytes:
            if sighting.seen_at > entry.seen_at:
                self._write_revisit(sighting, entry.place)
            return entry.place
        if capture is None or (entry is not None and not sighting.may_be_kept):
            return None  # the bytes came in a run without an archive, or only their hash is stored
        fields = capture_fields(capture, sighting.seen_at, is_cut=sighting.is_cut, listing=sighting.listing)
        record = pack_capture(fields, capture.body) if sighting.may_be_kept else pack_hash(fields, uuid.uuid4())
        place = self._append(record)
        self.index.note(sighting.capture_id, Entry(place, sighting.seen_at, sighting.may_be_kept))
        return place if sighting.may_be_kept else None

    def _write_revisit(self, sighting: Sighting, place: Place) -> None:
        capture = sighting.capture or _capture_at(self.folder, place)
        if capture is not None:
            self._append(pack_revisit(capture_fields(capture, sighting.seen_at), uuid.uuid4()))
            self.index.note_seen(sighting.capture_id, sighting.seen_at)

    def _append(self, record: bytes) -> Place:
        if self._file is not None and self._file.size >= self.file_bytes:
            self._end_batch()
            self._file.close()
            self._file = None
        self._file = self._file or self._earlier_file() or self._new_file()
        return self._file.append(record)

    def _earlier_file(self) -> OpenFile | None:
        """Return the newest file of an earlier run, so that an hourly run need not begin a file.

        A file that the index does not cover to its end is not reopened.
        """
        file = None if self._files_begun else OpenFile.reopen_newest(self.folder, self.file_bytes)
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


_NEXT = "free disk space, set archive.folder to another folder, or run with --no-archive"


@contextmanager
def open_archive(
    folder: Path, *, run_id: str, started_at: datetime, software: str, file_bytes: int, wait_seconds: float
) -> Iterator[Archive]:
    """Open the archive in a folder for writing, and create a missing folder.

    Missing records are added to the index, for example after a killed run. A half-written record at the end of a file
    is cut off.

    Raises:
        ArchiveError: The folder cannot be used.
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
    """Read the capture whose record begins at a place.

    Raises:
        ArchiveError: The place holds no capture, or the record is damaged.
    """
    where = f"{folder / place.file} at byte {place.offset:,}"
    try:
        member = read_member(folder / place.file, place.offset, _MOST)
        if member is None or member.problem:
            raise ArchiveError(
                f"{where} holds no complete record: {member.problem if member else 'the file ends before'}"
            )
        record = unpack(member.data)
    except OSError as error:
        raise ArchiveError(f"{where} cannot be read: {error.strerror}") from error
    except RecordError as error:
        raise ArchiveError(f"{where} {error}") from error
    capture = record.capture if record else None
    if record is None or capture is None:
        raise ArchiveError(f"{where} holds no capture that hearsay wrote")
    return Archived(capture, record.fields.seen_at, place)


def _capture_at(folder: Path, place: Place) -> Capture | None:
    """Return the capture at a place; None for a damaged record, whose sighting is then not recorded."""
    try:
        return read_place(folder, place).capture
    except ArchiveError:
        return None


def _open_index(folder: Path, wait_seconds: float, notes: list[str]) -> Index:
    try:
        return Index(folder, wait_seconds)
    except sqlite3.OperationalError:
        raise  # the file cannot be opened, or another process holds it
    except sqlite3.DatabaseError as error:
        (folder / INDEX_NAME).unlink()
        notes.append(f"{folder / INDEX_NAME} was damaged ({error}) and is rebuilt from the files")
        return Index(folder, wait_seconds)


def _index_file(path: Path, index: Index, notes: list[str]) -> None:
    """Index the new records of a file. Another run's open file is left to that run."""
    start = index.indexed_bytes(path.name)
    if path.stat().st_size == start:
        return
    start = min(start, path.stat().st_size)
    cut = cut_half_written(path, start, _MOST)
    if cut is None:
        return
    if cut:
        notes.append(
            f"{path}: its last {cut:,} bytes were cut off; they are a record that was half written when its run ended"
        )
    for member in read_members(path, _MOST, start):
        try:
            record = None if member.problem else unpack(member.data)
        except RecordError:
            record = None  # a rebuild reports it; the index needs no entry
        if record is None:
            continue
        fields = record.fields
        if record.record_type == "revisit":
            index.note_seen(fields.capture_id, fields.seen_at)
        else:
            place = Place(path.name, member.offset)
            index.note(fields.capture_id, Entry(place, fields.seen_at, record.body is not None))
    index.note_file(path.name, path.stat().st_size)
