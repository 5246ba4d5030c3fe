"""The members of a gzip file, one for each record, also of a file that is damaged or whose end is missing."""

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
_GZIP = 31  # zlib's word for a gzip member, checksum and all


class Problem(StrEnum):
    """Why a member has no data."""

    HALF_WRITTEN = "half_written"
    DAMAGED = "damaged_record"
    TOO_BIG = "too_big"


@dataclass(frozen=True, slots=True)
class Member:
    """One member: the file's bytes from `offset` to `end`, and what they unpack to, or why that is not there."""

    offset: int
    end: int
    data: bytes = field(default=b"", repr=False)
    problem: Problem | None = None


def read_members(path: Path, most: int, start: int = 0) -> Iterator[Member]:
    """The members of a file from byte `start` on, in order, with no more than one of them in memory.

    One that does not unpack, or not to what its checksum says, is damaged, and reading goes on with the next one that
    holds a WARC record. One that the file ends in is half written. One that unpacks to more than `most` bytes is too
    big, and passed over. Raises OSError for a file that cannot be read.
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
    """The member that begins at a byte of a file; None where the file ends before."""
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
    """Where the next member that begins with a WARC record begins; the file's end if there is none."""
    while (found := mapped.find(_MAGIC, position)) >= 0:
        try:
            head = zlib.decompressobj(_GZIP).decompress(mapped[found : found + _PIECE], len(_RECORD))
        except zlib.error:
            head = b""
        if head == _RECORD:
            return found
        position = found + 1
    return len(mapped)
