"""A pool of killable processes for untrusted pages, with a timeout and a memory limit for each page."""

import logging
import multiprocessing
import os
import resource
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import TimeoutError as WorkTimeoutError
from concurrent.futures import wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Generic, Protocol, TypeVar

from pebble import ProcessExpired, ProcessPool

from hearsay.pipelines.records import Failure

_log = logging.getLogger(__name__)

Result = TypeVar("Result")

_GLANCE_SECONDS = 1.0
"""Interval between two checks whether a pool that does not answer is broken."""


@dataclass(frozen=True, slots=True)
class Done(Generic[Result]):
    """The result of a work item, and the processor time in seconds."""

    result: Result | Failure
    seconds: float


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    """Limits of a worker pool.

    `seconds` is the timeout of an item. `memory_bytes` limits the address space of each process, if set. `niceness`
    lowers the priority of the processes, in the units of nice(1).
    """

    processes: int = 2
    seconds: float = 30.0
    memory_bytes: int | None = 4 * 1024**3
    niceness: int = 0


class Workers(Protocol):
    """The interface of a worker pool: a WorkerPool, or in tests an object that works in the same process."""

    def map(self, work: Callable[..., Result], items: Iterable[tuple[Any, ...]]) -> Iterator[Done[Result]]:
        """Yield the result of `work(*item)` for each item, in order."""


class WorkerPool:
    """A pool that starts the processes at once and ends them with the `with` block.

    The processes are spawned, not forked: the parent has threads of Polars, DuckDB and Prefect, and a fork would copy
    their locks in a locked state.
    """

    def __init__(self, limits: WorkerLimits, warm_up: Callable[[], object]) -> None:
        self._limits = limits
        self._warm_up = warm_up
        self._pool = self._start()

    def _start(self) -> ProcessPool:
        limits = self._limits
        # Processes are started by `python -c`, which would import modules from the working folder, beside the pages.
        os.environ["PYTHONSAFEPATH"] = "1"
        pool = ProcessPool(
            max_workers=limits.processes,
            context=multiprocessing.get_context("spawn"),
            initializer=_start_process,
            initargs=[limits.memory_bytes, limits.niceness, self._warm_up],
        )
        # The first task makes the pool start its processes while the caller still prepares its work.
        pool.schedule(time.process_time)
        return pool

    def map(self, work: Callable[..., Result], items: Iterable[tuple[Any, ...]]) -> Iterator[Done[Result]]:
        """Yield the result of `work(*item)` for each item, in order.

        An item that fails, times out or kills the process gives a Failure. If an idle process is killed from outside,
        the library marks the whole pool as broken. The pool is then restarted, and the items that had not started are
        tried once more.
        """
        listed = list(items)
        futures = [self._schedule(work, item) for item in listed]
        retried: set[int] = set()
        for number in range(len(listed)):
            if number not in retried and self._is_lost(futures[number]):
                lost = [later for later in range(number, len(listed)) if self._is_lost(futures[later])]
                retried.update(lost)
                for later in lost:
                    futures[later] = self._schedule(work, listed[later])
            yield self._outcome(futures[number])

    def _schedule(self, work: Callable[..., Result], item: tuple[Any, ...]) -> Any:
        if not self._pool.active:
            _log.warning("the worker processes were killed from outside; they are started again")
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()
            self._pool = self._start()
        return self._pool.schedule(_timed, args=[work, item], timeout=self._limits.seconds)

    def _is_lost(self, future: Any) -> bool:
        """Return True if the pool broke before the work started. Waits until the answer is certain."""
        while not wait([future], timeout=_GLANCE_SECONDS).done:
            if not self._pool.active:
                return not future.done()  # a broken pool never answers for work that it has not started
        return isinstance(future.exception(), BrokenProcessPool)

    def _outcome(self, future: Any) -> Done[Any]:
        if self._is_lost(future):
            problem = "its worker process died twice before the work started, so the page is not the cause"
            return Done(Failure("worker_died", problem), 0.0)
        try:
            result, seconds = future.result()
            return Done(result, seconds)
        except WorkTimeoutError:
            limit = self._limits.seconds
            _log.warning("a worker process was killed: its work took longer than %g s", limit)
            return Done(Failure("timeout", f"the page was stopped at the limit of {limit:g} s"), limit)
        except ProcessExpired as error:
            _log.warning("a worker process died with exit code %s", error.exitcode)
            return Done(Failure("worker_died", f"its worker process died with exit code {error.exitcode}"), 0.0)
        except MemoryError:
            limit = self._limits.memory_bytes or 0
            return Done(Failure("out_of_memory", f"the page needed more than {limit:,} bytes of memory"), 0.0)
        except Exception as error:  # noqa: BLE001 - the boundary that turns the error of a page into its outcome
            return Done(Failure(type(error).__name__, str(error) or repr(error)), 0.0)

    def __enter__(self) -> "WorkerPool":
        """Return the pool; the processes have been started already."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait until the processes end, or kill them after an error.

        A killed process leaves resources to Python's resource tracker, which prints a warning on the terminal.
        """
        if error is None:
            self._pool.close()  # type: ignore[no-untyped-call]
        else:
            self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()


def _start_process(memory_bytes: int | None, niceness: int, warm_up: Callable[[], object]) -> None:
    os.nice(niceness)
    if memory_bytes is not None:
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    warm_up()


def _timed(work: Callable[..., Result], item: tuple[Any, ...]) -> tuple[Result, float]:
    started = time.process_time()
    result = work(*item)
    return result, time.process_time() - started
