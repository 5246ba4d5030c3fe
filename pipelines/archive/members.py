"""A reader for damaged and truncated gzip files with a member for each record."""

import mmap
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

_PIECE = 65_536
_MAGIC = b"\x1f\x8b\x08"
_RECORD = b"WARC/1."
_GZIP = 31  # zlib's code for a gzip member with its checksum


class Problem(StrEnum):
    """The reason why a member has no data."""

    HALF_WRITTEN = "half_written"
    DAMAGED = "damaged_record"
    TOO_BIG = "too_big"


@dataclass(frozen=True, slots=True)
class Member:
    """A gzip member: bytes `offset` to `end` of the file, and the decompressed data or the problem."""

    offset: int
    end: int
    data: bytes = field(default=b"", repr=False)
    problem: Problem | None = None


def read_members(path: Path, most: int, start: int = 0) -> Iterator[Member]:
    """Yield the members of a file from byte `start` on, with a single member in memory.

    A member that does not decompress, or has a wrong checksum, is damaged; reading continues at the next member that
    holds a WARC record. A member cut off by the end of the file is half written. A member larger than `most` bytes
    when decompressed is too big, and is skipped.

    Raises:
        OSError: The file cannot be read.
    """
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_size <= start:
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
            position = start
            while position < len(mapped):
                member = _read_member(mapped, position, most)
                yield member
                position = member.end


def read_member(path: Path, offset: int, most: int) -> Member | None:
    """Return the member that begins at a byte; None if the file ends before."""
    return next(read_members(path, most, offset), None)


def _read_member(mapped: mmap.mmap, offset: int, most: int) -> Member:
    unpacker = zlib.decompressobj(_GZIP)
    data = bytearray()
    position = offset
    is_too_big = False
    while not unpacker.eof:
        piece = mapped[position : position + _PIECE]
        if not piece:
            return Member(offset, len(mapped), problem=Problem.HALF_WRITTEN)
        try:
            data += unpacker.decompress(piece)
        except zlib.error:
            return Member(offset, _next_record(mapped, offset + 1), problem=Problem.DAMAGED)
        position += len(piece)
        if len(data) > most:
            is_too_big = True
            data.clear()
    end = position - len(unpacker.unused_data)
    return Member(offset, end, problem=Problem.TOO_BIG) if is_too_big else Member(offset, end, bytes(data))


def _next_record(mapped: mmap.mmap, position: int) -> int:
    """Return the offset of the next member that begins with a WARC record; the end of the file if there is none."""
    while (candidate := mapped.find(_MAGIC, position)) >= 0:
        try:
            head = zlib.decompressobj(_GZIP).decompress(mapped[candidate : candidate + _PIECE], len(_RECORD))
        except zlib.error:
            head = b""
        if head == _RECORD:
            return candidate
        position = candidate + 1
    return len(mapped)
