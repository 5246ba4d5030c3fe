"""CSV and TSV: dumps with a row for each page, as spreadsheets and exports of news archives have them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hearsay.pipelines.sources.kinds.kind import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from hearsay.pipelines.inputs import Input
    from hearsay.pipelines.sources.source import Source, SourceTools


def _read(file: BinaryIO, input_name: str, source: Source, tools: SourceTools) -> Iterator[Input]:
    from hearsay.pipelines.sources.delimited import delimited_inputs

    return delimited_inputs(file, input_name, source, tools)


CSV = Kind(
    name="csv",
    help="a CSV or TSV file with the same fields as columns, also as gzip",
    endings=(".csv", ".tsv", ".tab", ".csv.gz", ".tsv.gz"),
    read=_read,
)
