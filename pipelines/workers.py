"""Work on hostile pages where it can be killed: a pool of processes with a time and a memory limit for each page."""

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

Result = TypeVar("Result")

_GLANCE_SECONDS = 1.0
"""So often it is looked whether a pool that does not answer is broken."""


@dataclass(frozen=True, slots=True)
class Done(Generic[Result]):
    """What the work on one item came to, and the seconds of processor time that it took."""

    result: Result | Failure
    seconds: float


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    """`processes` work at once; each item may take `seconds`, each process `memory_bytes` of address space if set.

    `niceness` is by how much they give way to other processes, as nice(1) counts it.
    """

    processes: int = 2
    seconds: float = 30.0
    memory_bytes: int | None = 4 * 1024**3
    niceness: int = 0


class Workers(Protocol):
    """Whoever takes work: a WorkerPool, or a test that works in its own process."""

    def map(self, work: Callable[..., Result], items: Iterable[tuple[Any, ...]]) -> Iterator[Done[Result]]:
        """Return `work(*item)` for each item, in order."""


class WorkerPool:
    """A pool that starts its processes at once and ends them with the `with` block.

    Spawned, not forked: the parent holds threads of Polars, DuckDB and Prefect, which a fork would leave locked.
    """

    def __init__(self, limits: WorkerLimits, warm_up: Callable[[], object]) -> None:
        self._limits = limits
        self._warm_up = warm_up
        self._pool = self._start()

    def _start(self) -> ProcessPool:
        limits = self._limits
        # Processes are started by `python -c`, which would import from the working folder what lies beside the pages.
        os.environ["PYTHONSAFEPATH"] = "1"
        pool = ProcessPool(
            max_workers=limits.processes,
            context=multiprocessing.get_context("spawn"),
            initializer=_start_process,
            initargs=[limits.memory_bytes, limits.niceness, self._warm_up],
        )
        # The first task makes the pool start its processes, while the caller still gets ready.
        pool.schedule(time.process_time)
        return pool

    def map(self, work: Callable[..., Result], items: Iterable[tuple[Any, ...]]) -> Iterator[Done[Result]]:
        """`work(*item)` for each item, in order. An item that fails, hangs or kills its process gives a Failure.

        A process that is killed from outside while it waits for work takes the library's whole pool with it: the
        pool is then made anew, and what it had not begun is begun once more.
        """
        asked = list(items)
        futures = [self._schedule(work, item) for item in asked]
        begun_again: set[int] = set()
        for number in range(len(asked)):
            if number not in begun_again and self._is_lost(futures[number]):
                lost = [later for later in range(number, len(asked)) if self._is_lost(futures[later])]
                begun_again.update(lost)
                for later in lost:
                    futures[later] = self._schedule(work, asked[later])
            yield self._outcome(futures[number])

    def _schedule(self, work: Callable[..., Result], item: tuple[Any, ...]) -> Any:
        if not self._pool.active:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()
            self._pool = self._start()
        return self._pool.schedule(_timed, args=[work, item], timeout=self._limits.seconds)

    def _is_lost(self, future: Any) -> bool:
        """Whether the pool broke before the work was begun; waits until that is known."""
        while not wait([future], timeout=_GLANCE_SECONDS).done:
            if not self._pool.active:
                return not future.done()  # a broken pool leaves what it did not come to without any answer
        return isinstance(future.exception(), BrokenProcessPool)

    def _outcome(self, future: Any) -> Done[Any]:
        if self._is_lost(future):
            told = "the processes that were to work on it died twice, killed by something other than the page"
            return Done(Failure("worker_died", told), 0.0)
        try:
            result, seconds = future.result()
            return Done(result, seconds)
        except WorkTimeoutError:
            limit = self._limits.seconds
            return Done(Failure("timeout", f"the page took more than {limit:g} s and was given up"), limit)
        except ProcessExpired as error:
            return Done(Failure("worker_died", f"its process died with exit code {error.exitcode}"), 0.0)
        except MemoryError:
            limit = self._limits.memory_bytes or 0
            return Done(Failure("out_of_memory", f"the page needed more than {limit:,} bytes of memory"), 0.0)
        except Exception as error:  # noqa: BLE001 - the boundary that turns what a page did into its outcome
            return Done(Failure(type(error).__name__, str(error) or repr(error)), 0.0)

    def __enter__(self) -> "WorkerPool":
        """Nothing more to do: the processes are on their way."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the processes end by themselves, or, after an error, end them whatever they are at.

        A process that is killed leaves what it holds to Python's resource tracker, which complains on the terminal.
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
