"""CSV and TSV dumps: a header, then a row for each page."""

import csv
import gzip
import io
import re
from collections.abc import Generator, Iterator
from contextlib import closing
from typing import BinaryIO

from hearsay.pipelines.inputs import Input
from hearsay.pipelines.sources.packed import open_lines
from hearsay.pipelines.sources.rows import mapped, row_input
from hearsay.pipelines.sources.source import Source, SourceTools, failed, rejected
from hearsay.pipelines.sources.tables import columns_problem, named_columns

_DELIMITERS = ",;\t|"
_UNDECODED = re.compile("[\udc80-\udcff]")
_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
"""Byte order marks and their charsets: Excel saves "Unicode text" as UTF-16."""
_MORE_TEXT = 1 << 20
"""Letters that a cell may have beyond the limit of a page."""


def delimited_inputs(file: BinaryIO, input_name: str, source: Source, tools: SourceTools) -> Iterator[Input]:
    """Yield an input for each row, in order. The header decides on the delimiter: comma, semicolon, tab or bar.

    Without a mapping, columns with hearsay's field names are used, except path, because a foreign dump must not
    choose files of this machine. A row that is not UTF-8, or has more cells than the header, is rejected with the
    reason `bad_row`. A fault that hides the rows behind it gives the rows before the fault, and then a failed input
    with the reason `broken_csv`.
    """
    csv.field_size_limit(tools.max_bytes + _MORE_TEXT)
    number = 0
    try:
        with closing(_text_lines(open_lines(file))) as lines:
            header = next(lines, "")
            rows = csv.reader(_from(header, lines), delimiter=_delimiter(header), strict=True)
            names = [name.strip() for name in next(rows, [])]
            columns = dict(source.columns) or named_columns(names)
            if problem := columns_problem(columns, names):
                yield failed(input_name, "no_such_column", f"{input_name} {problem}")
                return
            for row in rows:
                number += 1
                if row:
                    yield _row(names, row, columns, f"{input_name}:{number}", source)
    except (csv.Error, OSError, EOFError, ValueError) as error:
        yield failed(input_name, "broken_csv", f"{input_name} cannot be read after its row {number:,}: {error}")


def _row(names: list[str], row: list[str], columns: dict[str, str], name: str, source: Source) -> Input:
    if len(row) > len(names):
        return rejected(name, "bad_row", f"{name} has {len(row)} cells, and the header has {len(names)}")
    cells = dict(zip(names, row, strict=False))
    fields = {field: text or None for field, text in mapped(cells, columns).items()}
    if any(_UNDECODED.search(str(text)) for text in fields.values()):
        return rejected(name, "bad_row", f"{name} is not UTF-8; save the file as UTF-8")
    return row_input(fields, name, source, reason="bad_row")


def _text_lines(file: BinaryIO | gzip.GzipFile) -> Generator[str, None, None]:
    """Yield the lines with their ends; bytes that are not UTF-8 become lone surrogates."""
    buffered = io.BufferedReader(file)  # type: ignore[type-var]
    head = buffered.peek(3)
    charset = next((charset for mark, charset in _MARKS if head.startswith(mark)), "utf-8")
    text = io.TextIOWrapper(buffered, charset, errors="surrogateescape", newline="")
    try:
        for line in text:  # noqa: UP028 - `yield from` would close the file at the end of this generator
            yield line
    finally:
        text.detach().detach()  # the file has another owner, and stays open


def _from(header: str, lines: Iterator[str]) -> Iterator[str]:
    yield header
    yield from lines


def _delimiter(header: str) -> str:
    """Return the delimiter that the header has most; the comma if it has none."""
    return max(_DELIMITERS, key=header.count)
