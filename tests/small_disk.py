"""A disk of a few megabytes, for tests of what happens when it is full."""

import os
import subprocess
from contextlib import contextmanager

from tests.tools import needs


@contextmanager
def small_disk(folder, megabytes):
    """A file system of that size at `folder`; the test is skipped where the user may not mount one."""
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        needs(None, "a small disk", f"mounting one takes root: {mounted.stderr.decode().strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder, leave_bytes):
    """Take all of its room but so many bytes; the file that takes it."""
    free = os.statvfs(folder)
    file = folder / "fill"
    file.write_bytes(b"\0" * max(free.f_bavail * free.f_frsize - leave_bytes, 0))
    return file
