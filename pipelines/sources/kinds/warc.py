"""WARC: web archives, compressed or not, also as streams."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hearsay.pipelines.sources.kinds.kind import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from hearsay.pipelines.inputs import Input
    from hearsay.pipelines.sources.source import Source, SourceTools


def _begins(head: bytes) -> bool:
    return head.startswith(b"WARC/")


def _read(file: BinaryIO, input_name: str, source: Source, tools: SourceTools) -> Iterator[Input]:
    from hearsay.pipelines.sources.archives import warc_inputs

    return warc_inputs(file, input_name, source, tools)


WARC = Kind(
    name="warc",
    help="a web archive, also as gzip or Zstandard",
    endings=(".warc", ".warc.gz", ".warc.zst"),
    begins=_begins,
    read=_read,
)
