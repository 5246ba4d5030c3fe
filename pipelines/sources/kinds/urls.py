"""Lists of addresses, one a line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hearsay.pipelines.sources.kinds.kind import LOOK, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from hearsay.pipelines.inputs import Input
    from hearsay.pipelines.sources.documents import Document
    from hearsay.pipelines.sources.source import Source, SourceTools

_ADDRESS = rb"https?://\S+\Z"


def _begins(head: bytes) -> bool:
    """Return True if the bytes are addresses, one a line, and comments. The last line may be incomplete."""
    lines = [line.strip() for line in head.removeprefix(b"\xef\xbb\xbf").splitlines()]
    whole = [line for line in (lines[:-1] if len(head) >= LOOK else lines) if line and not line.startswith(b"#")]
    return bool(whole) and all(re.match(_ADDRESS, line, re.IGNORECASE) for line in whole)


def _read(file: BinaryIO, input_name: str, source: Source, tools: SourceTools) -> Iterator[Input]:
    from hearsay.pipelines.sources.discovery import urls_inputs

    return urls_inputs(file, input_name, source, tools)


def _read_document(body: bytes, _address: str) -> Document:
    from hearsay.pipelines.sources.documents import read_list

    return read_list(body)


URLS = Kind(
    name="urls",
    help="addresses of pages, one a line; # begins a comment",
    begins=_begins,
    read=_read,
    read_document=_read_document,
)
