"""A capture as one WARC record (ISO 28500, version 1.1), and back again, exactly.

A page that a server answered is a `response`, any other capture a `resource`; bytes seen once more are a `revisit`,
and bytes that may not be kept a `metadata` record with their hash alone. The standard's own fields are for other
programs; the field Hearsay-Capture holds the whole Capture but for its bytes, as ASCII JSON. The head of a response
is made anew from what hearsay keeps of it, since its bytes are decoded.
"""

import io
import json
import re
import uuid
from datetime import UTC, datetime

import msgspec
from fastwarc.stream_io import GzipWriter
from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from hearsay.pipelines.ids import content_id, sha256_hex
from hearsay.pipelines.records import Archived, Capture, Listing, Place, Validators

FIELD = "Hearsay-Capture"
_LEVEL = 6
_REVISIT = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_SAFE = re.compile(r"[!-~](?:[ -~]*[!-~])?")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!-;=?-~]+")
"""An address that may stand in a field: ASCII, and no blank or bracket in it."""


class RecordError(ValueError):
    """Raised when a record is not what hearsay writes, from this module; the message goes on from its place."""


class Told(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What Hearsay-Capture holds."""

    capture_id: str
    sha256: str
    byte_count: int
    given: str
    seen_at: datetime
    url: str | None = None
    final_url: str | None = None
    fetched_at: datetime | None = None
    http_status: int | None = None
    media_type: str | None = None
    charset: str | None = None
    validators: tuple[str, str | None, str | None] | None = None
    is_cut: bool = False
    """Whether the page went on: it had more bytes than the run would read."""
    listing: Listing | None = None
    """What the feed or sitemap said that led to it: a rebuild has no other way to know."""


class Kept(msgspec.Struct, frozen=True):
    """One record read back. `body` is None for a revisit and for bytes that were not kept."""

    record_type: str
    told: Told
    body: bytes | None = None

    @property
    def name(self) -> str:
        """The capture as a report names it."""
        return self.told.final_url or self.told.url or self.told.given

    def archived(self, place: Place) -> Archived:
        """The capture as it was, or that it was seen once more."""
        told = self.told
        if self.body is None:
            return Archived(told.capture_id, told.seen_at)
        capture = Capture(
            capture_id=told.capture_id,
            sha256=told.sha256,
            body=self.body,
            given=told.given,
            url=told.url,
            final_url=told.final_url,
            fetched_at=told.fetched_at,
            http_status=told.http_status,
            media_type=told.media_type,
            charset=told.charset,
            validators=Validators(*told.validators) if told.validators else None,
        )
        return Archived(told.capture_id, told.seen_at, capture, place)


def tell_capture(
    capture: Capture, seen_at: datetime, *, is_cut: bool = False, listing: Listing | None = None
) -> Told:
    """What the archive keeps of a capture beside its bytes."""
    known = capture.validators
    return Told(
        capture_id=capture.capture_id,
        sha256=capture.sha256,
        byte_count=len(capture.body),
        given=capture.given,
        seen_at=seen_at,
        url=capture.url,
        final_url=capture.final_url,
        fetched_at=capture.fetched_at,
        http_status=capture.http_status,
        media_type=capture.media_type,
        charset=capture.charset,
        validators=(known.final_url, known.etag, known.last_modified) if known else None,
        is_cut=is_cut,
        listing=listing,
    )


def pack_capture(told: Told, body: bytes) -> bytes:
    """The packed record that holds a capture's bytes."""
    if told.http_status is None:
        record = _record(WarcRecordType.resource, told, _record_id(told))
        record.headers["Content-Type"] = _safe(told.media_type) or "application/octet-stream"
        record.set_bytes_content(body)
    else:
        record = _record(WarcRecordType.response, told, _record_id(told))
        record.headers["Content-Type"] = "application/http; msgtype=response"
        record.set_bytes_content(_response_head(told) + body)
    if told.is_cut:
        record.headers["WARC-Truncated"] = "length"
    return _packed(record)


def pack_revisit(told: Told, record_number: uuid.UUID) -> bytes:
    """The packed record that says that a capture was seen once more, at `told.seen_at`."""
    record = _record(WarcRecordType.revisit, told, record_number.urn)
    record.headers["WARC-Profile"] = _REVISIT
    record.headers["WARC-Refers-To"] = f"<{_record_id(told)}>"
    record.set_bytes_content(b"")
    return _packed(record)


def pack_hash(told: Told, record_number: uuid.UUID) -> bytes:
    """The packed record of a capture whose bytes may not be kept: their hash, and where and when they are from."""
    record = _record(WarcRecordType.metadata, told, record_number.urn)
    record.headers["Content-Type"] = "application/warc-fields"
    record.set_bytes_content(b"")
    return _packed(record)


def pack_info(file_name: str, software: str, now: datetime) -> bytes:
    """The packed record that a file begins with: what wrote it, and when."""
    record = WarcRecord()
    record.init_headers(WarcRecordType.warcinfo)
    record.headers["WARC-Date"] = _date(now)
    record.headers["WARC-Filename"] = file_name
    record.headers["Content-Type"] = "application/warc-fields"
    record.set_bytes_content(f"software: {software}\r\nformat: WARC File Format 1.1\r\n".encode("ascii", "replace"))
    return _packed(record)


def unpack(data: bytes) -> Kept | None:
    """A record of ours read back; None for one without Hearsay-Capture. Raises RecordError for a damaged one."""
    try:
        record = next(iter(ArchiveIterator(io.BytesIO(data), max_header_len=len(data) + 1)), None)
        header = record.headers.get(FIELD) if record is not None else None
        if record is None or header is None:
            return None
        told = msgspec.convert(json.loads(header), Told)
        kind = record.headers.get("WARC-Type") or ""
        body = record.reader.read() if kind in ("response", "resource") else None
    except (OSError, EOFError, ValueError, msgspec.ValidationError) as error:
        raise RecordError(f"does not hold what it should: {error}") from error
    if body is not None and (len(body) != told.byte_count or sha256_hex(body) != told.sha256):
        raise RecordError(f"has other bytes than were written: its sha256 is not {told.sha256}")
    if told.capture_id != content_id("capture", told.final_url or told.url, told.sha256):
        raise RecordError(f"is not of the capture that it names, {told.capture_id}")
    return Kept(kind, told, body)


def _record(kind: WarcRecordType, told: Told, record_urn: str) -> WarcRecord:
    record = WarcRecord()
    record.init_headers(kind)
    record.headers["WARC-Record-ID"] = f"<{record_urn}>"
    address = told.final_url or told.url or ""
    record.headers["WARC-Target-URI"] = (
        address if _ADDRESS.fullmatch(address) else f"urn:hearsay:capture:{told.capture_id}"
    )
    record.headers["WARC-Date"] = _date(told.fetched_at or told.seen_at)
    record.headers["WARC-Payload-Digest"] = f"sha256:{told.sha256}"
    record.headers[FIELD] = json.dumps(msgspec.to_builtins(told), ensure_ascii=True)
    return record


def _record_id(told: Told) -> str:
    """The record of a capture's bytes is named by the capture: its id as a UUID."""
    return uuid.UUID(hex=told.capture_id).urn


def _date(instant: datetime) -> str:
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _response_head(told: Told) -> bytes:
    lines = [f"HTTP/1.1 {told.http_status} {'OK' if told.http_status == 200 else 'Status'}"]
    _, etag, last_modified = told.validators or ("", None, None)
    for name, value in (("Content-Type", told.media_type), ("ETag", etag), ("Last-Modified", last_modified)):
        if written := _safe(value):
            lines.append(f"{name}: {written}")
    lines.append(f"Content-Length: {told.byte_count}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


def _safe(value: str | None) -> str | None:
    """The value where it can stand in a field as it is."""
    return value if value and _SAFE.fullmatch(value) else None


def _packed(record: WarcRecord) -> bytes:
    packed = io.BytesIO()
    with GzipWriter(packed, _LEVEL) as writer:
        record.write(writer)
    return packed.getvalue()
