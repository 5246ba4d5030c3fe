"""Return of freed memory to the system between chunks."""

import ctypes
import gc
from functools import cache


def release_memory() -> None:
    """Return freed memory to the system with glibc's malloc_trim; do nothing with another C library.

    A chunk's frames, pages and query buffers come from many threads. glibc keeps an arena for each thread, with the
    free space that the largest chunk left. Without this call the command's process grew with the length of a run,
    although no data outlived a chunk.
    """
    gc.collect()
    trim = _malloc_trim()
    if trim is not None:
        trim(0)


@cache
def _malloc_trim() -> "ctypes._FuncPointer | None":
    return getattr(ctypes.CDLL(None), "malloc_trim", None)
