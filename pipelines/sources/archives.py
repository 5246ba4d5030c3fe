"""Web archives: WARC files, packed or not, also as streams, and WACZ files, which are ZIPs of them.

What becomes an input: each record that tells what a web server answered, that is every `response` with HTTP in it and
every `revisit`; and each `resource` and `conversion` of an http(s) address, which hold a page without its transport
(Browsertrix' extra pages, Common Crawl's WET texts). So every answer that a crawler got ends in the ledger, and
whoever asks why a page is not there finds its row. What becomes none: `request`, `warcinfo` and `metadata` records,
DNS answers, and resources of other addresses (screenshots, page lists), which are notes of the crawler, not answers.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC
from typing import BinaryIO
from urllib.parse import urlsplit

from fastwarc.stream_io import BrotliReader, ChunkedReader, GzipReader, WarcReader, ZstdReader
from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from hearsay.pipelines.records import Input
from hearsay.pipelines.sources.ranges import within_range
from hearsay.pipelines.sources.source import Means, Source, failed, is_url, rejected

_TEXT_TYPES = {"", "text/html", "application/xhtml+xml", "text/plain", "application/octet-stream"}
"""Media types of pages, and those that say nothing."""

_ANSWERS = WarcRecordType.response | WarcRecordType.revisit
_PAGES = WarcRecordType.resource | WarcRecordType.conversion
_BLOCK = 65_536
_OK = 200
_MOST_CODED = 2
"""How many times the limit of a page its coded bytes may have: chunks of one byte are rare, but they are allowed."""


def warc_inputs(file: BinaryIO, given: str, source: Source, means: Means) -> Iterator[Input]:
    """One input for each answer in an archive, in its order, with no more than one page in memory.

    An archive that is cut off or corrupt gives what stands before the fault, and then one input that failed as
    `broken_archive` and says at which byte. Behind the fault nothing is read: a record's length is all that tells
    where the next one begins.
    """
    stream = _Stream(file)
    at = None
    try:
        for record in ArchiveIterator(stream, _ANSWERS | _PAGES, auto_decode="none", strict_mode=False):
            at = record.stream_pos
            found = _record_input(record, f"{given}@{at}", source, means.max_bytes)
            if found is not None:
                yield found
    except (OSError, EOFError, ValueError, zlib.error, zipfile.BadZipFile) as error:
        where = "at its start" if at is None else f"in or behind the record at byte {at:,}"
        yield failed(given, "broken_archive", f"{given} cannot be read {where}: {error}; what came before it is kept")


def wacz_inputs(file: BinaryIO, given: str, source: Source, means: Means) -> Iterator[Input]:
    """The inputs of the archives in a WACZ file (WACZ 1.1.1: archive/*.warc or .warc.gz), each as a stream."""
    try:
        with zipfile.ZipFile(file) as package:
            for name in package.namelist():
                if name.startswith("archive/") and name.lower().endswith((".warc", ".warc.gz")):
                    with package.open(name) as archive:
                        yield from warc_inputs(archive, f"{given}!{name}", source, means)  # type: ignore[arg-type]
    except (OSError, EOFError, ValueError, NotImplementedError, RuntimeError, zipfile.BadZipFile) as error:
        yield failed(given, "broken_archive", f"{given} is no WACZ file that can be read: {error}")


class _Stream:
    """A file as FastWARC may have it: one that only reads, since it asks a pipe for its position and dies of that."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._position = 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        piece = self._file.read(size)
        self._position += len(piece)
        return piece

    def tell(self) -> int:
        """How many bytes were read."""
        return self._position

    def seek(self, _offset: int, _whence: int = 0) -> int:
        """Raise OSError: a stream goes forward alone."""
        raise OSError("a stream cannot be wound back")

    def close(self) -> None:
        """Nothing: whoever opened the file closes it."""


def _record_input(record: WarcRecord, given: str, source: Source, max_bytes: int) -> Input | None:
    """The input of one record, or None for what is no answer of a web server. Raises OSError for a corrupt one."""
    url = record.headers.get("WARC-Target-URI")
    if not url or record.headers.get("Content-Length") is None:
        return failed(given, "broken_record", f"{given} has no whole head: it is cut off or damaged")
    url = url.strip("<> ")  # WARC 1.0 was understood by some writers as asking for the brackets of its grammar
    if not is_url(url):
        return None
    given = f"{given} {url}"
    length = record.content_length
    refusal = _refusal(record, url, given, max_bytes) or _left_out(record, given, source)
    stored = b"" if refusal else _read(record.reader, length)
    found = record.consume() if refusal else len(stored)
    if found < length:
        return failed(given, "broken_archive", f"{given} ends after {found:,} of {length:,} bytes: it is cut off")
    return refusal or Input(
        given=given,
        url=url,
        body=_decoded(record, stored, max_bytes),
        captured_at=record.record_date.astimezone(UTC) if record.record_date else source.captured_at,
        http_status=record.http_headers.status_code if record.is_http_parsed else None,
        media_type=_media_type(record) or None,
    )


def _refusal(record: WarcRecord, url: str, given: str, max_bytes: int) -> Input | None:
    """Why an answer is no page, without its bytes being read: images and films are most of an archive's size."""
    if record.record_type == WarcRecordType.revisit:
        of = record.headers.get("WARC-Refers-To-Date") or "another time"
        return rejected(
            given, "revisit", f"{url} answered with the same bytes as at {of}, and they are not stored here"
        )
    if record.record_type == WarcRecordType.response and not record.is_http_parsed:
        return failed(given, "broken_record", f"{given} holds no HTTP answer: it is cut off or damaged")
    return _refused_status(record, url, given) or _refused_content(record, url, given, max_bytes)


def _left_out(record: WarcRecord, given: str, source: Source) -> Input | None:
    """An answer from outside of the source's range, without its bytes being read."""
    at = record.record_date and record.record_date.astimezone(UTC)
    found = within_range(Input(given=given, captured_at=at or source.captured_at), source)
    return found if found.ended else None


def _refused_status(record: WarcRecord, url: str, given: str) -> Input | None:
    if not record.is_http_parsed:
        return None
    status = record.http_headers.status_code
    if status is not None and 300 <= status < 400:
        target = record.http_headers.get("Location") or "nowhere"
        return rejected(given, "redirect", f"{url} answered with status {status}, which leads to {target}")
    if status != _OK:
        return rejected(given, "http_status", f"{url} answered with status {status}")
    return None


def _refused_content(record: WarcRecord, url: str, given: str, max_bytes: int) -> Input | None:
    media_type = _media_type(record).partition(";")[0].strip().lower()
    if media_type not in _TEXT_TYPES:
        return rejected(given, "wrong_type", f"{url} is {media_type}; hearsay reads web pages and plain text")
    try:
        is_for_crawlers = urlsplit(url).path == "/robots.txt"
    except ValueError:
        return rejected(given, "bad_url", f"{url} is no address that can be taken apart")
    if is_for_crawlers:
        return rejected(given, "robots_txt", f"{url} is for crawlers, and no page")
    if record.content_length > max_bytes * _MOST_CODED:
        size = f"{record.content_length:,}"
        return rejected(given, "too_big", f"{url} has {size} bytes in its archive; the limit is {max_bytes:,}")
    return None


def _media_type(record: WarcRecord) -> str:
    """The media type and charset as the transport declared them; those of the record where there was no transport."""
    headers = record.http_headers if record.is_http_parsed else record.headers
    return headers.get("Content-Type") or ""


def _decoded(record: WarcRecord, stored: bytes, max_bytes: int) -> bytes:
    """The page's bytes without the codings of its transport (RFC 9112 section 7, RFC 9110 section 8.4).

    Many archives hold decoded bytes under the headers that came with coded ones. So a coding that is declared and
    not there is passed over; of one that breaks in the middle, what could be decoded is kept.
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
    """What one coding held, up to the most that a page may have; b"" where it is not there or not known."""
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
        pass  # what was decoded before the fault is all there is of the page
    return bytes(decoded[: max_bytes + 1])


def _read(reader: WarcReader, length: int) -> bytes:
    """Up to `length` bytes; fewer where the archive ends before. Raises OSError for one that is corrupt."""
    stored = bytearray()
    while len(stored) < length and (piece := reader.read(min(_BLOCK, length - len(stored)))):
        stored += piece
    return bytes(stored)
