"""Tables on the terminal, and a quarantined row as JSON."""

import json
import os
import sys
from typing import Any

import polars as pl
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from hearsay.errors import UsageError
from hearsay.warehouse.answer_forms import write_answer
from hearsay.warehouse.connection import open_for_reading
from hearsay.warehouse.location import Location
from hearsay.warehouse.lookup import quarantined_row
from hearsay.warehouse.migrate import check_version
from hearsay.warehouse.stored_article import StoredVersion

_PIPE_WIDTH = 160
"""Width in characters of a table that is not printed on a terminal, if COLUMNS does not say another."""
MOST_LISTED = 1_000
"""Rows that a list command prints for people."""
_LEAST_WIDTH = 24
"""Letters of its longest cell that a column of a table shows on a line."""
_GAP = 2


def print_list(frame: pl.DataFrame, *, as_json: bool) -> None:
    """Print the rows of a list command: all as JSON, an array of objects, or the first thousand for people."""
    if as_json:
        write_answer(frame, "json", sys.stdout.buffer)
        sys.stdout.buffer.flush()
    else:
        print_rows(frame, MOST_LISTED)


def print_rows(frame: pl.DataFrame, rows: int) -> None:
    """Print the first rows as a table, or as records if the table is too wide, and the number of rows."""
    (print_table if _fits_table(frame, rows) else print_records)(frame, rows)


def print_table(frame: pl.DataFrame, rows: int) -> None:
    """Print the first rows as a table that fits the terminal, with long cells wrapped, and the number of rows."""
    console = _console()
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for name in frame.columns:
        table.add_column(Text(name), overflow="fold")
    for row in frame.head(rows).iter_rows():
        # Text, not markup: a claim may contain [brackets].
        table.add_row(*(Text(_cell(value)) for value in row))
    console.print(table)
    console.print(Text(_row_count(frame, rows)))


def print_records(frame: pl.DataFrame, rows: int) -> None:
    """Print the first rows as records, a column a line, and the number of rows."""
    console = _console()
    for number, row in enumerate(frame.head(rows).iter_rows(), start=1):
        console.print(Text(f"─ {number} ".ljust(min(console.width, 60), "─")))
        grid = Table.grid(padding=(0, _GAP))
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        for name, value in zip(frame.columns, row, strict=True):
            grid.add_row(Text(name), Text(_cell(value)))
        console.print(grid)
    console.print(Text(_row_count(frame, rows)))


def _fits_table(frame: pl.DataFrame, rows: int) -> bool:
    """Return True if the first rows fit as a table in which a column shows its cells, or 24 letters of them."""
    shown = frame.head(rows)
    longest = (max(map(len, (name, *map(_cell, shown[name])))) for name in shown.columns)
    return sum(min(length, _LEAST_WIDTH) + _GAP for length in longest) <= _console().width


def _console() -> Console:
    is_known = sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdigit()
    return Console(width=None if is_known else _PIPE_WIDTH)


def _row_count(frame: pl.DataFrame, rows: int) -> str:
    more = f"; {frame.height - rows:,} more: raise --rows" if frame.height > rows else ""
    return f"{frame.height:,} row{'' if frame.height == 1 else 's'}{more}"


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.4g}"
    if hasattr(value, "isoformat"):
        return str(value.isoformat(sep=" ", timespec="seconds") if hasattr(value, "hour") else value.isoformat())
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, list | dict) else str(value)


def version_json(version: StoredVersion) -> str:
    """Return a version of an article as a JSON object: its columns, with its mentions and its claims as arrays."""
    fields = version.article | {name: getattr(version, name).to_dicts() for name in ("mentions", "claims")}
    return json.dumps(fields, ensure_ascii=False, indent=1, default=str)


def quarantined_json(warehouse: Location, quarantine_id: str, wait_seconds: float) -> str:
    """Return a quarantined row as JSON. Raises UsageError if the id fits no row, or several."""
    with open_for_reading(warehouse, wait_seconds) as connection:
        check_version(connection, warehouse)
        rows = quarantined_row(connection, quarantine_id).to_dicts()
    if len(rows) != 1:
        raise UsageError(f"{quarantine_id!r} names {len(rows)} quarantined rows; see: hearsay quarantine list")
    row = rows[0]
    row["row"] = json.loads(row.pop("row_json"))
    return json.dumps(row, ensure_ascii=False, indent=1, default=str)
