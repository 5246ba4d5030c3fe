"""Runs of the spine in this process, without Prefect: real sources, a real warehouse, the pages of tests harmless."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any

from hearsay.flows.config.settings import RunLimits, Settings
from hearsay.flows.run.chunks import ingest_chunk
from hearsay.flows.run.ingest import find_chunks
from hearsay.flows.run.lifecycle import begin_run, end_run, read_receipt
from hearsay.flows.run.pool import Processes
from hearsay.flows.run.resources import Resources
from hearsay.pipelines.fetch.client import open_client
from hearsay.pipelines.fetch.limits import FetchLimits
from hearsay.pipelines.workers import Done, Result
from hearsay.warehouse.connection import open_for_reading


class InProcess:
    """A pool that works where it stands."""

    def map(self, work: Callable[..., Result], items: Iterable[tuple[Any, ...]]) -> Iterator[Done[Result]]:
        for item in items:
            yield Done(work(*item), 0.0)


class Counted:
    """How far the work is, as a progress bar would be told."""

    def __init__(self):
        self.done = 0
        self.asked = 0

    def advance(self, inputs):
        self.done += inputs

    def fetched(self):
        self.asked += 1


class KilledError(BaseException):
    """The process ends here."""


def run_sources(path, sources, *, reader=None, chunk_pages=100, killed_after=None, progress=None, **fetching):
    """One run over sources; its receipt. `killed_after` chunks it ends as by kill -9: nothing more is written."""
    fetch = FetchLimits(**{"allow_private": True, "gap_seconds": 0, "obey_robots": False} | fetching)
    run = begin_run(sources, str(path), Settings(limits=RunLimits(chunk_pages=chunk_pages), fetch=fetch), "command")
    if reader is not None:
        run = replace(run, stamp=replace(run.stamp, reader_version=reader))
    resources = Resources(Processes(InProcess(), InProcess()), progress or Counted())
    with (
        open_client(run.settings.fetch, run.hosts) as client,
        closing(find_chunks(run, resources, client)) as fetched,
    ):
        for number, (chunk, ahead) in enumerate(fetched):
            if number == killed_after:
                raise KilledError
            ingest_chunk.fn(chunk, ahead, run, resources)
    end_run(run)
    return read_receipt(run)


def ask(path, sql):
    """The rows of an answer."""
    with open_for_reading(path) as connection:
        return connection.execute(sql).fetchall()
