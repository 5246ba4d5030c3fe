"""What a chunk took goes back to the system, else a long run grows by the largest chunk in each thread's arena."""

import ctypes
from pathlib import Path

import pytest

from hearsay.flows.run.memory import release_memory

MEGABYTES = 64
PAGES_KEPT = 100


def resident() -> int:
    """Resident memory of this process in megabytes."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 // 2**20


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="malloc_trim is glibc's")
def test_holes_between_what_is_kept_go_back() -> None:
    """Freed blocks below a block that is kept stay with the process until they are trimmed."""
    blocks = [bytearray(2048) for _ in range(MEGABYTES * 512)]
    kept = blocks[::PAGES_KEPT]
    blocks.clear()
    before = resident()
    release_memory()
    assert len(kept) > 1
    assert resident() < before - MEGABYTES // 2
