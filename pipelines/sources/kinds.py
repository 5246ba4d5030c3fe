"""Detection of the kind of a file, stream or address by the name and the first bytes."""

import io
import os
import re
import stat
import zlib
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from hearsay.pipelines.sources.source import FEED, JSONL, PAGE, PARQUET, SITE, SITEMAP, URLS, WACZ, WARC

LOOK = 4096
"""The number of first bytes to examine."""

LISTS = (FEED, SITEMAP)
"""Kinds that servers sometimes send in place of a page."""

_GZIP_MAGIC = b"\x1f\x8b"
_ROOT = re.compile(
    # Possessive, without backtracking: a thousand comments can be divided in too many ways to try.
    rb"(?>\s+|\xef\xbb\xbf|<\?[^>]{0,500}>|<!--.{0,2000}?-->|<!DOCTYPE[^>\[]{0,500}(?:\[[^\]]{0,2000}\]\s*)?>){0,40}+"
    rb"<(?:[\w.-]{1,40}:)?(rss|feed|rdf|channel|urlset|sitemapindex)[\s>/]",
    re.IGNORECASE | re.DOTALL,
)
_JSON_FEED = re.compile(rb'"https?:(?:\\?/){2}jsonfeed\.org(?:\\?/)version')
_ADDRESS = re.compile(rb"https?://\S+\Z", re.IGNORECASE)
_LIST_ADDRESS = re.compile(
    r"(?:\.(?:rss|atom|rdf|xml)(?:\.gz)?|/(?:feeds?|rss|atom|feed\.json|sitemap[^/]*))/?$", re.IGNORECASE
)
_NAMES = (
    (JSONL, re.compile(r"\.(jsonl|ndjson)(\.gz)?$", re.IGNORECASE)),
    (PARQUET, re.compile(r"\.parquet$", re.IGNORECASE)),
    (WARC, re.compile(r"\.warc(\.gz|\.zst)?$", re.IGNORECASE)),
    (WACZ, re.compile(r"\.wacz$", re.IGNORECASE)),
)


def kind_of_name(name: str) -> str | None:
    """Return the kind by the ending of a path or of a URL's path; None if the ending leaves it open."""
    return next((kind for kind, ending in _NAMES if ending.search(name)), None)


def kind_of_file(path: str) -> str:
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


def kind_of_stream(stream: BinaryIO) -> tuple[str, BinaryIO]:
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


def kind_of_bytes(head: bytes) -> str:
    """Return the kind of a file with these first bytes; the default is a page."""
    head = unpacked_head(head)
    if head.startswith(b"WARC/"):
        return WARC
    if head.startswith(b"PAR1"):
        return PARQUET
    if root := _ROOT.match(head):
        return SITEMAP if root[1].lower() in (b"urlset", b"sitemapindex") else FEED
    if head.lstrip(b" \t\r\n\xef\xbb\xbf").startswith(b"{") and _JSON_FEED.search(head):
        return FEED
    # A WACZ file is a ZIP with parts named by its specification. The index may come before the archive.
    if head.startswith(b"PK\x03\x04") and re.search(
        rb"PK\x03\x04.{26}(archive/|datapackage\.json|pages/|indexes/)", head, re.DOTALL
    ):
        return WACZ
    return URLS if _is_list(head) else PAGE


def kind_of_address(address: str) -> str | None:
    """Return the kind of an address by the form: a page, or a site for a root; None if the bytes must decide."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return PAGE
    if parts.path in ("", "/") and not parts.query:
        return SITE
    return None if _LIST_ADDRESS.search(parts.path) else PAGE


def _is_list(head: bytes) -> bool:
    """Return True if the bytes are addresses, one a line, and comments. The last line may be incomplete."""
    lines = [line.strip() for line in head.removeprefix(b"\xef\xbb\xbf").splitlines()]
    whole = [line for line in (lines[:-1] if len(head) >= LOOK else lines) if line and not line.startswith(b"#")]
    return bool(whole) and all(_ADDRESS.match(line) for line in whole)


def unpacked_head(head: bytes) -> bytes:
    """Return the first bytes of a gzip file decompressed; the same bytes if they are not valid gzip."""
    if not head.startswith(_GZIP_MAGIC):
        return head
    try:
        return zlib.decompressobj(wbits=31).decompress(head, LOOK)
    except zlib.error:
        return head
