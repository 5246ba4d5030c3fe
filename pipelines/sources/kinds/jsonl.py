"""JSON lines: dumps with an object for each page, one a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hearsay.pipelines.sources.kinds.kind import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from hearsay.pipelines.inputs import Input
    from hearsay.pipelines.sources.source import Source, SourceTools


def _read(file: BinaryIO, input_name: str, source: Source, tools: SourceTools) -> Iterator[Input]:
    from hearsay.pipelines.sources.lines import jsonl_inputs

    return jsonl_inputs(file, input_name, source, tools)


JSONL = Kind(
    name="jsonl",
    help='JSON lines {"html" or "text" or "path", "title"?, "url"?, "fetched_at"?}, also as gzip',
    endings=(".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz"),
    read=_read,
)
