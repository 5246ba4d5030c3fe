"""Captures as WARC records (ISO 28500, version 1.1), without loss.

A page from a server is a `response`, any other capture a `resource`. A later sighting of the same bytes is a
`revisit`. A capture whose bytes must not be stored is a `metadata` record with their hash. The standard's fields are
for other programs; the field Hearsay-Capture holds the whole capture without its bytes, as ASCII JSON. The HTTP head
of a `response` is built from the stored headers, since the body is decoded.
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
from hearsay.pipelines.inputs import Listing
from hearsay.pipelines.records import Capture, Validators

FIELD = "Hearsay-Capture"
_LEVEL = 6
_REVISIT = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_SAFE = re.compile(r"[!-~](?:[ -~]*[!-~])?")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!-;=?-~]+")
"""An address that can stand in a header field: ASCII, without blanks and brackets."""


class RecordError(ValueError):
    """Raised when a record is damaged or not in hearsay's format.

    The caller puts the record's place before the message.
    """


class CaptureFields(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The content of the field Hearsay-Capture."""

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
    """True if the page has more bytes than the run read."""
    listing: Listing | None = None
    """Hints of the feed or sitemap that led to the page. A rebuild has no other source for them."""


class UnpackedRecord(msgspec.Struct, frozen=True):
    """A record that was read back. `body` is None for a revisit, and if the bytes are not stored."""

    record_type: str
    fields: CaptureFields
    body: bytes | None = None

    @property
    def name(self) -> str:
        """The name of the capture in reports."""
        return self.fields.final_url or self.fields.url or self.fields.given

    @property
    def capture(self) -> Capture | None:
        """The capture; None for a record without bytes."""
        fields = self.fields
        if self.body is None:
            return None
        return Capture(
            capture_id=fields.capture_id,
            sha256=fields.sha256,
            body=self.body,
            given=fields.given,
            url=fields.url,
            final_url=fields.final_url,
            fetched_at=fields.fetched_at,
            http_status=fields.http_status,
            media_type=fields.media_type,
            charset=fields.charset,
            validators=Validators(*fields.validators) if fields.validators else None,
        )


def capture_fields(
    capture: Capture, seen_at: datetime, *, is_cut: bool = False, listing: Listing | None = None
) -> CaptureFields:
    """Return the content of the field Hearsay-Capture for a capture."""
    validators = capture.validators
    return CaptureFields(
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
        validators=(validators.final_url, validators.etag, validators.last_modified) if validators else None,
        is_cut=is_cut,
        listing=listing,
    )


def pack_capture(fields: CaptureFields, body: bytes) -> bytes:
    """Return the packed record of a capture with bytes."""
    if fields.http_status is None:
        record = _record(WarcRecordType.resource, fields, _record_id(fields))
        record.headers["Content-Type"] = _safe(fields.media_type) or "application/octet-stream"
        record.set_bytes_content(body)
    else:
        record = _record(WarcRecordType.response, fields, _record_id(fields))
        record.headers["Content-Type"] = "application/http; msgtype=response"
        record.set_bytes_content(_response_head(fields) + body)
    if fields.is_cut:
        record.headers["WARC-Truncated"] = "length"
    return _packed(record)


def pack_revisit(fields: CaptureFields, record_number: uuid.UUID) -> bytes:
    """Return the packed record of a later sighting, at `fields.seen_at`."""
    record = _record(WarcRecordType.revisit, fields, record_number.urn)
    record.headers["WARC-Profile"] = _REVISIT
    record.headers["WARC-Refers-To"] = f"<{_record_id(fields)}>"
    record.set_bytes_content(b"")
    return _packed(record)


def pack_hash(fields: CaptureFields, record_number: uuid.UUID) -> bytes:
    """Return the packed record of a capture without bytes: hash, origin and time."""
    record = _record(WarcRecordType.metadata, fields, record_number.urn)
    record.headers["Content-Type"] = "application/warc-fields"
    record.set_bytes_content(b"")
    return _packed(record)


def pack_info(file_name: str, software: str, now: datetime) -> bytes:
    """Return the packed record at the start of a file: program and time."""
    record = WarcRecord()
    record.init_headers(WarcRecordType.warcinfo)
    record.headers["WARC-Date"] = _date(now)
    record.headers["WARC-Filename"] = file_name
    record.headers["Content-Type"] = "application/warc-fields"
    record.set_bytes_content(f"software: {software}\r\nformat: WARC File Format 1.1\r\n".encode("ascii", "replace"))
    return _packed(record)


def unpack(data: bytes) -> UnpackedRecord | None:
    """Read a record back.

    Returns:
        The record; None if there is no field Hearsay-Capture.

    Raises:
        RecordError: The record is damaged.
    """
    try:
        record = next(iter(ArchiveIterator(io.BytesIO(data), max_header_len=len(data) + 1)), None)
        header = record.headers.get(FIELD) if record is not None else None
        if record is None or header is None:
            return None
        fields = msgspec.convert(json.loads(header), CaptureFields)
        kind = record.headers.get("WARC-Type") or ""
        body = record.reader.read() if kind in ("response", "resource") else None
    except (OSError, EOFError, ValueError, msgspec.ValidationError) as error:
        raise RecordError(f"is not a valid record: {error}") from error
    if body is not None and (len(body) != fields.byte_count or sha256_hex(body) != fields.sha256):
        raise RecordError(f"has changed bytes: their SHA-256 is not {fields.sha256}")
    if fields.capture_id != content_id("capture", fields.final_url or fields.url, fields.sha256):
        raise RecordError(f"does not match its capture_id {fields.capture_id}")
    return UnpackedRecord(kind, fields, body)


def _record(kind: WarcRecordType, fields: CaptureFields, record_urn: str) -> WarcRecord:
    record = WarcRecord()
    record.init_headers(kind)
    record.headers["WARC-Record-ID"] = f"<{record_urn}>"
    address = fields.final_url or fields.url or ""
    record.headers["WARC-Target-URI"] = (
        address if _ADDRESS.fullmatch(address) else f"urn:hearsay:capture:{fields.capture_id}"
    )
    record.headers["WARC-Date"] = _date(fields.fetched_at or fields.seen_at)
    record.headers["WARC-Payload-Digest"] = f"sha256:{fields.sha256}"
    record.headers[FIELD] = json.dumps(msgspec.to_builtins(fields), ensure_ascii=True)
    return record


def _record_id(fields: CaptureFields) -> str:
    """Return the id of the record with a capture's bytes: the capture_id as a UUID."""
    return uuid.UUID(hex=fields.capture_id).urn


def _date(instant: datetime) -> str:
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _response_head(fields: CaptureFields) -> bytes:
    lines = [f"HTTP/1.1 {fields.http_status} {'OK' if fields.http_status == 200 else 'Status'}"]
    _, etag, last_modified = fields.validators or ("", None, None)
    for name, value in (("Content-Type", fields.media_type), ("ETag", etag), ("Last-Modified", last_modified)):
        if written := _safe(value):
            lines.append(f"{name}: {written}")
    lines.append(f"Content-Length: {fields.byte_count}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


def _safe(value: str | None) -> str | None:
    """Return the value if valid in a header field, otherwise None."""
    return value if value and _SAFE.fullmatch(value) else None


def _packed(record: WarcRecord) -> bytes:
    packed = io.BytesIO()
    with GzipWriter(packed, _LEVEL) as writer:
        record.write(writer)
    return packed.getvalue()
