"""Forms of an answer for other programs: delimited text, JSON, Markdown, Parquet, Excel."""

import io
import json
import math
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import BinaryIO

import polars as pl
from xlsxwriter import Workbook

from hearsay.errors import QueryError

MOST_EXCEL_ROWS = 1_048_575
"""Rows of an Excel sheet below its header."""
MOST_EXCEL_LETTERS = 32_767
"""Letters of an Excel cell."""
_BOM = "\ufeff"
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def write_answer(frame: pl.DataFrame, form: str, out: BinaryIO) -> None:
    """Write an answer in one of the FORMS.

    Instants are ISO 8601 in all forms but Parquet. A list or a struct is JSON in a cell. NaN and infinities are null
    in JSON.

    Raises:
        QueryError: The answer has more rows than the form holds.
    """
    FORMS[form](frame, out)


def _write_parquet(frame: pl.DataFrame, out: BinaryIO) -> None:
    frame.write_parquet(out)


def _write_csv(frame: pl.DataFrame, out: BinaryIO) -> None:
    out.write(_with_plain_cells(frame).write_csv().encode("utf-8"))


def _write_tsv(frame: pl.DataFrame, out: BinaryIO) -> None:
    out.write(_with_plain_cells(frame).write_csv(separator="\t").encode("utf-8"))


def _write_csv_for_excel(frame: pl.DataFrame, out: BinaryIO) -> None:
    """Write CSV with a byte order mark; a text that begins as a formula gets an apostrophe in front."""
    guarded = _with_plain_cells(frame).with_columns(
        pl.when(pl.col(pl.String).str.contains(r"^[=+\-@\t\r]"))
        .then(pl.lit("'") + pl.col(pl.String))
        .otherwise(pl.col(pl.String))
        .name.keep()
    )
    guarded.columns = [f"'{name}" if name.startswith(_FORMULA_SIGNS) else name for name in guarded.columns]
    out.write((_BOM + guarded.write_csv()).encode("utf-8"))


def _write_json(frame: pl.DataFrame, out: BinaryIO) -> None:
    rows = [{name: _plain(value) for name, value in row.items()} for row in frame.iter_rows(named=True)]
    out.write(_json(rows).encode("utf-8", "replace") + b"\n")


def _write_jsonl(frame: pl.DataFrame, out: BinaryIO) -> None:
    for row in frame.iter_rows(named=True):
        out.write(_json({name: _plain(value) for name, value in row.items()}).encode("utf-8", "replace") + b"\n")


def _write_markdown(frame: pl.DataFrame, out: BinaryIO) -> None:
    rows = [frame.columns, ["---"] * frame.width, *(map(_text, row) for row in frame.iter_rows())]
    lines = ("| " + " | ".join(map(_markdown_cell, row)) + " |\n" for row in rows)
    out.write("".join(lines).encode("utf-8", "replace"))


def _markdown_cell(text: str) -> str:
    return " ".join(text.replace("\\", "\\\\").replace("|", "\\|").split())


def _write_xlsx(frame: pl.DataFrame, out: BinaryIO) -> None:
    """Write a workbook of one sheet. Text is stored as text, so that no cell is a formula or a link."""
    if frame.height > MOST_EXCEL_ROWS:
        raise QueryError(
            f"the answer has {frame.height:,} rows, and a sheet of Excel holds {MOST_EXCEL_ROWS:,}; narrow it down "
            "with LIMIT, or take --format parquet"
        )
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(buffer, options) as book:
        sheet = book.add_worksheet("answer")
        sheet.write_row(0, 0, frame.columns, book.add_format({"bold": True}))
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(frame.iter_rows(), start=1):
            for place, value in enumerate(row):
                if isinstance(value, bool):
                    sheet.write_boolean(number, place, value)
                elif isinstance(value, int | float) and math.isfinite(value) and abs(value) < 2**53:
                    sheet.write_number(number, place, value)
                elif value is not None:
                    sheet.write_string(number, place, _excel_text(_text(value)))
    out.write(buffer.getvalue())


def _excel_text(text: str) -> str:
    """Return a text that fits a cell; a longer text is cut, and says so at its end."""
    if len(text) <= MOST_EXCEL_LETTERS:
        return text
    note = f" … [{len(text):,} letters, cut at Excel's limit]"
    return text[: MOST_EXCEL_LETTERS - len(note)] + note


FORMS: Mapping[str, Callable[[pl.DataFrame, BinaryIO], None]] = {
    "csv": _write_csv,
    "csv-for-excel": _write_csv_for_excel,
    "tsv": _write_tsv,
    "json": _write_json,
    "jsonl": _write_jsonl,
    "markdown": _write_markdown,
    "parquet": _write_parquet,
    "xlsx": _write_xlsx,
}
"""Writers by the name of their form."""

SUFFIXES: Mapping[str, str] = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".md": "markdown",
    ".parquet": "parquet",
    ".xlsx": "xlsx",
}
"""Forms by the suffix of a file."""


def _with_plain_cells(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with lists, structs, instants and bytes as text."""
    plain = [
        name for name, dtype in frame.schema.items() if dtype.is_nested() or dtype.is_temporal() or dtype == pl.Binary
    ]
    return frame.with_columns(
        pl.Series(name, [None if value is None else _text(value) for value in frame[name]], dtype=pl.String)
        for name in plain
    )


def _text(value: object) -> str:
    plain = _plain(value)
    if plain is None:
        return ""
    return plain if isinstance(plain, str) else _json(plain)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _plain(value: object) -> object:
    """Return a value as JSON represents it."""
    shown: object = value
    match value:
        case pl.Series() | list():
            shown = [_plain(item) for item in value]
        case dict():
            shown = {name: _plain(item) for name, item in value.items()}
        case float():
            shown = value if math.isfinite(value) else None
        case Decimal():
            shown = int(value) if value == value.to_integral_value() else float(value)
        case bytes():
            shown = value.hex()
        case datetime() | date() | time():
            shown = value.isoformat()
        case None | bool() | int() | str():
            pass
        case _:
            shown = str(value)
    return shown
