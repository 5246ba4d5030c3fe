"""Standard output carries answers alone."""

import subprocess
import sys

import pytest

from hearsay.warehouse.connection import open_for_writing

SLOW = """
import sys, time
from pathlib import Path
from hearsay.warehouse import connection as opening
with getattr(opening, sys.argv[1])(Path(sys.argv[2])) as connection:
    rows, took = 40_000_000, 0.0
    while took < 2.5:
        started = time.monotonic()
        connection.execute(f"SELECT count(*) FROM range({rows}) AS r(i) WHERE hash(i) % 7 = 3").fetchall()
        took, rows = time.monotonic() - started, rows * 3
print("answer")
"""
"""A statement that is made longer until it takes more than the two seconds after which DuckDB draws a bar."""


@pytest.mark.parametrize("way", ["open_for_writing", "open_for_reading"])
def test_a_slow_statement_draws_no_bar(tmp_path, way):
    """DuckDB's progress bar stood in the middle of --json as soon as a machine was busy."""
    path = tmp_path / "w.duckdb"
    command = [sys.executable, "-c", SLOW]
    with open_for_writing(path):
        pass
    ended = subprocess.run([*command, way, str(path)], check=True, capture_output=True, text=True)
    assert ended.stdout == "answer\n"
