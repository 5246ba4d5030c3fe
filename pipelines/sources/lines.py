"""JSON lines: dumps with an object for each page, one a line."""

import gzip
import json
from collections.abc import Iterator
from typing import BinaryIO

from hearsay.pipelines.inputs import Input
from hearsay.pipelines.sources.packed import open_lines
from hearsay.pipelines.sources.rows import RowInput, mapped, row_input
from hearsay.pipelines.sources.source import COLUMNS, Source, SourceTools, rejected

_LINE_FIELDS = {"id", *COLUMNS}
_MOST_ESCAPED = 6
r"""The most bytes of JSON for a byte of the page: \u0000."""
_PIECE = 1 << 20


def jsonl_inputs(file: BinaryIO, file_name: str, source: Source, tools: SourceTools) -> Iterator[Input]:
    """Yield an input for each non-blank line. An unusable line gives an input with the reason."""
    max_bytes = tools.max_bytes
    longest = max_bytes * _MOST_ESCAPED + 65_536
    for number, line in enumerate(_lines(open_lines(file), longest), start=1):
        name = f"{file_name}:{number}"
        if len(line) > longest:
            yield rejected(
                name, "too_big", f"{name} has more than {longest:,} bytes; the limit for a page is {max_bytes:,}"
            )
        elif line.strip():
            yield line_input(line, name, source)


def _lines(file: BinaryIO | gzip.GzipFile, longest: int) -> Iterator[bytes]:
    """Yield the lines. A line that is too long is cut off, because an endless line would fill the memory."""
    while line := file.readline(longest + 1):
        piece = line
        while len(line) > longest and piece and not piece.endswith(b"\n"):
            piece = file.readline(_PIECE)
        yield line


def line_input(line: bytes, input_name: str, source: Source) -> RowInput:
    """Return the input of a JSONL line: {"html" or "text" or "path", "title"?, "url"?, "fetched_at"?}.

    Without a mapping of columns, an unknown field is an error, because it may be a misspelt field.
    """
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        return rejected(input_name, "bad_line", f"{input_name} is not JSON: {error}")
    if not isinstance(fields, dict):
        return rejected(input_name, "bad_line", f"{input_name} is not a JSON object but {type(fields).__name__}")
    if source.columns:
        return row_input(mapped(fields, source.columns), input_name, source, reason="bad_line")
    if unknown := sorted(set(fields) - _LINE_FIELDS):
        hint = f"known are {sorted(_LINE_FIELDS)}; name other fields with --column html=NAME"
        return rejected(input_name, "bad_line", f"{input_name} has unknown fields {unknown}; {hint}")
    if fields.get("html") is not None and fields.get("text") is not None:
        return rejected(
            input_name, "bad_line", f"{input_name} needs exactly one of html, text and path, and has html and text"
        )
    return row_input(fields, input_name, source, reason="bad_line")
