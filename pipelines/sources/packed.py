"""Files of lines that may be packed, whatever their names say."""

import gzip
import io
from typing import BinaryIO

_GZIP_MAGIC = b"\x1f\x8b"


def open_lines(file: BinaryIO) -> io.BufferedReader | gzip.GzipFile:
    """The file, unpacked where it is gzip. Reading it raises OSError, EOFError or zlib.error where it is damaged."""
    buffered = file if isinstance(file, io.BufferedReader) else io.BufferedReader(file)  # type: ignore[type-var]
    return gzip.GzipFile(fileobj=buffered) if buffered.peek(2)[:2] == _GZIP_MAGIC else buffered
