"""Rows of a dump, whether lines of JSON or of Parquet: which column holds what, and the input that a row is."""

import html
import re
from collections.abc import Mapping
from datetime import UTC, datetime

from hearsay.pipelines.records import Input
from hearsay.pipelines.sources.source import COLUMNS, Source, parse_instant, rejected

_TITLE = re.compile(rb"<title[\s>]", re.IGNORECASE)


class RowError(ValueError):
    """Raised when a row cannot be a page, from this module; the message goes on from the row's name."""


def mapped(row: Mapping[str, object], columns: Mapping[str, str]) -> dict[str, object]:
    """The row under hearsay's own names. What the mapping does not name was not asked for."""
    return {field: row.get(column) for field, column in columns.items()}


def row_input(fields: Mapping[str, object], given: str, source: Source, *, reason: str) -> Input:
    """The input of one row under hearsay's own names; one that cannot be used is rejected with that reason.

    Where there is both, html is taken and not text, which was made from it.
    """
    try:
        body, media_type = _body(fields)
        url, path = _text(fields, "url"), _text(fields, "path")
        captured_at = _instant(fields.get("fetched_at")) or source.captured_at
    except RowError as error:
        return rejected(given, reason, f"{given} {error}")
    if (body is None) == (path is None):
        held = sorted(name for name in ("html", "text", "path") if fields.get(name) is not None) or "none"
        return rejected(given, reason, f"{given} needs exactly one of html, text and path, and has {held}")
    return Input(given=given, path=path, body=body, url=url, captured_at=captured_at, media_type=media_type)


def _body(fields: Mapping[str, object]) -> tuple[bytes | None, str | None]:
    """The page's bytes and media type. A title in a column of its own is put where the page would have it."""
    title = _text(fields, "title")
    if (page := _bytes(fields, "html")) is not None:
        # Bytes of a dump are as the server sent them, in whatever charset; a text has been decoded already.
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
    # A lone surrogate is legal in JSON and in no encoding; it reaches the extraction as a replacement mark.
    return value if isinstance(value, bytes) else _encoded(_text(fields, name))


def _encoded(text: str | None) -> bytes | None:
    return None if text is None else text.encode("utf-8", "surrogatepass")


def _text(fields: Mapping[str, object], name: str) -> str | None:
    value = fields.get(name)
    if value is not None and not isinstance(value, str):
        raise RowError(f"has no text in {[name]}, but {type(value).__name__}")
    if value and name in ("path", "url") and any("\ud800" <= character <= "\udfff" for character in value):
        raise RowError("has half a character in its path or url")
    return value


def _instant(value: object) -> datetime | None:
    """A time as ISO 8601 text or as the dump's own type; without a zone it is UTC."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    if value is None or value == "":
        return None
    try:
        return parse_instant(str(value))
    except ValueError as error:
        raise RowError(f"its fetched_at {error}") from None


def check_columns(columns: Mapping[str, str]) -> str | None:
    """What is wrong with a mapping, or None."""
    if unknown := sorted(set(columns) - set(COLUMNS)):
        return f"{unknown} are no fields of a page; known are {', '.join(COLUMNS)}"
    if columns and not {"html", "text", "path"} & set(columns):
        return f"the columns {dict(columns)} have no html, text or path: say which column holds the page"
    return None
