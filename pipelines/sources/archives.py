"""Web archives as sources: WARC files, compressed or not, also as streams, and WACZ files (ZIP files of WARC files).

An input is made of each record that holds the answer of a web server: a `response` with HTTP, or a `revisit`. Other
inputs are made of `resource` and `conversion` records with an http(s) address, which hold a page without its
transport (extra pages of Browsertrix, WET texts of Common Crawl). So the ledger has a row for every answer that the
crawler received, also for pages that were not loaded.

No input is made of `request`, `warcinfo` and `metadata` records, DNS answers, and resources with other addresses
(screenshots, page lists). They are notes of the crawler.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import BinaryIO
from urllib.parse import urlsplit

from fastwarc.stream_io import BrotliReader, ChunkedReader, GzipReader, WarcReader, ZstdReader
from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from hearsay.pipelines.inputs import BytesInput, EndedInput, Hints, Input
from hearsay.pipelines.sources.ranges import out_of_range
from hearsay.pipelines.sources.source import Source, SourceTools, failed, is_url, rejected

_TEXT_TYPES = {"", "text/html", "application/xhtml+xml", "text/plain", "application/octet-stream"}
"""Media types of pages, and media types that leave the content open."""

_ANSWERS = WarcRecordType.response | WarcRecordType.revisit
_PAGES = WarcRecordType.resource | WarcRecordType.conversion
_BLOCK = 65_536
_OK = 200
_MOST_CODED = 2
"""The limit for the encoded bytes of a page, as a multiple of the page limit.

Chunks of a single byte are rare but valid.
"""


def warc_inputs(file: BinaryIO, input_name: str, source: Source, tools: SourceTools) -> Iterator[Input]:
    """Yield an input for each answer in an archive, in order, with a single page in memory.

    A cut-off or corrupt archive gives the inputs before the fault, and then a failed input with the reason
    `broken_archive` and the byte of the fault. Nothing behind the fault is read, because only the length of a record
    shows where the next record begins.
    """
    stream = _Stream(file)
    at = None
    try:
        for record in ArchiveIterator(stream, _ANSWERS | _PAGES, auto_decode="none", strict_mode=False):
            at = record.stream_pos
            record_input = _record_input(record, f"{input_name}@{at}", source, tools.max_bytes)
            if record_input is not None:
                yield record_input
    except (OSError, EOFError, ValueError, zlib.error, zipfile.BadZipFile) as error:
        where = "at its start" if at is None else f"in or behind the record at byte {at:,}"
        yield failed(
            input_name, "broken_archive", f"{input_name} cannot be read {where}: {error}; earlier records are kept"
        )


def wacz_inputs(file: BinaryIO, input_name: str, source: Source, tools: SourceTools) -> Iterator[Input]:
    """Yield the inputs of the archives in a WACZ file (WACZ 1.1.1: archive/*.warc or .warc.gz), each as a stream."""
    try:
        with zipfile.ZipFile(file) as package:
            for name in package.namelist():
                if name.startswith("archive/") and name.lower().endswith((".warc", ".warc.gz")):
                    with package.open(name) as archive:
                        yield from warc_inputs(archive, f"{input_name}!{name}", source, tools)  # type: ignore[arg-type]
    except (OSError, EOFError, ValueError, NotImplementedError, RuntimeError, zipfile.BadZipFile) as error:
        yield failed(input_name, "broken_archive", f"{input_name} is not a readable WACZ file: {error}")


class _Stream:
    """A file that FastWARC can only read. FastWARC would ask a pipe for a position, which pipes do not have."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._position = 0

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        piece = self._file.read(size)
        self._position += len(piece)
        return piece

    def tell(self) -> int:
        """Return the number of bytes read."""
        return self._position

    def seek(self, _offset: int, _whence: int = 0) -> int:
        """Raise OSError, because a stream cannot go back."""
        raise OSError("a stream cannot be rewound")

    def close(self) -> None:
        """Do nothing; the opener of the file closes it."""


def _record_input(
    record: WarcRecord, input_name: str, source: Source, max_bytes: int
) -> BytesInput | EndedInput | None:
    """Return the input of a record, or None if the record is not an answer of a web server.

    Raises:
        OSError: The record is corrupt.
    """
    url = record.headers.get("WARC-Target-URI")
    if not url or record.headers.get("Content-Length") is None:
        return failed(input_name, "broken_record", f"{input_name} has an incomplete header: it is cut off or damaged")
    url = url.strip("<> ")  # some writers add the brackets of the grammar in WARC 1.0
    if not is_url(url):
        return None
    input_name = f"{input_name} {url}"
    length = record.content_length
    refusal = _refusal(record, url, input_name, max_bytes) or _left_out(record, input_name, source)
    stored = b"" if refusal else _read(record.reader, length)
    length_read = record.consume() if refusal else len(stored)
    if length_read < length:
        return failed(
            input_name,
            "broken_archive",
            f"{input_name} ends after {length_read:,} of {length:,} bytes: it is cut off",
        )
    if refusal is not None:
        return refusal
    hints = Hints(
        url=url,
        captured_at=_captured_at(record, source),
        http_status=record.http_headers.status_code if record.is_http_parsed else None,
        media_type=_media_type(record) or None,
    )
    return BytesInput(input_name, _decoded(record, stored, max_bytes), hints)


def _captured_at(record: WarcRecord, source: Source) -> datetime | None:
    return record.record_date.astimezone(UTC) if record.record_date else source.captured_at


def _refusal(record: WarcRecord, url: str, input_name: str, max_bytes: int) -> EndedInput | None:
    """Return a rejected or failed input if an answer cannot be a page. The bytes are not read.

    Images and films are most of the size of an archive.
    """
    if record.record_type == WarcRecordType.revisit:
        at = record.headers.get("WARC-Refers-To-Date") or "another time"
        return rejected(
            input_name, "revisit", f"{url} answered with the same bytes as at {at}; this record does not store them"
        )
    if record.record_type == WarcRecordType.response and not record.is_http_parsed:
        return failed(input_name, "broken_record", f"{input_name} holds no HTTP response: it is cut off or damaged")
    return _refused_status(record, url, input_name) or _refused_content(record, url, input_name, max_bytes)


def _left_out(record: WarcRecord, input_name: str, source: Source) -> EndedInput | None:
    """Return a rejected input if an answer is outside of the source's range of time. The bytes are not read."""
    return out_of_range(input_name, Hints(captured_at=_captured_at(record, source)), source)


def _refused_status(record: WarcRecord, url: str, input_name: str) -> EndedInput | None:
    if not record.is_http_parsed:
        return None
    status = record.http_headers.status_code
    if status is not None and 300 <= status < 400:
        target = record.http_headers.get("Location") or "nowhere"
        return rejected(input_name, "redirect", f"{url} answered with status {status}, a redirect to {target}")
    if status != _OK:
        return rejected(input_name, "http_status", f"{url} answered with status {status}")
    return None


def _refused_content(record: WarcRecord, url: str, input_name: str, max_bytes: int) -> EndedInput | None:
    media_type = _media_type(record).partition(";")[0].strip().lower()
    if media_type not in _TEXT_TYPES:
        return rejected(input_name, "wrong_type", f"{url} is {media_type}; hearsay reads web pages and plain text")
    try:
        is_for_crawlers = urlsplit(url).path == "/robots.txt"
    except ValueError:
        return rejected(input_name, "bad_url", f"{url} cannot be parsed as an address")
    if is_for_crawlers:
        return rejected(input_name, "robots_txt", f"{url} is for crawlers and is not a page")
    if record.content_length > max_bytes * _MOST_CODED:
        size = f"{record.content_length:,}"
        return rejected(input_name, "too_big", f"{url} has {size} bytes in its archive; the limit is {max_bytes:,}")
    return None


def _media_type(record: WarcRecord) -> str:
    """Return the media type and charset from the HTTP headers; from the record if there is no HTTP."""
    headers = record.http_headers if record.is_http_parsed else record.headers
    return headers.get("Content-Type") or ""


def _decoded(record: WarcRecord, stored: bytes, max_bytes: int) -> bytes:
    """Return the page's bytes without content and transfer encodings (RFC 9112 section 7, RFC 9110 section 8.4).

    Many archives store decoded bytes below the headers of encoded bytes. So a declared encoding that does not apply
    is ignored. If an encoding breaks off, the bytes decoded so far are kept.
    """
    if not record.is_http_parsed:
        return stored
    headers = record.http_headers
    codings = [*_codings(headers.get("Content-Encoding")), *_codings(headers.get("Transfer-Encoding"))]
    for coding in reversed(codings):
        decoded = _undo(coding, stored, max_bytes)
        stored = decoded or stored
    return stored


def _codings(header: str | None) -> list[str]:
    return [coding.strip().lower() for coding in (header or "").split(",") if coding.strip()]


def _undo(coding: str, stored: bytes, max_bytes: int) -> bytes:
    """Return the bytes inside an encoding, up to the page limit; b"" if the encoding is unknown or does not apply."""
    packed = io.BytesIO(stored)
    reader: WarcReader
    match coding:
        case "chunked":
            reader = ChunkedReader(packed)
        case "gzip" | "x-gzip":
            reader = GzipReader(packed)
        case "deflate":
            reader = GzipReader(packed, zlib=True)
        case "br":
            reader = BrotliReader(packed)
        case "zstd":
            reader = ZstdReader(packed)
        case _:
            return b""
    decoded = bytearray()
    try:
        while len(decoded) <= max_bytes and (piece := reader.read(_BLOCK)):
            decoded += piece
    except OSError:
        pass  # the bytes decoded before the fault are the page
    return bytes(decoded[: max_bytes + 1])


def _read(reader: WarcReader, length: int) -> bytes:
    """Read up to `length` bytes; fewer if the archive ends before.

    Raises:
        OSError: The archive is corrupt.
    """
    stored = bytearray()
    while len(stored) < length and (piece := reader.read(min(_BLOCK, length - len(stored)))):
        stored += piece
    return bytes(stored)
