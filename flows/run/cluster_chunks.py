"""Chunks whose pages are worked on by a Dask cluster.

This process prepares and sends each chunk. Where the warehouse has many writers, the worker publishes the chunk;
elsewhere this process publishes what comes back, and only this machine needs to reach the warehouse. Several chunks
are in flight, and they are published in their order. So the rows do not depend on the speed of a worker.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from prefect.exceptions import UpstreamTaskError

from hearsay.flows.run.active_run import Run
from hearsay.flows.run.busy_retries import retried_task
from hearsay.flows.run.chunk_steps import StartedChunk, prepare_chunk, publish_work
from hearsay.flows.run.dask_cluster import Cluster, SentChunk
from hearsay.flows.run.dask_work import pack_chunk, pack_run, unpack_published, unpack_work, workers_publish
from hearsay.flows.run.fetching import Fetching, NumberedInputs
from hearsay.flows.run.page_states import CapturedPages, ReadPages, unended
from hearsay.flows.run.published_meanwhile import set_aside_published
from hearsay.flows.run.resources import Resources
from hearsay.flows.run.run_log import log_chunk, stage_seconds
from hearsay.flows.run.stages import stored_versions
from hearsay.pipelines.pages import CapturedPage, EndedPage, ReadPage
from hearsay.warehouse.connection import open_for_reading
from hearsay.warehouse.lookup import KnownVersion, versions_at

_GLANCE_SECONDS = 0.05


@dataclass(slots=True)
class _ChunkInFlight:
    """A chunk between start and publication.

    `sent` is None if no page needs work. `publication` is the publication by a worker.
    """

    inputs: NumberedInputs
    pages: CapturedPages = field(default_factory=list)
    sent: SentChunk | None = None
    publication: SentChunk | None = None
    error: Exception | None = None
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def is_done(self) -> bool:
        """True if nobody has to wait for the chunk."""
        last = self.publication or self.sent
        return last is None or last.is_done


@retried_task("prepare")
def prepare_task(prepare: Callable[[], bytes | None]) -> bytes | None:
    """Prepare a chunk for the cluster, in this process, and return the parcel; None if no page needs work."""
    return prepare()


@retried_task("publish")
def publish_task(publish: Callable[[], list[str]]) -> list[str]:
    """Publish the work of the cluster on a chunk, in this process, and return the new versions."""
    return publish()


def start_on_cluster(
    chunks: Iterable[tuple[NumberedInputs, Fetching]], run: Run, resources: Resources, cluster: Cluster
) -> Iterator[StartedChunk]:
    """Send the chunks to the cluster, and yield each in order with the function that waits for the publication.

    As many chunks are in flight as the cluster takes. A chunk whose preparation breaks is yielded in turn too.
    """
    waiting: deque[_ChunkInFlight] = deque()

    def oldest() -> StartedChunk:
        chunk = waiting.popleft()
        return chunk.inputs, partial(_finish, chunk, waiting[0] if waiting else None, run, resources, cluster)

    for inputs, fetching in chunks:
        while waiting and not fetching.is_done:
            if waiting[0].is_done:
                yield oldest()
            else:
                time.sleep(_GLANCE_SECONDS)
        waiting.append(_start_chunk(inputs, fetching, run, resources, cluster))
        while len(waiting) >= cluster.most_in_flight:
            yield oldest()
    while waiting:
        yield oldest()


def _start_chunk(
    inputs: NumberedInputs, fetching: Fetching, run: Run, resources: Resources, cluster: Cluster
) -> _ChunkInFlight:
    """Prepare and send a chunk. An error is raised in the turn of the chunk, and becomes outcomes there."""
    chunk = _ChunkInFlight(inputs)

    def prepare() -> bytes | None:
        chunk.pages = prepare_chunk(inputs, fetching, run, resources.archive)
        captured = unended(chunk.pages)
        return _packed(chunk.pages, captured, run, resources) if captured else None

    try:
        with stage_seconds(chunk.seconds):
            parcel = prepare_task(prepare)
        if parcel is not None:
            resources.processes.begin_audit()
            chunk.sent = cluster.send(parcel)
    except Exception as error:  # noqa: BLE001 - raised later
        chunk.error = error
    return chunk


def _packed(pages: CapturedPages, captured: list[CapturedPage], run: Run, resources: Resources) -> bytes:
    file = resources.knowledge_file
    knowledge = Path(file).read_bytes() if file else None
    # Whoever publishes a chunk needs its ended pages too, for the ledger.
    sent = pages if workers_publish(run) else captured
    return pack_chunk(sent, run, _versions_at(captured, run), knowledge)


def _versions_at(pages: Iterable[CapturedPage], run: Run) -> dict[str, KnownVersion]:
    """Return the stored versions of the pages' addresses. Ids of versions are known only after extraction."""
    urls = {page.capture.url for page in pages if page.capture.url is not None}
    if not urls:
        return {}
    with open_for_reading(run.warehouse, run.settings.wait_seconds) as connection:
        version_ids = versions_at(connection, urls)
    return stored_versions(version_ids, run)


def _finish(
    chunk: _ChunkInFlight, following: _ChunkInFlight | None, run: Run, resources: Resources, cluster: Cluster
) -> list[str]:
    """Wait until a chunk is worked on, see to the publication, and return the new versions.

    A worker may publish the following chunk as soon as this chunk is published.
    """
    if chunk.error is not None:
        raise chunk.error
    publication = _begun_publication(chunk, run, cluster)
    if publication is not None:
        version_ids = _published_by_worker(chunk, publication, cluster)
    else:
        version_ids = _published_here(chunk, run, resources, cluster)
    resources.progress.advance(len(chunk.inputs))
    log_chunk(chunk.inputs[0][0], len(chunk.inputs), chunk.seconds)
    if following is not None:
        _begun_publication(following, run, cluster)
    return version_ids


def _begun_publication(chunk: _ChunkInFlight, run: Run, cluster: Cluster) -> SentChunk | None:
    """Let a worker publish a chunk when all chunks before it are published; None if this process publishes it."""
    if chunk.sent is not None and chunk.publication is None and workers_publish(run):
        chunk.publication = cluster.publish(chunk.sent, pack_run(run))
    return chunk.publication


def _published_by_worker(chunk: _ChunkInFlight, publication: SentChunk, cluster: Cluster) -> list[str]:
    """Wait until a worker has published a chunk, and return the new versions."""
    try:
        published = unpack_published(cluster.result(publication))
    except UpstreamTaskError:
        if chunk.sent is not None:
            cluster.result(chunk.sent)  # raises the error of the work
        raise
    chunk.seconds |= published.seconds
    chunk.sent = chunk.publication = None  # the scheduler forgets the chunk
    return published.version_ids


def _published_here(chunk: _ChunkInFlight, run: Run, resources: Resources, cluster: Cluster) -> list[str]:
    """Wait for the work on a chunk, publish in this process, and return the new versions."""
    pages = _worked_pages(chunk, cluster)

    def publish() -> list[str]:
        return publish_work(set_aside_published(pages, run), run, resources.processes.audit)

    with stage_seconds(chunk.seconds):
        return publish_task(publish)


def _worked_pages(chunk: _ChunkInFlight, cluster: Cluster) -> ReadPages:
    """Return all pages of a chunk in their order, after the work of the cluster."""
    ended: dict[int, ReadPage | EndedPage] = {
        page.number: page for page in chunk.pages if isinstance(page, EndedPage)
    }
    if chunk.sent is not None:
        work = unpack_work(cluster.result(chunk.sent), unended(chunk.pages))
        ended |= {_number(page): page for page in work.pages}
        chunk.seconds |= work.seconds
        chunk.sent = None  # the scheduler forgets the chunk
    return [ended[_number(page)] for page in chunk.pages]


def _number(page: CapturedPage | ReadPage | EndedPage) -> int:
    return page.captured.number if isinstance(page, ReadPage) else page.number
