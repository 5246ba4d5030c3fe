"""WACZ: ZIP files of web archives."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hearsay.pipelines.sources.kinds.kind import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from hearsay.pipelines.inputs import Input
    from hearsay.pipelines.sources.source import Source, SourceTools

_PART = rb"PK\x03\x04.{26}(archive/|datapackage\.json|pages/|indexes/)"


def _begins(head: bytes) -> bool:
    """Return True for a ZIP with parts that the specification names. The index may come before the archive."""
    return head.startswith(b"PK\x03\x04") and re.search(_PART, head, re.DOTALL) is not None


def _read(file: BinaryIO, input_name: str, source: Source, tools: SourceTools) -> Iterator[Input]:
    from hearsay.pipelines.sources.archives import wacz_inputs

    return wacz_inputs(file, input_name, source, tools)


WACZ = Kind(
    name="wacz",
    help="a WACZ file, a ZIP file of web archives",
    endings=(".wacz",),
    begins=_begins,
    read=_read,
    is_read_from_end=True,
)
