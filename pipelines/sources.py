"""From what the user named to the inputs it stands for: files, folders, globs, URLs, JSONL lines, standard input."""

import glob
import gzip
import json
import os
import re
import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from pipelines.records import Input
from warehouse.errors import SourceError

_URL = re.compile(r"https?://", re.IGNORECASE)
_JSONL = re.compile(r"\.(jsonl|ndjson)(\.gz)?$", re.IGNORECASE)
_LINE_FIELDS = {"id", "url", "html", "text", "path", "fetched_at"}


def parse_instant(text: str) -> datetime:
    """An ISO 8601 instant; one without a zone is UTC. Raises ValueError with the value."""
    try:
        instant = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"{text!r} is no ISO 8601 time such as 2026-01-30T12:00Z") from None
    try:
        return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"{text!r} is outside the years that can be told") from None


def check_sources(sources: Iterable[str]) -> None:
    """Raise SourceError, before any work is done, for a source that names nothing."""
    for source in sources:
        if not source.isprintable() and any("\ud800" <= character <= "\udfff" for character in source):
            raise SourceError(f"{source!r} is no Unicode; name the folder that it lies in")
        if source == "-" or _URL.match(source) or os.path.lexists(source):
            continue
        if glob.has_magic(source) and next(glob.iglob(source, recursive=True), None) is not None:
            continue
        raise SourceError(
            f"there is no file, folder or match for {source!r}; give a path, a glob, an http(s) URL or -"
        )


def find_inputs(
    sources: Iterable[str], captured_at: datetime | None, standard_input: BinaryIO, *, as_jsonl: bool = False
) -> Iterator[Input]:
    """The inputs that sources stand for, in the order given, the files of a folder by name.

    Every file of a folder is an input, whatever it holds; what it is gets decided by looking at it. `captured_at`
    is the capture time of files and standard input; a JSONL line's own `fetched_at` wins over it.
    """
    for source in sources:
        if source == "-":
            yield from _standard_input(standard_input, captured_at, as_jsonl=as_jsonl)
        elif _URL.match(source):
            yield Input(given=source, url_to_fetch=source)
        else:
            for path in _paths(source):
                yield from _file_inputs(path, captured_at, as_jsonl=as_jsonl)


def _paths(source: str) -> Iterator[str]:
    for path in [source] if os.path.lexists(source) else sorted(glob.iglob(source, recursive=True)):
        if not os.path.isdir(path):
            yield path
            continue
        unread: list[OSError] = []
        for folder, folders, files in os.walk(path, onerror=unread.append):
            folders.sort()
            linked = [name for name in folders if os.path.islink(os.path.join(folder, name))]
            yield from (os.path.join(folder, name) for name in sorted([*files, *linked]))
        # As inputs they end in the ledger, as failed: a folder that cannot be read must not look like an empty one.
        yield from sorted(error.filename for error in unread)


def _file_inputs(path: str, captured_at: datetime | None, *, as_jsonl: bool) -> Iterator[Input]:
    if not (as_jsonl or _JSONL.search(path)):
        yield Input(given=path, path=path, captured_at=captured_at)
        return
    try:
        with gzip.open(path) if path.endswith(".gz") else open(path, "rb") as lines:
            yield from read_lines(lines, path, captured_at)
    except (OSError, EOFError, zlib.error) as error:
        yield Input(given=path, problem=f"cannot be read as JSON lines to its end: {error}")


def _standard_input(stream: BinaryIO, captured_at: datetime | None, *, as_jsonl: bool) -> Iterator[Input]:
    if as_jsonl:
        yield from read_lines(stream, "-", captured_at)
    else:
        yield Input(given="-", body=stream.read(), captured_at=captured_at)


def read_lines(lines: Iterable[bytes], name: str, captured_at: datetime | None) -> Iterator[Input]:
    """One input for each line that is not blank; a line that cannot be used becomes one with its problem."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield line_input(line, f"{name}:{number}", captured_at)


def line_input(line: bytes, given: str, captured_at: datetime | None) -> Input:
    """The input of one JSONL line: {"html" or "text" or "path", "url"?, "fetched_at"?}."""
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        return Input(given=given, problem=f"is no JSON: {error}")
    if problem := _line_problem(fields):
        return Input(given=given, problem=problem)
    try:
        captured_at = parse_instant(fields["fetched_at"]) if fields.get("fetched_at") else captured_at
    except ValueError as error:
        return Input(given=given, problem=f"its fetched_at {error}")
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


def source_name(source: str) -> str:
    """A source as a run's settings name it: a path made absolute, the rest as given."""
    return source if source == "-" or _URL.match(source) else str(Path(source).absolute())
