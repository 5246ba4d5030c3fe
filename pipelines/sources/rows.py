"""Rows of a dump, from JSON lines or Parquet: the mapping of columns, and the conversion of a row to an input."""

import html
import re
from collections.abc import Mapping
from datetime import UTC, datetime

from hearsay.pipelines.inputs import BytesInput, EndedInput, FileInput, Hints
from hearsay.pipelines.sources.source import COLUMNS, Source, parse_instant, rejected

_TITLE = re.compile(rb"<title[\s>]", re.IGNORECASE)


RowInput = FileInput | BytesInput | EndedInput
"""The input of a row."""


class RowError(ValueError):
    """Raised when a row cannot be a page, from this module. The caller puts the row's name before the message."""


def mapped(row: Mapping[str, object], columns: Mapping[str, str]) -> dict[str, object]:
    """Return a row under hearsay's field names. Columns outside the mapping are left out."""
    return {field: row.get(column) for field, column in columns.items()}


def row_input(fields: Mapping[str, object], input_name: str, source: Source, *, reason: str) -> RowInput:
    """Return the input of a row under hearsay's field names; if the row is unusable, a rejected input.

    If a row has both html and text, html is used, because text was derived from it.
    """
    try:
        body, media_type = _body(fields)
        url, path = _text(fields, "url"), _text(fields, "path")
        captured_at = _instant(fields.get("fetched_at")) or source.captured_at
    except RowError as error:
        return rejected(input_name, reason, f"{input_name} {error}")
    hints = Hints(url=url, captured_at=captured_at, media_type=media_type)
    match body, path:
        case bytes(), None:
            return BytesInput(input_name, body, hints)
        case None, str():
            return FileInput(input_name, path, hints)
    present = sorted(name for name in ("html", "text", "path") if fields.get(name) is not None) or "none"
    return rejected(input_name, reason, f"{input_name} needs exactly one of html, text and path, and has {present}")


def _body(fields: Mapping[str, object]) -> tuple[bytes | None, str | None]:
    """Return the page's bytes and media type. The title of a separate column is put into the page."""
    title = _text(fields, "title")
    if (page := _bytes(fields, "html")) is not None:
        # Bytes of a dump are as the server sent them, in any charset. Text has been decoded already.
        media_type = "text/html" if isinstance(fields["html"], bytes) else "text/html; charset=utf-8"
        if title and not _TITLE.search(page):
            page = f"<title>{html.escape(title)}</title>\n".encode("utf-8", "surrogatepass") + page
        return page, media_type
    if (text := _bytes(fields, "text")) is not None:
        written = (title or "").encode("utf-8", "surrogatepass")
        return text if text.lstrip().startswith(written) else written + b"\n\n" + text, "text/plain"
    return None, None


def _bytes(fields: Mapping[str, object], name: str) -> bytes | None:
    value = fields.get(name)
    # JSON allows a lone surrogate, which UTF-8 cannot encode. The extraction sees a replacement character.
    return value if isinstance(value, bytes) else _encoded(_text(fields, name))


def _encoded(text: str | None) -> bytes | None:
    return None if text is None else text.encode("utf-8", "surrogatepass")


def _text(fields: Mapping[str, object], name: str) -> str | None:
    value = fields.get(name)
    if value is not None and not isinstance(value, str):
        raise RowError(f"needs text in {[name]}, and has {type(value).__name__}")
    if value and name in ("path", "url") and any("\ud800" <= character <= "\udfff" for character in value):
        raise RowError("has a lone surrogate in its path or url")
    return value


def _instant(value: object) -> datetime | None:
    """Return a time from ISO 8601 text or from the dump's own type; a time without a zone is UTC."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    if value is None or value == "":
        return None
    try:
        return parse_instant(str(value))
    except ValueError as error:
        raise RowError(f"its fetched_at {error}") from None


def check_columns(columns: Mapping[str, str]) -> str | None:
    """Return the problem of a mapping, or None."""
    if unknown := sorted(set(columns) - set(COLUMNS)):
        return f"{unknown} are not fields of a page; use {', '.join(COLUMNS)}"
    if columns and not {"html", "text", "path"} & set(columns):
        return f"the columns {dict(columns)} have no html, text or path; name the column that holds the page"
    return None
