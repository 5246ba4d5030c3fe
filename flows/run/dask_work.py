"""The work on a chunk in a Dask worker: the pages go through processes that can be killed.

The pages come back to the command where the warehouse is a file. Then a worker needs no warehouse and no archive, and
everything that the work needs travels with the chunk. The worker publishes the pages itself where the warehouse has
many writers, that is, on a lake in PostgreSQL.
"""

import atexit
import hashlib
import multiprocessing
import pickle
import tempfile
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from prefect import task
from prefect.cache_policies import NO_CACHE

from hearsay.errors import WorkerUnfitError
from hearsay.expectations.audit import warm_up
from hearsay.flows.config.worker_limits import worker_limits
from hearsay.flows.run.active_run import Run, new_stamp
from hearsay.flows.run.busy_retries import retried_task
from hearsay.flows.run.chunk_steps import publish_work, work_on_pages
from hearsay.flows.run.page_states import CapturedPages, ReadPages
from hearsay.flows.run.page_work import get_ready
from hearsay.flows.run.pool import AUDIT_LIMITS
from hearsay.flows.run.published_meanwhile import set_aside_published
from hearsay.flows.run.run_log import stage_seconds
from hearsay.pipelines.inputs import AddressInput, BytesInput, Input
from hearsay.pipelines.pages import CapturedPage, EndedPage, ReadPage
from hearsay.pipelines.workers import WorkerLimits, WorkerPool
from hearsay.warehouse.lake.address import Lake
from hearsay.warehouse.lookup import KnownVersion


@dataclass(frozen=True, slots=True)
class Parcel:
    """A prepared chunk on the way to a worker: the pages, and what the work needs beside them."""

    pages: CapturedPages
    run: Run
    versions: dict[str, KnownVersion]
    """Stored versions of the pages' addresses, whose texts are not read again."""
    knowledge: bytes | None = None
    """The file of the user's knowledge table."""


@dataclass(frozen=True, slots=True)
class WorkedPages:
    """The pages of a chunk after the work, and the seconds of each stage. They have no bytes on their way back."""

    pages: ReadPages
    seconds: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PublishedPages:
    """What a worker says about a published chunk: the new article versions, and the seconds of each stage."""

    version_ids: list[str]
    seconds: dict[str, float]


def workers_publish(run: Run) -> bool:
    """Return True if the workers publish what they have worked on, because the warehouse has many writers."""
    return isinstance(run.warehouse, Lake) and run.warehouse.has_many_writers


def pack_chunk(
    pages: Iterable[CapturedPage | EndedPage], run: Run, versions: dict[str, KnownVersion], knowledge: bytes | None
) -> bytes:
    """Return the parcel of a prepared chunk. A source may hold the bytes of its page, which the capture has too."""
    light = [replace(page, input=_without_body(page.input)) for page in pages]
    return _pack(Parcel(light, replace(run, lock=None), versions, knowledge))


def pack_run(run: Run) -> bytes:
    """Return a run as needed for the publication of a chunk."""
    return _pack(replace(run, lock=None))


def _pack(content: object) -> bytes:
    return pickle.dumps(content, protocol=pickle.HIGHEST_PROTOCOL)


def _without_body(source: Input) -> Input:
    match source:
        case BytesInput():
            return replace(source, body=b"")
        case AddressInput():
            return replace(source, fetched=None)
        case _:
            return source


def unpack_work(work: bytes, sent: Iterable[CapturedPage]) -> WorkedPages:
    """Return the pages that a worker sent back, each with the input and the bytes that stayed here."""
    worked: WorkedPages = pickle.loads(work)  # noqa: S301 - from a worker of the user's own cluster
    originals = {page.number: page for page in sent}
    return replace(worked, pages=[_with_bytes(page, originals) for page in worked.pages])


def unpack_published(published: bytes) -> PublishedPages:
    """Return what a worker says about a published chunk."""
    answer: PublishedPages = pickle.loads(published)  # noqa: S301 - from a worker of the user's own cluster
    return answer


def _with_bytes(page: ReadPage | EndedPage, originals: dict[int, CapturedPage]) -> ReadPage | EndedPage:
    if isinstance(page, ReadPage):
        original = originals[page.captured.number]
        return replace(page, captured=replace(original, seconds=page.captured.seconds))
    original = originals[page.number]
    captured = page.captured and replace(original, seconds=page.seconds)
    return replace(page, input=original.input, captured=captured)


def _without_bytes(page: ReadPage | EndedPage) -> ReadPage | EndedPage:
    if page.captured is None:
        return page
    capture = replace(page.captured.capture, body=b"")
    return replace(page, captured=replace(page.captured, capture=capture))


@task(name="chunk", cache_policy=NO_CACHE)
def work_on_parcel(parcel: bytes) -> bytes:
    """Work on the pages of a parcel in a Dask worker, and return them packed."""
    return work_here(parcel)


@retried_task("publish")
def publish_parcel(work: bytes, run: bytes) -> bytes:
    """Publish the pages of a chunk in a Dask worker. `work` is what `work_on_parcel` returned on the cluster."""
    return publish_here(work, run)


def work_here(packed: bytes) -> bytes:
    """Work on the pages of a parcel in this process's pool, and return them packed.

    Raises:
        WorkerUnfitError: This worker has another version of hearsay, or cannot start processes.
    """
    parcel: Parcel = pickle.loads(packed)  # noqa: S301 - from the user's own command
    _check_fit(parcel.run)
    seconds: dict[str, float] = {}

    def look_up(version_ids: Sequence[str]) -> dict[str, KnownVersion]:
        return {key: parcel.versions[key] for key in version_ids if key in parcel.versions}

    limits = worker_limits(parcel.run.settings, parcel.run.settings.limits.workers)
    with _pools.turn, stage_seconds(seconds):
        pool, knowledge_file = _pools.pool(limits), _pools.knowledge_file(parcel.knowledge)
        worked = work_on_pages(parcel.pages, parcel.run, pool, look_up, knowledge_file=knowledge_file)
    if not workers_publish(parcel.run):
        worked = [_without_bytes(page) for page in worked]
    return _pack(WorkedPages(worked, seconds))


def publish_here(packed: bytes, packed_run: bytes) -> bytes:
    """Audit and publish the pages of a chunk from this process, and return the new versions, packed.

    Raises:
        WarehouseError: This machine does not reach the lake, or has no extension for it.
    """
    work: WorkedPages = pickle.loads(packed)  # noqa: S301 - from a worker of the user's own cluster
    run: Run = pickle.loads(packed_run)  # noqa: S301 - from the user's own command
    seconds = dict(work.seconds)
    with stage_seconds(seconds):
        version_ids = publish_work(set_aside_published(work.pages, run), run, _pools.auditor())
    return _pack(PublishedPages(version_ids, seconds))


def _check_fit(run: Run) -> None:
    if multiprocessing.current_process().daemon:
        raise WorkerUnfitError(
            "the Dask worker may not start processes of its own; start it with --no-nanny, or with "
            "DASK_DISTRIBUTED__WORKER__DAEMON=False in its environment"
        )
    wanted, here = (run.stamp.extractor_version, run.stamp.reader_version), _versions()
    if wanted != here:
        raise WorkerUnfitError(
            f"the Dask worker has extractor and reader {here}, and the run needs {wanted}; "
            "install the same version of hearsay on all machines"
        )


@cache
def _versions() -> tuple[str, str]:
    stamp = new_stamp()
    return stamp.extractor_version, stamp.reader_version


class _Pools:
    """The page processes of this Dask worker, which stay for later chunks, and a file for them."""

    def __init__(self) -> None:
        self.turn = threading.Lock()
        """Held during a chunk: a worker with several threads still has one pool."""
        self._open: tuple[WorkerLimits, WorkerPool] | None = None
        self._auditor: WorkerPool | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def pool(self, limits: WorkerLimits) -> WorkerPool:
        """Return the pool with these limits; a pool with other limits ends."""
        if self._open is None or self._open[0] != limits:
            self.close()
            self._open = (limits, WorkerPool(limits, get_ready))
        return self._open[1]

    def auditor(self) -> WorkerPool:
        """Return the process that audits chunks."""
        if self._auditor is None:
            self._auditor = WorkerPool(AUDIT_LIMITS, warm_up)
        return self._auditor

    def knowledge_file(self, content: bytes | None) -> str | None:
        """Return a file with this knowledge table for the processes, which load it once."""
        if content is None:
            return None
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="hearsay-")
        path = Path(self._folder.name) / f"{hashlib.sha256(content).hexdigest()}.json"
        if not path.exists():
            path.write_bytes(content)
        return str(path)

    def close(self) -> None:
        """End the page processes."""
        if self._open is not None:
            self._open[1].__exit__(None, None, None)
            self._open = None

    def end(self) -> None:
        """End all processes."""
        self.close()
        if self._auditor is not None:
            self._auditor.__exit__(None, None, None)
            self._auditor = None


_pools = _Pools()
atexit.register(_pools.end)
