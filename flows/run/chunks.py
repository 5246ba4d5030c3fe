"""The chunks of a run: each is ingested in one Prefect task and gathered in another, or ends as failed inputs."""

import itertools
import logging
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from functools import partial
from types import TracebackType

from hearsay.errors import ClusterError, WarehouseFullError
from hearsay.flows.run.active_run import Run
from hearsay.flows.run.busy_retries import retried_task
from hearsay.flows.run.chunk_steps import StartedChunk, prepare_chunk, publish_work, work_on_pages
from hearsay.flows.run.fetching import Fetching, NumberedInputs
from hearsay.flows.run.gathering import gather_chunk, gather_pending
from hearsay.flows.run.memory import release_memory
from hearsay.flows.run.page_states import unended
from hearsay.flows.run.publishing import fail_inputs
from hearsay.flows.run.resources import Resources
from hearsay.flows.run.run_log import chunk_log, gather_log
from hearsay.flows.run.run_names import pages_name
from hearsay.flows.run.stages import stored_versions
from hearsay.pipelines.inputs import Input
from hearsay.pipelines.workers import Workers

_log = logging.getLogger(__name__)
_GATHER = {"stage": "gather"}

Chunks = Generator[tuple[NumberedInputs, Fetching], None, None]


def number_chunks(inputs: Iterable[Input], run: Run) -> Iterator[NumberedInputs]:
    """Yield the inputs in chunks, numbered from 1."""
    numbered = enumerate(inputs, start=1)
    while chunk := list(itertools.islice(numbered, run.settings.limits.chunk_pages)):
        yield chunk


@retried_task("chunk", pages_name)
def ingest_chunk(inputs: NumberedInputs, fetching: Fetching, run: Run, resources: Resources) -> list[str]:
    """Take one chunk of inputs through all stages, publish all of it or nothing, and return its new versions."""
    processes = resources.processes
    with chunk_log(inputs[0][0], len(inputs)):
        captured = prepare_chunk(inputs, fetching, run, resources.archive)
        if unended(captured):
            processes.begin()
        look_up = partial(stored_versions, run=run)
        advance = resources.progress.advance
        pages = work_on_pages(captured, run, processes.pages, look_up, advance, resources.knowledge_file)
        return publish_work(pages, run, processes.audit)


@retried_task("gather")
def gather_chunk_task(version_ids: list[str], run: Run, auditor: Workers) -> None:
    """Link the copies, stories and claim groups of a published chunk, in one transaction."""
    gather_chunk(version_ids, run, auditor)


class Gatherer:
    """The gathering of a run, for a `with` block.

    Pages have priority. After an error the run goes on without gathering, and the error is raised when the block
    ends. The next run gathers again.
    """

    def __init__(self, run: Run, auditor: Workers) -> None:
        self._run = run
        self._auditor = auditor
        self._error: Exception | None = None

    def gather(self, version_ids: list[str] | None = None) -> None:
        """Gather a published chunk, or, without a chunk, the articles that earlier runs left."""
        if self._error is not None:
            return
        try:
            with gather_log():
                self._gather(version_ids)
        except Exception as error:  # noqa: BLE001 - raised after the run's pages are published
            self._error = error
            _log.warning("gathering failed; the pages go on: %s: %s", type(error).__name__, error, extra=_GATHER)

    def _gather(self, version_ids: list[str] | None) -> None:
        if version_ids is None:
            gather_pending(self._run, self._auditor)
        else:
            gather_chunk_task(version_ids, self._run, self._auditor)

    def __enter__(self) -> "Gatherer":
        """Return the gatherer."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Raise the error of the gathering, unless the block ended by an error of its own."""
        if error is None and self._error is not None:
            raise self._error


def ingest_chunks(chunks: Chunks, run: Run, resources: Resources, gatherer: Gatherer) -> None:
    """Ingest and gather every chunk, after the articles that earlier runs left. A broken chunk does not end the run.

    Raises:
        WarehouseFullError: The disk is full, so every later chunk would fail too.
        ClusterError: Nobody is left who could work on the pages.
    """
    with closing(chunks):  # stops the fetching on Ctrl-C
        gatherer.gather()
        for inputs, publish in start_chunks(chunks, run, resources):
            _publish_or_fail(inputs, publish, run, gatherer)
            release_memory()


def start_chunks(chunks: Chunks, run: Run, resources: Resources) -> Iterator[StartedChunk]:
    """Yield every chunk in its order, with the function that publishes it and returns its new versions.

    This function decides where the pages of a run are worked on. Without a cluster, this process does everything, a
    chunk at a time. With a cluster, its workers have the pages, and publish them too where they can reach the
    warehouse.
    """
    if resources.cluster is not None:
        from hearsay.flows.run.cluster_chunks import start_on_cluster  # noqa: PLC0415 - most runs have no cluster

        return start_on_cluster(chunks, run, resources, resources.cluster)
    return ((inputs, partial(ingest_chunk, inputs, fetching, run, resources)) for inputs, fetching in chunks)


def _publish_or_fail(inputs: NumberedInputs, publish: Callable[[], list[str]], run: Run, gatherer: Gatherer) -> None:
    try:
        version_ids = publish()
    except Exception as error:  # noqa: BLE001 - the boundary that turns a broken chunk into outcomes
        _log.error("chunk from page %d broke: %s: %s", inputs[0][0], type(error).__name__, error)
        fail_chunk(inputs, error, run)
        return
    release_memory()  # gathering needs as much memory as the chunk
    gatherer.gather(version_ids)


def fail_chunk(inputs: NumberedInputs, error: Exception, run: Run) -> None:
    """Write the inputs of a broken chunk into the ledger as failed. Raise again if every later chunk would fail too.

    Such an error is a full disk, or a cluster without workers. It ends the run.
    """
    fail_inputs(inputs, error, run)
    if isinstance(error, WarehouseFullError | ClusterError):
        raise error
