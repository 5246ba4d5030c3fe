"""Detection of the kind of a file, stream or address by the name and the first bytes."""

import io
import os
import stat
import zlib
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from hearsay.pipelines.sources.kinds import KINDS, kind_named
from hearsay.pipelines.sources.kinds.kind import LOOK, Kind
from hearsay.pipelines.sources.kinds.page import PAGE
from hearsay.pipelines.sources.source import Source

_GZIP_MAGIC = b"\x1f\x8b"


def chosen_kind(source: Source) -> Kind | None:
    """Return the kind that the user chose for a source, or None if it is to be detected."""
    return None if source.kind is None else kind_named(source.kind)


def kind_of_name(name: str) -> Kind | None:
    """Return the kind by the ending of a path or of a URL's path; None if the ending leaves it open."""
    return next((kind for kind in KINDS if name.lower().endswith(kind.endings)), None)


def kind_of_file(path: str) -> Kind:
    """Return the kind of a file. An unreadable file is a page, which later fails with the reason.

    A pipe is not opened, because opening would wait for a writer for ever.
    """
    if kind := kind_of_name(path):
        return kind
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            return PAGE
        with open(path, "rb") as file:
            return kind_of_bytes(file.read(LOOK))
    except (OSError, ValueError):
        return PAGE


def kind_of_stream(stream: BinaryIO) -> tuple[Kind, BinaryIO]:
    """Return the kind of a stream, and the stream from the first byte on."""
    head = stream.read(LOOK)
    return kind_of_bytes(head), io.BufferedReader(_Rejoined(head, stream))


class _Rejoined(io.RawIOBase):
    """A stream with the first bytes put back. The inner stream has another owner, and stays open."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self._head = head
        self._stream = stream

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer as far as bytes are available."""
        piece = self._head[: len(buffer)] or self._stream.read(len(buffer))
        self._head = self._head[len(buffer) :]
        buffer[: len(piece)] = piece
        return len(piece)


def kind_of_bytes(head: bytes) -> Kind:
    """Return the kind of a file with these first bytes; the default is a page."""
    head = unpacked_head(head)
    return next((kind for kind in KINDS if kind.begins is not None and kind.begins(head)), PAGE)


def unmistakable_kind(head: bytes) -> Kind | None:
    """Return the kind of these first bytes if they win over an expected kind: a feed, a sitemap; otherwise None."""
    kind = kind_of_bytes(head)
    return kind if kind.is_unmistakable else None


def kind_of_address(address: str) -> Kind | None:
    """Return the kind of an address by the form: a page, or a site for a root; None if the bytes must decide."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return PAGE
    whole = f"{parts.path}?{parts.query}" if parts.query else parts.path
    if kind := next((kind for kind in KINDS if kind.is_at is not None and kind.is_at(whole)), None):
        return kind
    is_open = any(kind.may_be_at is not None and kind.may_be_at(parts.path) for kind in KINDS)
    return None if is_open else PAGE


def unpacked_head(head: bytes) -> bytes:
    """Return the first bytes of a gzip file decompressed; the same bytes if they are not valid gzip."""
    if not head.startswith(_GZIP_MAGIC):
        return head
    try:
        return zlib.decompressobj(wbits=31).decompress(head, LOOK)
    except zlib.error:
        return head
