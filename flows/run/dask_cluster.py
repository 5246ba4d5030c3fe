"""A Dask cluster that works on chunks: sending, waiting, and the end."""

import logging
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from hearsay.errors import ClusterError, WorkerLostError
from hearsay.flows.config.extras import check_dask
from hearsay.flows.run.active_run import Run

_log = logging.getLogger(__name__)

CHUNKS_PER_WORKER = 3
"""Chunks in flight for each worker: one in work, one that waits for the worker, and one to publish."""
_FIRST = 1
"""Priority of a publication on the cluster, for which later chunks wait. That of the work is 0."""
_GLANCE_SECONDS = 0.05
_COUNT_SECONDS = 2.0
"""Interval between two counts of the workers."""


@dataclass(slots=True)
class SentChunk:
    """A task for a chunk on the cluster. `future` is Prefect's future of the task."""

    future: Any

    @property
    def is_done(self) -> bool:
        """True if the work has ended, also by an error."""
        return bool(self.future.wrapped_future.done())


class Cluster:
    """A connected Dask cluster."""

    def __init__(self, runner: Any, address: str, wait_seconds: float) -> None:
        self._runner = runner
        self._address = address
        self._wait_seconds = wait_seconds

    @property
    def most_in_flight(self) -> int:
        """The number of chunks that may be in flight: a small multiple of the workers."""
        return CHUNKS_PER_WORKER * max(1, self._workers())

    def wait_for_workers(self) -> None:
        """Wait until a worker is there. Raises ClusterError after `wait_seconds`."""
        self._wait(lambda: self._workers() > 0)

    def send(self, parcel: bytes) -> SentChunk:
        """Send a prepared chunk to a worker, as a Prefect task."""
        from hearsay.flows.run.dask_work import work_on_parcel  # noqa: PLC0415 - Prefect is loaded by now

        return self._submit(work_on_parcel, {"parcel": parcel}, 0)

    def publish(self, worked: SentChunk, run: bytes) -> SentChunk:
        """Let a worker publish a chunk after the work. The results stay on the cluster, if the worker lives."""
        from hearsay.flows.run.dask_work import publish_parcel  # noqa: PLC0415

        return self._submit(publish_parcel, {"work": worked.future.wrapped_future, "run": run}, _FIRST)

    def _submit(self, task: Any, parameters: dict[str, Any], priority: int) -> SentChunk:
        from prefect_dask.task_runners import PrefectDaskFuture  # noqa: PLC0415 - of an extra

        with warnings.catch_warnings():
            # A chunk is large, because its pages travel with it. Dask advises to scatter large data. But then a
            # worker that dies takes the pages with it.
            warnings.filterwarnings("ignore", "Sending large graph")
            # The client, because the runner's own submit has no priority.
            future = self._runner.client.submit(task, parameters=parameters, return_type="state", priority=priority)
        return SentChunk(PrefectDaskFuture(wrapped_future=future, task_run_id=future.task_run_id))

    def result(self, chunk: SentChunk) -> bytes:
        """Wait for a task, and return its result. Raises the error of the task.

        Raises:
            WorkerLostError: Workers died over this chunk, more often than the cluster retries.
            ClusterError: The scheduler ended, no worker has been there for `wait_seconds`, or the worker cannot reach
                the Prefect server.
        """
        from distributed.scheduler import KilledWorker  # noqa: PLC0415

        self._wait(lambda: chunk.is_done)
        try:
            work: bytes = chunk.future.result()
        except KilledWorker as error:
            raise WorkerLostError(
                f"the Dask workers died {error.allowed_failures + 1} times over this chunk; their logs say why"
            ) from error
        except CancelledError as error:
            raise ClusterError(f"the Dask scheduler at {self._address} ended; start it, then run again") from error
        except RuntimeError as error:
            if "Failed to reach API" not in str(error):
                raise
            raise ClusterError(
                f"a Dask worker cannot reach the Prefect server: {error}; set PREFECT_API_URL here to the address "
                "of a server that all machines can reach"
            ) from error
        return work

    def _wait(self, is_over: Callable[[], bool]) -> None:
        deadline = time.monotonic() + self._wait_seconds
        next_count = 0.0
        while not is_over():
            now = time.monotonic()
            if now >= next_count:
                next_count = now + _COUNT_SECONDS
                if self._workers():
                    deadline = now + self._wait_seconds
                elif now > deadline:
                    raise ClusterError(
                        f"no worker has been at the Dask scheduler {self._address} for {self._wait_seconds:g} s; "
                        f"start one with: dask worker {self._address} --no-nanny"
                    )
            time.sleep(_GLANCE_SECONDS)

    def _workers(self) -> int:
        try:
            return len(self._runner.client.nthreads())
        except (OSError, RuntimeError, ValueError):
            return 0  # without its scheduler a cluster has no workers


@contextmanager
def open_cluster(run: Run) -> Iterator[Cluster | None]:
    """Connect to the Dask cluster of the settings for the block; give None for work on this machine.

    Raises:
        UsageError: The packages of the extra `dask` are missing.
        ClusterError: There is no scheduler at the address, or no worker.
    """
    address = run.settings.run.dask
    if not address:
        yield None
        return
    check_dask(run.settings)
    from prefect_dask.task_runners import DaskTaskRunner  # noqa: PLC0415 - of an extra

    with DaskTaskRunner(address=address) as runner:
        try:
            runner.client  # noqa: B018 - connects
        except (OSError, TimeoutError) as error:
            raise ClusterError(
                f"no Dask scheduler answers at {address}: {error}; start one with: dask scheduler"
            ) from error
        cluster = Cluster(runner, address, run.settings.wait_seconds)
        cluster.wait_for_workers()
        _log.info("work on pages goes to the Dask cluster at %s", address)
        yield cluster
