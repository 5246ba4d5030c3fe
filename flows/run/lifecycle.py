"""The life of a run in the warehouse: its lock and its row, from the start to the end."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from hearsay.errors import reason_of
from hearsay.flows.config.languages import languages
from hearsay.flows.config.logs import logged_as
from hearsay.flows.config.own_rules import own_rules
from hearsay.flows.config.settings import Settings
from hearsay.flows.run.active_run import Run, new_stamp
from hearsay.flows.run.progress import print_note
from hearsay.flows.run.receipt import Receipt
from hearsay.pipelines.fetch.hosts import Hosts
from hearsay.pipelines.sources.source import Source
from hearsay.warehouse.connection import open_for_reading, open_for_writing
from hearsay.warehouse.live_runs import host_turns, lock_run
from hearsay.warehouse.location import parse_location
from hearsay.warehouse.lookup import run_summary
from hearsay.warehouse.migrate import prepare_warehouse
from hearsay.warehouse.publish import finish_run, start_run
from hearsay.warehouse.run_lock import RunEnd
from hearsay.warehouse.stale_runs import close_stale_runs

_log = logging.getLogger(__name__)

_LEASE_MARGIN = 30.0
"""Seconds beyond the longest fetch of a page after which the turn of a machine that is gone is free."""


@contextmanager
def open_run(sources: Iterable[Source], warehouse: str, settings: Settings, trigger: str) -> Iterator[Run]:
    """Begin a run for the block. Its row is closed as finished, or, after an error, with the error as its reason."""
    run = begin_run(sources, warehouse, settings, trigger)
    with logged_as(run.run_id):
        try:
            _log.info("run begins with %d sources on %s", len(run.sources), run.warehouse)
            yield run
            end_run(run)
        except BaseException as error:
            break_run(run, error)
            raise
        _log.info("run finished")


def begin_run(sources: Iterable[Source], warehouse: str, settings: Settings, trigger: str) -> Run:
    """Start a run: take its lock, create or migrate the warehouse, write the run's row, close killed runs."""
    stamp = new_stamp()
    own_rules(settings)
    location = parse_location(warehouse)
    run = Run(
        stamp=stamp,
        started_at=datetime.now(UTC),
        sources=tuple(sources),
        trigger=trigger,
        warehouse=location,
        settings=settings,
        hosts=Hosts(shared=host_turns(location, settings.fetch.total_seconds + _LEASE_MARGIN, settings.wait_seconds)),
        lock=lock_run(location, stamp.run_id, settings.wait_seconds),
    )
    try:
        prepare_warehouse(run.warehouse, run.started_at, settings.wait_seconds)
        with open_for_writing(run.warehouse, settings.wait_seconds) as connection:
            closed = close_stale_runs(connection, run.warehouse, run.started_at)
            start_run(connection, run.row())
    except BaseException:
        _release(run)
        raise
    for run_id in closed:
        print_note(f"run {run_id[:8]} was killed before it ended: it is closed as interrupted")
    return run


def end_run(run: Run) -> None:
    """Close the row of a run that has done its work, and release its lock."""
    with open_for_writing(run.warehouse, run.settings.wait_seconds) as connection:
        finish_run(connection, run.run_id, datetime.now(UTC))
    _release(run)


def break_run(run: Run, error: BaseException) -> None:
    """Close the row of a run that ends by an error. The caller raises the error.

    If the warehouse cannot be written, the reason is stored in the run's lock, and the next run writes the reason.
    """
    end = _end_of(error)
    _log.error("run ends as %s, %s: %s", end.state, end.reason, end.detail)
    try:
        with open_for_writing(run.warehouse, run.settings.wait_seconds) as connection:
            finish_run(connection, run.run_id, datetime.now(UTC), end)
    except Exception:  # noqa: BLE001 - the caller reports the first error, which broke the run
        if run.lock is not None:
            run.lock.write_end(end)
    finally:
        _release(run)


def read_receipt(run: Run) -> Receipt:
    """Return the receipt of a run, read from the warehouse."""
    with open_for_reading(run.warehouse, run.settings.wait_seconds) as connection:
        return Receipt(str(run.warehouse), run_summary(connection, run.run_id, languages().read_codes))


def _release(run: Run) -> None:
    """Release the run's lock, which marks the run as over for other processes, and its turns of hosts."""
    run.hosts.release()
    if run.lock is not None:
        run.lock.release()


def _end_of(error: BaseException) -> RunEnd:
    """Return the state and reason of a run that ended by an error or was stopped by the user."""
    if isinstance(error, Exception):
        return RunEnd("failed", reason_of(error), str(error) or None)
    return RunEnd("interrupted", "stopped", f"somebody stopped it: {type(error).__name__}")
