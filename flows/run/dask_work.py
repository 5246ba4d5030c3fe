"""The work on a chunk in a Dask worker: its pages go through processes that can be killed, and come back.

A worker needs no warehouse and no archive. Everything that the work needs travels with the chunk.
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
from hearsay.flows.config.worker_limits import worker_limits
from hearsay.flows.run.active_run import Run, new_stamp
from hearsay.flows.run.chunk_steps import work_on_pages
from hearsay.flows.run.page_states import CapturedPages, ReadPages
from hearsay.flows.run.page_work import get_ready
from hearsay.flows.run.run_log import stage_seconds
from hearsay.pipelines.inputs import BytesInput
from hearsay.pipelines.pages import CapturedPage, EndedPage, ReadPage
from hearsay.pipelines.workers import WorkerLimits, WorkerPool
from hearsay.warehouse.lookup import KnownVersion


@dataclass(frozen=True, slots=True)
class Parcel:
    """A prepared chunk on its way to a worker: the captured pages, and what the work needs beside them."""

    pages: list[CapturedPage]
    run: Run
    versions: dict[str, KnownVersion]
    """Stored versions of the pages' addresses, whose texts are not read again."""
    knowledge: bytes | None = None
    """The file of the user's knowledge table."""


@dataclass(frozen=True, slots=True)
class WorkedPages:
    """The pages of a chunk on their way back, without their bytes, and the seconds of each stage."""

    pages: ReadPages
    seconds: dict[str, float] = field(default_factory=dict)


def pack_chunk(
    pages: Iterable[CapturedPage], run: Run, versions: dict[str, KnownVersion], knowledge: bytes | None
) -> bytes:
    """Return the parcel of a prepared chunk. A source may hold the bytes of its page, which the capture has too."""
    light = [replace(page, input=BytesInput(page.input.given, b"", page.input.hints)) for page in pages]
    unlocked = replace(run, lock=None)
    return pickle.dumps(Parcel(light, unlocked, versions, knowledge), protocol=pickle.HIGHEST_PROTOCOL)


def unpack_work(work: bytes, sent: Iterable[CapturedPage]) -> WorkedPages:
    """Return the pages that a worker sent back, each with the input and the bytes that stayed here."""
    worked: WorkedPages = pickle.loads(work)  # noqa: S301 - from a worker of the user's own cluster
    originals = {page.number: page for page in sent}
    return replace(worked, pages=[_with_bytes(page, originals) for page in worked.pages])


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


def work_here(packed: bytes) -> bytes:
    """Work on the pages of a parcel in this process's pool, and return them packed.

    Raises:
        WorkerUnfitError: This worker has another version of hearsay, or cannot start processes.
    """
    parcel: Parcel = pickle.loads(packed)  # noqa: S301 - from the user's own command
    _check_fit(parcel.run)
    pages: CapturedPages = list(parcel.pages)
    seconds: dict[str, float] = {}

    def look_up(version_ids: Sequence[str]) -> dict[str, KnownVersion]:
        return {key: parcel.versions[key] for key in version_ids if key in parcel.versions}

    limits = worker_limits(parcel.run.settings, parcel.run.settings.limits.workers)
    with _pools.turn, stage_seconds(seconds):
        pool, knowledge_file = _pools.pool(limits), _pools.knowledge_file(parcel.knowledge)
        worked = work_on_pages(pages, parcel.run, pool, look_up, knowledge_file=knowledge_file)
    light = WorkedPages([_without_bytes(page) for page in worked], seconds)
    return pickle.dumps(light, protocol=pickle.HIGHEST_PROTOCOL)


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
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def pool(self, limits: WorkerLimits) -> WorkerPool:
        """Return the pool with these limits; a pool with other limits ends."""
        if self._open is None or self._open[0] != limits:
            self.close()
            self._open = (limits, WorkerPool(limits, get_ready))
        return self._open[1]

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
        """End the processes."""
        if self._open is not None:
            self._open[1].__exit__(None, None, None)
            self._open = None


_pools = _Pools()
atexit.register(_pools.close)
