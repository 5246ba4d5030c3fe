"""Chunks whose pages are worked on by a Dask cluster. Only this machine needs to reach the warehouse.

This process prepares each chunk, sends it, and publishes what comes back. Several chunks are in flight, and they are
published in their order. So the rows do not depend on the speed of a worker.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from hearsay.flows.run.active_run import Run
from hearsay.flows.run.busy_retries import retried_task
from hearsay.flows.run.capturing import STAGE as CAPTURE
from hearsay.flows.run.capturing import end_known_bytes, stored_captures
from hearsay.flows.run.chunk_steps import Rows, StartedChunk, prepare_chunk, publish_work
from hearsay.flows.run.dask_cluster import Cluster, SentChunk
from hearsay.flows.run.dask_work import pack_chunk, unpack_work
from hearsay.flows.run.fetching import Fetching, NumberedInputs
from hearsay.flows.run.page_states import CapturedPages, ReadPages, unended
from hearsay.flows.run.resources import Resources
from hearsay.flows.run.run_log import log_chunk, stage_seconds
from hearsay.flows.run.stages import end_known_text, stored_versions
from hearsay.pipelines.pages import CapturedPage, EndedPage, ReadPage
from hearsay.warehouse.connection import open_for_reading
from hearsay.warehouse.lookup import KnownCapture, KnownVersion, versions_at

_GLANCE_SECONDS = 0.05


@dataclass(slots=True)
class _ChunkInFlight:
    """A chunk between its start and its publication. `sent` is None if no page needs work."""

    inputs: NumberedInputs
    pages: CapturedPages = field(default_factory=list)
    sent: SentChunk | None = None
    error: Exception | None = None
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def is_done(self) -> bool:
        """True if nobody has to wait for the chunk."""
        return self.sent is None or self.sent.is_done


@retried_task("prepare")
def prepare_task(prepare: Callable[[], bytes | None]) -> bytes | None:
    """Prepare a chunk for the cluster, in this process, and return its parcel; None if no page needs work."""
    return prepare()


@retried_task("publish")
def publish_task(publish: Callable[[], Rows]) -> Rows:
    """Publish the work of the cluster on a chunk, in this process."""
    return publish()


def start_on_cluster(
    chunks: Iterable[tuple[NumberedInputs, Fetching]], run: Run, resources: Resources, cluster: Cluster
) -> Iterator[StartedChunk]:
    """Send the chunks to the cluster, and yield each in its order with the function that waits and publishes it.

    As many chunks are in flight as the cluster takes. A chunk whose preparation breaks is yielded in its turn too.
    """
    waiting: deque[_ChunkInFlight] = deque()

    def oldest() -> StartedChunk:
        chunk = waiting.popleft()
        return chunk.inputs, partial(_finish, chunk, run, resources, cluster)

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
    """Prepare and send a chunk. An error is raised in the turn of the chunk, where it becomes outcomes."""
    chunk = _ChunkInFlight(inputs)

    def prepare() -> bytes | None:
        chunk.pages = prepare_chunk(inputs, fetching, run, resources.archive)
        captured = unended(chunk.pages)
        return _packed(captured, run, resources) if captured else None

    try:
        with stage_seconds(chunk.seconds):
            parcel = prepare_task(prepare)
        if parcel is not None:
            resources.processes.begin_audit()
            chunk.sent = cluster.send(parcel)
    except Exception as error:  # noqa: BLE001 - raised later
        chunk.error = error
    return chunk


def _packed(pages: Sequence[CapturedPage], run: Run, resources: Resources) -> bytes:
    file = resources.knowledge_file
    return pack_chunk(pages, run, _versions_at(pages, run), Path(file).read_bytes() if file else None)


def _versions_at(pages: Iterable[CapturedPage], run: Run) -> dict[str, KnownVersion]:
    """Return the stored versions of the pages' addresses. Ids of versions are known only after extraction."""
    urls = {page.capture.url for page in pages if page.capture.url is not None}
    if not urls:
        return {}
    with open_for_reading(run.warehouse, run.settings.wait_seconds) as connection:
        version_ids = versions_at(connection, urls)
    return stored_versions(version_ids, run)


def _finish(chunk: _ChunkInFlight, run: Run, resources: Resources, cluster: Cluster) -> Rows:
    """Wait for the work on a chunk, publish it, and return its rows."""
    if chunk.error is not None:
        raise chunk.error
    pages = _worked_pages(chunk, cluster)

    def publish() -> Rows:
        return publish_work(set_aside_published(pages, run), run, resources.processes.audit)

    with stage_seconds(chunk.seconds):
        rows = publish_task(publish)
    resources.progress.advance(len(chunk.inputs))
    log_chunk(chunk.inputs[0][0], len(chunk.inputs), chunk.seconds)
    return rows


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


def set_aside_published(pages: ReadPages, run: Run) -> ReadPages:
    """End pages whose bytes or text were published after their chunk was prepared, by an earlier chunk of the run."""
    worked = [page.captured for page in pages if page.captured is not None and not _ended_before_work(page)]
    read = unended(pages)
    captures = stored_captures([page.capture.capture_id for page in worked], run) if worked else {}
    versions = stored_versions([page.version_id for page in read], run) if read else {}
    return [page if _ended_before_work(page) else _settled(page, captures, versions, run) for page in pages]


def _ended_before_work(page: ReadPage | EndedPage) -> bool:
    return isinstance(page, EndedPage) and (page.captured is None or page.stage == CAPTURE)


def _settled(
    page: ReadPage | EndedPage,
    captures: Mapping[str, KnownCapture],
    versions: Mapping[str, KnownVersion],
    run: Run,
) -> ReadPage | EndedPage:
    captured = page.captured
    if captured is None:
        return page
    if (ended := end_known_bytes(captured, captures.get(captured.capture.capture_id), run)) is not None:
        return replace(ended, seconds=captured.seconds)
    if isinstance(page, EndedPage):
        return page
    return end_known_text(page, versions.get(page.version_id), run) or page
