"""Line files that may be gzip, whatever their names."""

import gzip
import io
from typing import Any, BinaryIO, cast

_GZIP_MAGIC = b"\x1f\x8b"


def open_lines(file: BinaryIO) -> BinaryIO | gzip.GzipFile:
    """Return the file, decompressed if it is gzip. Reading a damaged file raises OSError, EOFError or zlib.error."""
    buffered: Any = file if isinstance(file, io.BufferedReader) else io.BufferedReader(cast(Any, file))
    is_packed = buffered.peek(2)[:2] == _GZIP_MAGIC
    return gzip.GzipFile(fileobj=buffered) if is_packed else cast(BinaryIO, buffered)
