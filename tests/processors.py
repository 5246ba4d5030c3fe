"""Other processors than this one, by emulation: Debian's qemu-user runs one program as on another x86."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
EMULATOR = "qemu-x86_64"
WITHOUT_VNNI = "Haswell-v4"
"""AVX2, and products of bytes that saturate."""


def can_emulate() -> bool:
    """Whether the emulator is installed: apt-get install qemu-user."""
    return shutil.which(EMULATOR) is not None


def lines_read(pages: Sequence[Path], processor: str | None = None) -> list[str]:
    """All that is made of pages, natively or as on another processor. Raises CalledProcessError."""
    emulated = [EMULATOR, "-cpu", processor] if processor else []
    command = [*emulated, sys.executable, "-m", "tests.read_pages", *map(str, pages)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
