"""The spine: source → capture → article → reading → rows → audit → publish, one Prefect task a chunk of pages."""

import itertools
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.tasks import Task

from hearsay.errors import WarehouseBusyError, WarehouseFullError, reason_of
from hearsay.flows.config.named_sources import resolve_sources
from hearsay.flows.config.own_rules import own_rules
from hearsay.flows.config.ranges import read_between
from hearsay.flows.config.settings import Settings, settings_from_json
from hearsay.flows.config.worker_limits import worker_limits
from hearsay.flows.run.aftermath import leave_report, tell_trouble
from hearsay.flows.run.archiving import archive_pages, run_archive
from hearsay.flows.run.fetching import Fetching, NumberedInputs, fetch_ahead
from hearsay.flows.run.gathering import gather_chunk, gather_pending
from hearsay.flows.run.knowledge import with_knowledge
from hearsay.flows.run.memory import release_memory
from hearsay.flows.run.pool import Processes, run_processes
from hearsay.flows.run.progress import Progress, show_progress, tell
from hearsay.flows.run.receipt import Receipt, save_artifacts
from hearsay.flows.run.run import Run, new_stamp
from hearsay.flows.run.stages import (
    audit_rows,
    audit_run,
    capture_pages,
    extract_pages,
    fail_inputs,
    publish_pages,
    read_pages,
    set_aside_known,
    set_aside_same_text,
    shape_pages,
)
from hearsay.pipelines.archive import Archive
from hearsay.pipelines.fetch import fetch_input, open_client, sitemaps_of
from hearsay.pipelines.records import Capture, Failure, Input, Rejection
from hearsay.pipelines.sources import Means, Source, check_sources, find_inputs, parse_instant
from hearsay.warehouse.connection import open_for_reading, open_for_writing
from hearsay.warehouse.gone_runs import close_gone_runs
from hearsay.warehouse.lookup import run_summary
from hearsay.warehouse.migrate import prepare_warehouse
from hearsay.warehouse.publish import finish_run, start_run
from hearsay.warehouse.run_lock import Broken, RunLock

Rows = dict[str, pl.DataFrame]


@flow(name="ingest", validate_parameters=False)
def ingest(  # noqa: PLR0913, PLR0917 - the parameters of a deployment, each by its name
    sources: list[str],
    warehouse: str,
    settings: str = "{}",
    captured_at: str | None = None,
    as_jsonl: bool = False,
    trigger: str = "command",
    kind: str | None = None,
    columns: dict[str, str] | None = None,
    between: dict[str, str | bool | None] | None = None,
) -> Receipt:
    """News pages in, a receipt out: every input ends in the ledger with exactly one outcome.

    `sources` are names of the settings, paths, globs, URLs or -; `settings` is config.settings.Settings as JSON,
    `captured_at` an ISO 8601 instant, `kind` what sources are said to be (`as_jsonl` is the same as kind "jsonl"),
    `columns` which column of a dump holds what, `between` the range of time that what is taken in has to be from
    (since, until, dated_only). Raises UsageError for a source that names nothing, WarehouseError for a warehouse that
    cannot be written.
    """
    known = settings_from_json(settings)
    given = resolve_sources(
        sources,
        known,
        kind="jsonl" if as_jsonl else kind,
        columns=columns,
        captured_at=parse_instant(captured_at) if captured_at else None,
        between=read_between(between or {}),
    )
    check_sources(given)
    run = begin_run(given, warehouse, known, trigger)
    try:
        with (
            run_processes(worker_limits(known, known.limits.workers)) as processes,
            open_client(run.fetch_limits, run.hosts) as client,
            show_progress() as progress,
            run_archive(run) as archive,
            with_knowledge(run) as run,
        ):
            trouble = gather_stories(None, run, processes)
            chunks = number_chunks(find_inputs(run.sources, source_means(run, processes, client)), run)
            with closing(fetch_ahead(chunks, run, progress.fetched)) as fetched:  # after Ctrl-C nobody waits for it
                for inputs, fetching in fetched:
                    try:
                        published = ingest_chunk(inputs, fetching, run, processes, progress, archive)
                    except Exception as error:  # noqa: BLE001 - the boundary that turns a broken chunk into outcomes
                        fail_chunk(inputs, error, run)
                    else:
                        release_memory()  # gathering asks for as much again
                        trouble = trouble or gather_stories(published, run, processes)
                        del published  # or it would stay while the next chunk is worked on
                    release_memory()
            audit_run(run, processes.audit)
            _raise(trouble)
    except BaseException as error:
        break_run(run, error)
        raise
    receipt = end_run(run)
    save_artifacts(receipt)
    tell_trouble(receipt, run, leave_report(receipt, run))
    return receipt


def _raise(trouble: Exception | None) -> None:
    if trouble is not None:
        raise trouble


def _is_busy(_task: Task[..., object], _run: TaskRun, state: State) -> bool:
    # Only waiting for another process's lock gets better by trying again; publication is safe to repeat.
    return isinstance(state.data and state.result(raise_on_failure=False), WarehouseBusyError)


@task(name="chunk", cache_policy=NO_CACHE, retries=2, retry_delay_seconds=5, retry_condition_fn=_is_busy)
def ingest_chunk(
    inputs: NumberedInputs,
    fetching: Fetching,
    run: Run,
    processes: Processes,
    progress: Progress,
    archive: Archive | None,
) -> Rows:
    """One chunk of inputs down the spine, all of it published or none; its rows that were published, by table."""
    pages = capture_pages(inputs, fetching, run)
    pages = archive_pages(pages, archive, run)
    pages = set_aside_known(pages, run)
    pages = extract_pages(pages, run, processes.pages)
    pages = set_aside_same_text(pages, run)
    pages = read_pages(pages, processes.pages, progress.advance, run.knowledge_file)
    rows = shape_pages(pages, run)
    audit = audit_rows(rows, run, processes.audit)
    publish_pages(pages, rows, audit, run)
    return audit.clean


def fail_chunk(inputs: NumberedInputs, error: Exception, run: Run) -> None:
    """Write a chunk that broke into the ledger; a full disk ends the run, for no later chunk would fare better."""
    fail_inputs(inputs, error, run)
    if isinstance(error, WarehouseFullError):
        raise error


def gather_stories(published: Rows | None, run: Run, processes: Processes) -> Exception | None:
    """Gather what was published, or with None what earlier runs left; what went wrong, for the end of the run.

    Pages come first: they are taken in whether or not stories can be gathered, which the next run makes up for.
    """
    try:
        gather_chunk_task(published, run, processes) if published is not None else gather_pending(
            run, processes.audit
        )
    except Exception as error:  # noqa: BLE001 - kept, and raised when the run's pages are in
        return error
    return None


@task(name="gather", cache_policy=NO_CACHE, retries=2, retry_delay_seconds=5, retry_condition_fn=_is_busy)
def gather_chunk_task(published: Rows, run: Run, processes: Processes) -> None:
    """Copies, stories and claim groups of a chunk that was published, in one transaction."""
    gather_chunk(published, run, processes.audit)


def source_means(run: Run, processes: Processes, client: Any) -> Means:
    """What finding the inputs is done with: standard input, the network, and a process that can be killed."""

    def fetch(address: str, max_bytes: int) -> Capture | Rejection | Failure:
        limits = replace(run.fetch_limits, max_bytes=max_bytes)
        return fetch_input(Input(given=address, url_to_fetch=address), limits, client, datetime.now(UTC))

    def work(function: Callable[..., object], *arguments: object) -> object:
        (done,) = processes.pages.map(function, [arguments])
        return done.result

    def sitemaps(address: str) -> tuple[str, ...]:
        return sitemaps_of(address, client)

    return Means(sys.stdin.buffer, run.settings.limits.max_bytes, fetch, work, sitemaps)


def begin_run(sources: Iterable[Source], warehouse: str, settings: Settings, trigger: str) -> Run:
    """A run with its lock, and its row in the warehouse, which is made or migrated if need be.

    Runs that were killed before it are closed.
    """
    stamp = new_stamp()
    own_rules(settings)
    run = Run(
        stamp=stamp,
        started_at=datetime.now(UTC),
        sources=tuple(sources),
        trigger=trigger,
        warehouse=Path(warehouse),
        settings=settings,
        lock=RunLock(Path(warehouse), stamp.run_id),
    )
    try:
        prepare_warehouse(run.warehouse, run.started_at, settings.wait_seconds)
        with open_for_writing(run.warehouse, settings.wait_seconds) as connection:
            closed = close_gone_runs(connection, run.warehouse, run.started_at)
            start_run(connection, run.row())
    except BaseException:
        release_run(run)
        raise
    for run_id in closed:
        tell(f"run {run_id[:8]} was killed before it ended: it is closed as interrupted")
    return run


def number_chunks(inputs: Iterable[Input], run: Run) -> Iterator[NumberedInputs]:
    """The inputs, numbered from 1, in chunks."""
    numbered = enumerate(inputs, start=1)
    while chunk := list(itertools.islice(numbered, run.settings.limits.chunk_pages)):
        yield chunk


def end_run(run: Run) -> Receipt:
    """Close the run's row and read its receipt back."""
    try:
        with open_for_writing(run.warehouse, run.settings.wait_seconds) as connection:
            finish_run(connection, run.run_id, datetime.now(UTC))
    except BaseException as error:
        break_run(run, error)
        raise
    release_run(run)
    with open_for_reading(run.warehouse, run.settings.wait_seconds) as connection:
        return Receipt(str(run.warehouse), run_summary(connection, run.run_id))


def break_run(run: Run, error: BaseException) -> None:
    """Close the row of a run that ends by an error, which is the caller's to raise.

    Where the warehouse cannot be written, the reason is left in the run's lock, and the next run writes it.
    """
    broken = how_it_broke(error)
    try:
        with open_for_writing(run.warehouse, run.settings.wait_seconds) as connection:
            finish_run(connection, run.run_id, datetime.now(UTC), broken)
    except Exception:  # noqa: BLE001 - the error that broke the run is the one to tell
        if run.lock is not None:
            run.lock.leave_word(broken)
    finally:
        release_run(run)


def release_run(run: Run) -> None:
    """Let go of the run's lock: whoever asks from now on finds it over."""
    if run.lock is not None:
        run.lock.release()


def how_it_broke(error: BaseException) -> Broken:
    """The state and reason of a run that ended by an error, or because somebody stopped it."""
    if isinstance(error, Exception):
        return Broken("failed", reason_of(error), str(error) or None)
    return Broken("interrupted", "stopped", f"somebody stopped it: {type(error).__name__}")
