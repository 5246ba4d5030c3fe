"""What a file is, told by its name and its first bytes."""

import io
import os
import re
import stat
import zlib
from typing import BinaryIO

from pipelines.sources.source import JSONL, PAGE, PARQUET, WACZ, WARC

LOOK = 4096
"""The first bytes that are looked at."""

_GZIP_MAGIC = b"\x1f\x8b"
_NAMES = (
    (JSONL, re.compile(r"\.(jsonl|ndjson)(\.gz)?$", re.IGNORECASE)),
    (PARQUET, re.compile(r"\.parquet$", re.IGNORECASE)),
    (WARC, re.compile(r"\.warc(\.gz|\.zst)?$", re.IGNORECASE)),
    (WACZ, re.compile(r"\.wacz$", re.IGNORECASE)),
)


def kind_of_name(name: str) -> str | None:
    """The kind that the ending of a path or of a URL's path tells."""
    return next((kind for kind, ending in _NAMES if ending.search(name)), None)


def kind_of_file(path: str) -> str:
    """What a file is. One that cannot be opened is a page: as such it fails, with the reason.

    A pipe is not opened, since that would wait for its writer for ever.
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


def kind_of_stream(stream: BinaryIO) -> tuple[str, BinaryIO]:
    """What a stream is, and the stream with nothing taken from it."""
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(stream)  # type: ignore[type-var]
    return kind_of_bytes(buffered.peek(LOOK)[:LOOK]), buffered


def kind_of_bytes(head: bytes) -> str:
    """What begins with these bytes; what is nothing else is a page."""
    head = unpacked_head(head)
    if head.startswith(b"WARC/"):
        return WARC
    if head.startswith(b"PAR1"):
        return PARQUET
    # A WACZ file is a ZIP whose parts are named by its specification; the index may well come before the archive.
    if head.startswith(b"PK\x03\x04") and re.search(
        rb"PK\x03\x04.{26}(archive/|datapackage\.json|pages/|indexes/)", head, re.DOTALL
    ):
        return WACZ
    return PAGE


def unpacked_head(head: bytes) -> bytes:
    """The first bytes of what is packed, or the same bytes where they are not, or not as they say."""
    if not head.startswith(_GZIP_MAGIC):
        return head
    try:
        return zlib.decompressobj(wbits=31).decompress(head, LOOK)
    except zlib.error:
        return head
