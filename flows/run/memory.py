"""Memory that a chunk took, given back to the system before the next one."""

import ctypes
import gc
from functools import cache


def release_memory() -> None:
    """Give freed memory back where the C library can (glibc's malloc_trim); elsewhere do nothing.

    A chunk's frames, pages and query buffers come from many threads, and glibc keeps an arena for each of them, with
    whatever hole the largest chunk so far has left in it: the command's own process grew with the length of a run
    although it held nothing longer than a chunk.
    """
    gc.collect()
    trim = _malloc_trim()
    if trim is not None:
        trim(0)


@cache
def _malloc_trim() -> "ctypes._FuncPointer | None":
    return getattr(ctypes.CDLL(None), "malloc_trim", None)
