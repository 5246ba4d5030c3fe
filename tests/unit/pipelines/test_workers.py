"""Workers: a page that times out, dies or uses too much memory fails with a reason, and no other page does."""

import os
import signal
import threading
import time

import pytest

from hearsay.pipelines.records import Failure
from hearsay.pipelines.workers import WorkerLimits, WorkerPool


def _nothing():
    pass


def _die():
    os.kill(os.getpid(), signal.SIGKILL)


def _work(what):
    if what == "hang":
        time.sleep(60)
    if what == "pause":
        time.sleep(4)
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
    """A bad page among good pages is the common case."""
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


def test_the_time_of_the_work_is_returned(pool):
    """The ledger has the seconds of each input."""
    (done,) = pool.map(_work, [("a",)])
    assert 0 <= done.seconds < 1


def _process(_):
    return os.getpid()


def test_processes_that_are_killed_while_they_wait_are_restarted():
    """The kernel can kill idle processes when memory is short.

    Once this broke the library's pool for good, and the run.
    """
    limits = WorkerLimits(processes=1, seconds=30)
    with WorkerPool(limits, _nothing) as pool:
        (first,) = pool.map(_process, [(0,)])
        assert isinstance(first.result, int)
        os.kill(first.result, signal.SIGKILL)
        time.sleep(1)
        found = [done.result for done in pool.map(_process, [(number,) for number in range(5)])]
    assert len(found) == 5
    assert first.result not in found
    assert not any(isinstance(one, Failure) for one in found)


def test_work_scheduled_while_a_process_dies_is_done_by_the_next():
    """The library accepts work before it notices the death, and never answers for it. Half a chunk was once lost."""
    with WorkerPool(WorkerLimits(processes=1, seconds=30), _nothing) as pool:
        (first,) = pool.map(_process, [(0,)])
        assert isinstance(first.result, int)
        os.kill(first.result, signal.SIGKILL)
        found = [done.result for done in pool.map(_process, [(number,) for number in range(3)])]
    assert len(set(found)) == 1
    assert first.result not in found
    assert not any(isinstance(one, Failure) for one in found)


def test_work_whose_processes_die_repeatedly_fails():
    """On a machine without memory for a worker, endless retries would hang the run."""
    with WorkerPool(WorkerLimits(processes=1, seconds=30), _die) as pool:
        found = [done.result for done in pool.map(_work, [("a",), ("b",)])]
    assert [one.reason for one in found] == ["worker_died"] * 2
    assert "died twice" in found[0].detail


def _interrupt(pool):
    next(pool.map(_work, [("a",), ("hang",)]))
    raise KeyboardInterrupt


def test_a_failing_run_does_not_wait_for_its_workers():
    """Ctrl-C must end a run even if a page takes a minute."""
    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt), WorkerPool(WorkerLimits(processes=1, seconds=60), _nothing) as pool:
        _interrupt(pool)
    assert time.monotonic() - begun < 30


def test_a_process_killed_at_work_fails_a_single_page(caplog):
    """The page must be failed, so that the next run tries it again."""
    with WorkerPool(WorkerLimits(processes=1, seconds=30), _nothing) as pool:
        (first,) = pool.map(_process, [(0,)])
        threading.Timer(1.5, os.kill, [first.result, signal.SIGKILL]).start()
        found = [done.result for done in pool.map(_work, [("pause",), ("a",), ("b",)])]
    assert [one.reason if isinstance(one, Failure) else one for one in found] == ["worker_died", "a", "b"]
    assert "a worker process died with exit code" in caplog.text
