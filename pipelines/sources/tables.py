"""Parquet dumps: a row for each page, read in small batches."""

from collections.abc import Iterator
from typing import BinaryIO

from hearsay.pipelines.inputs import Input
from hearsay.pipelines.sources.rows import mapped, row_input
from hearsay.pipelines.sources.source import COLUMNS, Source, SourceTools, failed

_BATCH = 32
"""Rows in memory at a time. A chunk of pages is in memory anyway, and a larger batch would need more."""
_BUFFER = 1 << 20
_NAMED = tuple(field for field in COLUMNS if field != "path")
"""Columns that are used without a mapping.

"path" is not, because a foreign dump must not choose files of this machine.
"""


def parquet_inputs(file: BinaryIO, input_name: str, source: Source, tools: SourceTools) -> Iterator[Input]:  # noqa: ARG001
    """Yield an input for each row, in order. Only the required columns are read.

    Without a mapping, columns with hearsay's field names are used. A cut-off or corrupt file gives the rows before
    the fault, and then a failed input with the reason `broken_parquet`.
    """
    import pyarrow.lib  # noqa: PLC0415 - takes 0.25 s, so only users with Parquet files wait for it
    import pyarrow.parquet  # noqa: PLC0415

    number = 0
    try:
        table = pyarrow.parquet.ParquetFile(file, pre_buffer=False, buffer_size=_BUFFER)  # type: ignore[no-untyped-call]
        names = table.schema_arrow.names
        columns = dict(source.columns) or named_columns(names)
        if problem := columns_problem(columns, names):
            yield failed(input_name, "no_such_column", f"{input_name} {problem}")
            return
        wanted = list(dict.fromkeys(columns.values()))
        for batch in table.iter_batches(_BATCH, columns=wanted):  # type: ignore[no-untyped-call]
            for row in batch.to_pylist():
                number += 1
                yield row_input(mapped(row, columns), f"{input_name}:{number}", source, reason="bad_row")
    except (pyarrow.lib.ArrowException, OSError, ValueError, OverflowError) as error:
        yield failed(input_name, "broken_parquet", f"{input_name} cannot be read after its row {number:,}: {error}")


def named_columns(names: list[str]) -> dict[str, str]:
    """Return the mapping of a dump without a mapping of its own: the columns with hearsay's field names."""
    return {field: field for field in _NAMED if field in names}


def columns_problem(columns: dict[str, str], names: list[str]) -> str | None:
    """Return the problem of a mapping for a dump with these columns, or None."""
    if missing := sorted(set(columns.values()) - set(names)):
        return f"has no columns {missing}; it has {names}"
    if not {"html", "text", "path"} & set(columns):
        return f"has the columns {names}, but no html or text; name the column with --column html=NAME"
    return None
