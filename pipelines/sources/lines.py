"""JSON lines: a dump of pages, one object a line."""

import gzip
import io
import json
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

from pipelines.records import Input
from pipelines.sources.source import Source, parse_instant, rejected

_LINE_FIELDS = {"id", "url", "html", "text", "path", "fetched_at"}
_MOST_ESCAPED = 6
"""Bytes that JSON may take for one of the page: \\u0000."""
_PIECE = 1 << 20
_GZIP_MAGIC = b"\x1f\x8b"


def jsonl_inputs(file: BinaryIO, given: str, source: Source, max_bytes: int) -> Iterator[Input]:
    """One input for each line that is not blank; a line that cannot be used becomes one that says why."""
    longest = max_bytes * _MOST_ESCAPED + 65_536
    buffered = file if isinstance(file, io.BufferedReader) else io.BufferedReader(file)  # type: ignore[type-var]
    is_packed = buffered.peek(2)[:2] == _GZIP_MAGIC
    lines = gzip.GzipFile(fileobj=buffered) if is_packed else buffered
    for number, line in enumerate(_lines(lines, longest), start=1):
        name = f"{given}:{number}"
        if len(line) > longest:
            yield rejected(
                name, "too_big", f"{name} has more than {longest:,} bytes; a page has {max_bytes:,} at most"
            )
        elif line.strip():
            yield line_input(line, name, source.captured_at)


def _lines(file: BinaryIO | gzip.GzipFile, longest: int) -> Iterator[bytes]:
    """The lines; of one that is too long its first bytes alone, since a line without an end would fill the memory."""
    while line := file.readline(longest + 1):
        piece = line
        while len(line) > longest and piece and not piece.endswith(b"\n"):
            piece = file.readline(_PIECE)
        yield line


def line_input(line: bytes, given: str, captured_at: datetime | None) -> Input:
    """The input of one JSONL line: {"html" or "text" or "path", "url"?, "fetched_at"?}."""
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        return rejected(given, "bad_line", f"{given} is no JSON: {error}")
    if problem := _line_problem(fields):
        return rejected(given, "bad_line", f"{given} {problem}")
    try:
        captured_at = parse_instant(fields["fetched_at"]) if fields.get("fetched_at") else captured_at
    except ValueError as error:
        return rejected(given, "bad_line", f"{given} its fetched_at {error}")
    body = fields.get("html", fields.get("text"))
    return Input(
        given=given,
        path=fields.get("path"),
        # A lone surrogate is legal in JSON and in no encoding; it reaches the extraction as a replacement mark.
        body=None if body is None else body.encode("utf-8", "surrogatepass"),
        url=fields.get("url"),
        captured_at=captured_at,
        media_type="text/plain" if "text" in fields else ("text/html; charset=utf-8" if "html" in fields else None),
    )


def _line_problem(fields: object) -> str | None:
    if not isinstance(fields, dict):
        return f"is no JSON object but {type(fields).__name__}"
    if unknown := set(fields) - _LINE_FIELDS:
        return f"has unknown fields {sorted(unknown)}; known are {sorted(_LINE_FIELDS)}"
    if any("\ud800" <= character <= "\udfff" for name in ("path", "url") for character in str(fields.get(name))):
        return "has half a character in its path or url"
    if wrong := [name for name in _LINE_FIELDS - {"id"} if not isinstance(fields.get(name), str | None)]:
        return f"has no text in {sorted(wrong)}"
    bodies = [name for name in ("html", "text", "path") if fields.get(name) is not None]
    if len(bodies) != 1:
        return f"needs exactly one of html, text and path, and has {bodies or 'none'}"
    return None
