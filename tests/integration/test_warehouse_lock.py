"""The lock of the warehouse: a wait is logged a single time, and short waits are not logged."""

import subprocess
import sys

import pytest

from hearsay.errors import WarehouseBusyError
from hearsay.warehouse.connection import open_for_writing

HOLDER = "import duckdb, sys\nc = duckdb.connect(sys.argv[1])\nprint('held', flush=True)\nsys.stdin.read()\n"


@pytest.mark.parametrize(("seconds", "lines"), [(0.3, 0), (2.0, 1)])
def test_a_long_wait_for_the_lock_is_logged_a_single_time(warehouse_file, caplog, seconds, lines):
    """A run that waits an hour must say for what, without a line for each of ten thousand attempts."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(warehouse_file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdin
        assert holder.stdout
        holder.stdout.readline()
        with pytest.raises(WarehouseBusyError), open_for_writing(warehouse_file, seconds):
            pass
        holder.stdin.close()
    assert caplog.text.count("is locked by another process; waiting for the lock") == lines
