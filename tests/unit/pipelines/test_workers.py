"""A page that hangs, dies or eats memory ends as a named failure, and the pages beside it are unharmed."""

import os
import time

import pytest

from pipelines.records import Failure
from pipelines.workers import WorkerLimits, WorkerPool


def _nothing():
    pass


def _work(what):
    if what == "hang":
        time.sleep(60)
    if what == "die":
        os._exit(7)
    if what == "raise":
        raise ValueError("no such thing")
    if what == "eat":
        return len(bytearray(8 * 1024**3))
    return what


@pytest.fixture(scope="module")
def pool():
    with WorkerPool(WorkerLimits(processes=2, seconds=3, memory_bytes=2 * 1024**3), _nothing) as pool:
        yield pool


def test_each_item_has_its_outcome_in_order(pool):
    """One bad page among good ones is the common case."""
    asked = ["a", "hang", "b", "die", "c", "raise", "eat", "d"]
    found = [done.result for done in pool.map(_work, [(what,) for what in asked])]
    assert [one.reason if isinstance(one, Failure) else one for one in found] == [
        "a",
        "timeout",
        "b",
        "worker_died",
        "c",
        "ValueError",
        "out_of_memory",
        "d",
    ]
    assert "no such thing" in found[5].detail


def test_the_time_of_the_work_is_told(pool):
    """The ledger holds the seconds of each input."""
    (done,) = pool.map(_work, [("a",)])
    assert 0 <= done.seconds < 1
