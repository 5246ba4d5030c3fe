"""Parquet dumps: a page a row, read in small batches."""

from collections.abc import Iterator
from typing import BinaryIO

from hearsay.pipelines.records import Input
from hearsay.pipelines.sources.rows import mapped, row_input
from hearsay.pipelines.sources.source import COLUMNS, Means, Source, failed

_BATCH = 32
"""Rows held at once: a chunk of pages is in memory anyway, so more would only add to it."""
_BUFFER = 1 << 20
_NAMED = tuple(field for field in COLUMNS if field != "path")
"""What is taken by its name alone. A path is not: a dump from elsewhere must not choose files of this machine."""


def parquet_inputs(file: BinaryIO, given: str, source: Source, means: Means) -> Iterator[Input]:  # noqa: ARG001
    """One input for each row, in order. Only the columns that are asked for are read, none of the others.

    Without a mapping the columns that are named as hearsay names them are taken. A file that ends early or is corrupt
    gives the rows before the fault and one input that failed as `broken_parquet`.
    """
    import pyarrow.lib  # noqa: PLC0415 - a quarter of a second, for those who have such files
    import pyarrow.parquet  # noqa: PLC0415

    number = 0
    try:
        table = pyarrow.parquet.ParquetFile(file, pre_buffer=False, buffer_size=_BUFFER)  # type: ignore[no-untyped-call]
        names = table.schema_arrow.names
        columns = dict(source.columns) or {field: field for field in _NAMED if field in names}
        if problem := _columns_problem(columns, names):
            yield failed(given, "no_such_column", f"{given} {problem}")
            return
        wanted = list(dict.fromkeys(columns.values()))
        for batch in table.iter_batches(_BATCH, columns=wanted):  # type: ignore[no-untyped-call]
            for row in batch.to_pylist():
                number += 1
                yield row_input(mapped(row, columns), f"{given}:{number}", source, reason="bad_row")
    except (pyarrow.lib.ArrowException, OSError, ValueError, OverflowError) as error:
        yield failed(given, "broken_parquet", f"{given} cannot be read behind its row {number:,}: {error}")


def _columns_problem(columns: dict[str, str], names: list[str]) -> str | None:
    if missing := sorted(set(columns.values()) - set(names)):
        return f"has no columns {missing}; it has {names}"
    if not {"html", "text", "path"} & set(columns):
        return f"has the columns {names}, none of them named html or text: say which is, with --column html=NAME"
    return None
