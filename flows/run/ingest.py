"""The ingest flow: source → capture → article → reading → rows → audit → publish. Each chunk is a Prefect task."""

import itertools
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
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
from hearsay.flows.run.archiving import archive_pages, run_archive
from hearsay.flows.run.fetching import Fetching, NumberedInputs, fetch_ahead
from hearsay.flows.run.gathering import gather_chunk, gather_pending
from hearsay.flows.run.knowledge import with_knowledge
from hearsay.flows.run.memory import release_memory
from hearsay.flows.run.pool import Processes, run_processes
from hearsay.flows.run.post_run import notify_webhook, write_report
from hearsay.flows.run.progress import Progress, print_note, show_progress
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
from hearsay.pipelines.fetch.client import open_client
from hearsay.pipelines.fetch.page import fetch_input
from hearsay.pipelines.fetch.robots import sitemaps_of
from hearsay.pipelines.records import AddressInput, Capture, Failure, Input, Rejection
from hearsay.pipelines.sources.checks import check_sources
from hearsay.pipelines.sources.find import find_inputs
from hearsay.pipelines.sources.source import Source, SourceTools, parse_instant
from hearsay.warehouse.connection import open_for_reading, open_for_writing
from hearsay.warehouse.gone_runs import close_gone_runs
from hearsay.warehouse.lookup import run_summary
from hearsay.warehouse.migrate import prepare_warehouse
from hearsay.warehouse.publish import finish_run, start_run
from hearsay.warehouse.run_lock import Broken, RunLock

Rows = dict[str, pl.DataFrame]


@flow(name="ingest", validate_parameters=False)
def ingest(
    sources: list[str],
    warehouse: str,
    settings: str = "{}",
    captured_at: str | None = None,
    trigger: str = "command",
    kind: str | None = None,
    columns: dict[str, str] | None = None,
    between: dict[str, str | bool | None] | None = None,
) -> Receipt:
    """Ingest news pages and return a receipt. Every input gets exactly one outcome in the ledger.

    Args:
        sources: Names of hearsay.toml, paths, globs, URLs or - for standard input.
        warehouse: Path of the warehouse file.
        settings: A config.settings.Settings as JSON.
        captured_at: Capture time of saved files, in ISO 8601.
        trigger: Who starts the run: command or schedule.
        kind: Kind of the sources; None detects the kind.
        columns: Field → column of a dump.
        between: Range of time for the pages: since, until, dated_only.

    Raises:
        UsageError: A source cannot be found or used.
        WarehouseError: The warehouse cannot be written.
    """
    run_settings = settings_from_json(settings)
    resolved = resolve_sources(
        sources,
        run_settings,
        kind=kind,
        columns=columns,
        captured_at=parse_instant(captured_at) if captured_at else None,
        between=read_between(between or {}),
    )
    check_sources(resolved)
    run = begin_run(resolved, warehouse, run_settings, trigger)
    try:
        with (
            run_processes(worker_limits(run_settings, run_settings.limits.workers)) as processes,
            open_client(run.settings.fetch, run.hosts) as client,
            show_progress() as progress,
            run_archive(run) as archive,
            with_knowledge(run) as run,
        ):
            gathering_error = gather_stories(None, run, processes)
            chunks = number_chunks(find_inputs(run.sources, source_tools(run, processes, client)), run)
            with closing(fetch_ahead(chunks, run, progress.fetched)) as fetched:  # stops on Ctrl-C
                for inputs, fetching in fetched:
                    try:
                        published = ingest_chunk(inputs, fetching, run, processes, progress, archive)
                    except Exception as error:  # noqa: BLE001 - the boundary that turns a broken chunk into outcomes
                        fail_chunk(inputs, error, run)
                    else:
                        release_memory()  # gathering needs as much memory as the chunk
                        gathering_error = gathering_error or gather_stories(published, run, processes)
                        del published  # frees the frames before the next chunk
                    release_memory()
            audit_run(run, processes.audit)
            _raise(gathering_error)
    except BaseException as error:
        break_run(run, error)
        raise
    receipt = end_run(run)
    save_artifacts(receipt)
    notify_webhook(receipt, run, write_report(receipt, run))
    return receipt


def _raise(error: Exception | None) -> None:
    if error is not None:
        raise error


def _is_busy(_task: Task[..., object], _run: TaskRun, state: State) -> bool:
    # A retry helps only against another process's lock. Publication is safe to repeat.
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
    """Take one chunk of inputs through all stages, publish all of it or nothing, and return its rows by table."""
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
    """Write the inputs of a broken chunk into the ledger as failed. Raise again if the disk is full.

    A full disk ends the run, because every later chunk would fail too.
    """
    fail_inputs(inputs, error, run)
    if isinstance(error, WarehouseFullError):
        raise error


def gather_stories(published: Rows | None, run: Run, processes: Processes) -> Exception | None:
    """Gather a published chunk, or, with None, the articles that earlier runs left.

    Pages have priority: an error is returned, not raised, so that the run goes on. The next run gathers again.

    Returns:
        The error, to be raised at the end of the run, or None.
    """
    try:
        gather_chunk_task(published, run, processes) if published is not None else gather_pending(
            run, processes.audit
        )
    except Exception as error:  # noqa: BLE001 - raised after the run's pages are published
        return error
    return None


@task(name="gather", cache_policy=NO_CACHE, retries=2, retry_delay_seconds=5, retry_condition_fn=_is_busy)
def gather_chunk_task(published: Rows, run: Run, processes: Processes) -> None:
    """Link the copies, stories and claim groups of a published chunk, in one transaction."""
    gather_chunk(published, run, processes.audit)


def source_tools(run: Run, processes: Processes, client: Any) -> SourceTools:
    """Return the tools of source discovery: standard input, fetch functions, a killable worker."""

    def fetch(address: str, max_bytes: int) -> Capture | Rejection | Failure:
        return fetch_input(AddressInput(address, address), max_bytes, client, datetime.now(UTC))

    def work(function: Callable[..., object], *arguments: object) -> object:
        (done,) = processes.pages.map(function, [arguments])
        return done.result

    def sitemaps(address: str) -> tuple[str, ...]:
        return sitemaps_of(address, client)

    return SourceTools(sys.stdin.buffer, run.settings.limits.max_bytes, fetch, work, sitemaps)


def begin_run(sources: Iterable[Source], warehouse: str, settings: Settings, trigger: str) -> Run:
    """Start a run: take its lock, create or migrate the warehouse, write the run's row, close killed runs."""
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
        print_note(f"run {run_id[:8]} was killed before it ended: it is closed as interrupted")
    return run


def number_chunks(inputs: Iterable[Input], run: Run) -> Iterator[NumberedInputs]:
    """Yield the inputs in chunks, numbered from 1."""
    numbered = enumerate(inputs, start=1)
    while chunk := list(itertools.islice(numbered, run.settings.limits.chunk_pages)):
        yield chunk


def end_run(run: Run) -> Receipt:
    """Close the run's row and return the receipt, read from the warehouse."""
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
    """Close the row of a run that ends by an error. The caller raises the error.

    If the warehouse cannot be written, the reason is stored in the run's lock, and the next run writes the reason.
    """
    broken = broken_state(error)
    try:
        with open_for_writing(run.warehouse, run.settings.wait_seconds) as connection:
            finish_run(connection, run.run_id, datetime.now(UTC), broken)
    except Exception:  # noqa: BLE001 - the caller reports the first error, which broke the run
        if run.lock is not None:
            run.lock.leave_word(broken)
    finally:
        release_run(run)


def release_run(run: Run) -> None:
    """Release the run's lock, which marks the run as over for other processes."""
    if run.lock is not None:
        run.lock.release()


def broken_state(error: BaseException) -> Broken:
    """Return the state and reason of a run that ended by an error or was stopped by the user."""
    if isinstance(error, Exception):
        return Broken("failed", reason_of(error), str(error) or None)
    return Broken("interrupted", "stopped", f"somebody stopped it: {type(error).__name__}")
