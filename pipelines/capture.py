"""Inputs to captures: the decompressed bytes of a page with hash, address and time."""

import gzip
import io
import os
import stat
import zlib
from datetime import datetime
from typing import BinaryIO

import webencodings

from hearsay.pipelines.ids import content_id, sha256_hex
from hearsay.pipelines.inputs import ArchivedInput, EndedInput, FileInput, LocalInput
from hearsay.pipelines.records import Capture, Failure, OutcomeKind, Rejection

_GZIP_MAGIC = b"\x1f\x8b"


def capture_input(source: LocalInput | EndedInput, max_bytes: int) -> Capture | Rejection | Failure:
    """Read the bytes of a file, or take them from the input. Addresses are fetched by pipelines.fetch.

    At most `max_bytes` + 1 bytes are read, also from a compressed file. The extra byte shows that the page is too
    big.
    """
    if isinstance(source, EndedInput):
        problem = Failure if source.outcome.kind == OutcomeKind.FAILED else Rejection
        return problem(source.outcome.reason, source.outcome.detail or "")
    if isinstance(source, ArchivedInput):
        return source.archived.capture
    try:
        if isinstance(source, FileInput):
            body = _read(source.path, max_bytes + 1)
        else:
            body = _unpacked(io.BytesIO(source.body), max_bytes + 1)
    except (OSError, EOFError, ValueError, zlib.error) as error:  # ValueError: a null byte in a path
        return Failure(type(error).__name__, f"{source.given} cannot be read: {error}")
    hints = source.hints
    return make_capture(
        source.given,
        body,
        url=hints.url,
        fetched_at=hints.captured_at,
        media_type=hints.media_type,
        http_status=hints.http_status,
    )


def make_capture(
    name: str,
    body: bytes,
    *,
    url: str | None,
    fetched_at: datetime | None,
    media_type: str | None,
    final_url: str | None = None,
    http_status: int | None = None,
) -> Capture:
    """Build a capture whose id comes from the address and the bytes, so that duplicates have equal ids."""
    sha256 = sha256_hex(body)
    return Capture(
        capture_id=content_id("capture", final_url or url, sha256),
        sha256=sha256,
        body=body,
        given=name,
        url=url,
        final_url=final_url or url,
        fetched_at=fetched_at,
        http_status=http_status,
        media_type=media_type,
        charset=_charset(media_type),
    )


def _read(path: str, most: int) -> bytes:
    if not stat.S_ISREG(os.stat(path).st_mode):
        raise OSError(f"{path} is not a regular file")  # opening a pipe would wait for its writer for ever
    with open(path, "rb") as file:
        return _unpacked(file, most)


def _unpacked(file: BinaryIO, most: int) -> bytes:
    is_packed = file.read(2) == _GZIP_MAGIC
    file.seek(0)
    if not is_packed:
        return file.read(most)
    with gzip.GzipFile(fileobj=file) as unpacked:
        return unpacked.read(most)


def _charset(media_type: str | None) -> str | None:
    """Return Python's name for the charset of a media type, or None if the charset is missing or unknown.

    Labels are looked up in the WHATWG Encoding Standard, as browsers do: "shift_jis" is Windows' variant,
    "iso-8859-9" is windows-1254, and "rot13" is unknown although Python has it.
    """
    for parameter in (media_type or "").split(";")[1:]:
        name, _, value = parameter.strip().partition("=")
        if name.lower() == "charset" and value:
            encoding = webencodings.lookup(value.strip("\"' "))
            return encoding.codec_info.name if encoding else None
    return None
