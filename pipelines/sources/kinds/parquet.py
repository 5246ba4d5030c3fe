"""Parquet: dumps with a row for each page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hearsay.pipelines.sources.kinds.kind import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from hearsay.pipelines.inputs import Input
    from hearsay.pipelines.sources.source import Source, SourceTools


def _begins(head: bytes) -> bool:
    return head.startswith(b"PAR1")


def _read(file: BinaryIO, input_name: str, source: Source, tools: SourceTools) -> Iterator[Input]:
    from hearsay.pipelines.sources.tables import parquet_inputs

    return parquet_inputs(file, input_name, source, tools)


PARQUET = Kind(
    name="parquet",
    help="a Parquet file with the same fields as columns",
    endings=(".parquet",),
    begins=_begins,
    read=_read,
    is_read_from_end=True,
)
