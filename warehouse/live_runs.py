"""Locks that show that a run lives, for every location: files beside a warehouse, or sessions of PostgreSQL."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Protocol

from hearsay.errors import WarehouseBusyError, WarehouseError
from hearsay.warehouse import run_lock
from hearsay.warehouse.lake import run_sessions
from hearsay.warehouse.lake.address import Lake
from hearsay.warehouse.lake.host_turns import HostTurns
from hearsay.warehouse.lake.postgres import locked_session
from hearsay.warehouse.location import Location, lock_file
from hearsay.warehouse.run_lock import LONGEST_DETAIL, ProcessState, RunEnd, RunLock, RunRow, this_process
from hearsay.warehouse.serve_lock import ServeLock


class LiveRun(Protocol):
    """The lock of a run, held from before the row is written until after the row is closed."""

    def release(self) -> None:
        """Release the lock."""

    def write_end(self, end: RunEnd) -> None:
        """Leave the end of the run for the next run, because the warehouse itself could not be written."""


class LakeRun:
    """The lock of a run on a lake in PostgreSQL."""

    def __init__(self, lake: Lake, run_id: str, wait_seconds: float) -> None:
        """Take the lock. Raises WarehouseError if the server cannot be reached."""
        self._lake, self._run_id = lake, run_id
        self._holds_end = False
        self._session = run_sessions.HeldSession(lake, _lock_name(run_id), wait_seconds)
        try:
            run_sessions.write_run(lake, run_id, json.dumps(this_process()), wait_seconds)
        except BaseException:
            self._session.release()
            raise

    def release(self) -> None:
        """Delete the row unless it holds the end of the run, and release the lock."""
        if not self._holds_end:
            with suppress(WarehouseError):  # a row without a lock is a run that is over
                run_sessions.delete_run(self._lake, self._run_id)
        self._session.release()

    def write_end(self, end: RunEnd) -> None:
        """Leave the end of the run in the row of its lock."""
        state, reason, detail = end
        with suppress(WarehouseError):
            run_sessions.write_run_end(
                self._lake, self._run_id, json.dumps([state, reason, (detail or "")[:LONGEST_DETAIL]])
            )
            self._holds_end = True


class LakeServe:
    """The lock of `hearsay serve` on a lake in PostgreSQL. It holds for all machines."""

    def __init__(self, lake: Lake) -> None:
        """Take the lock. Raises WarehouseBusyError if another `hearsay serve` holds it."""
        try:
            self._session = run_sessions.HeldSession(lake, "serve", 0)
        except WarehouseBusyError as error:
            raise WarehouseBusyError(
                f"another hearsay serve runs the schedules of {lake}; stop it, or give another --warehouse ({error})"
            ) from error

    def __enter__(self) -> "LakeServe":
        """Return the lock, which is held already."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Release the lock."""
        self._session.release()


def lock_run(location: Location, run_id: str, wait_seconds: float = 0.0) -> LiveRun:
    """Take the lock of a run. Raises WarehouseError if it cannot be written."""
    if isinstance(location, Lake) and location.has_many_writers:
        return LakeRun(location, run_id, wait_seconds)
    return RunLock(lock_file(location), run_id)


@contextmanager
def gathering_turn(location: Location, wait_seconds: float) -> Iterator[None]:
    """Wait for the turn to gather, and hold it for the block.

    Gatherings of several writers change the same stories, so that all but one would have to begin again. Only on a
    lake in PostgreSQL are there several writers.

    Raises:
        WarehouseBusyError: Others gather for too long.
    """
    if isinstance(location, Lake) and location.has_many_writers:
        with locked_session(location, "gathering", wait_seconds):
            yield
    else:
        yield


def host_turns(location: Location, lease_seconds: float, wait_seconds: float) -> HostTurns | None:
    """Return the turns of hosts that all runs on a warehouse share; None if its runs are those of one machine."""
    if isinstance(location, Lake) and location.has_many_writers:
        return HostTurns(location, lease_seconds, wait_seconds)
    return None


def lock_serve(location: Location) -> ServeLock | LakeServe:
    """Take the lock of `hearsay serve`. Raises WarehouseBusyError if another process holds it."""
    if isinstance(location, Lake) and location.has_many_writers:
        return LakeServe(location)
    return ServeLock(lock_file(location))


def find_run(location: Location, row: RunRow) -> ProcessState:
    """Return the state of a run's process. In doubt the process is alive, so that a live run is never closed."""
    if not isinstance(location, Lake) or not location.has_many_writers:
        return run_lock.find_run(lock_file(location), row)
    try:
        stored = run_sessions.read_run(location, row.run_id, _lock_name(row.run_id))
    except WarehouseError as error:
        return ProcessState(is_over=False, description=f"its lock cannot be read: {error}")
    return _judge(stored)


def _judge(stored: run_sessions.StoredRun) -> ProcessState:
    if stored.is_held:
        return ProcessState(is_over=False, description="its process lives")
    if stored.is_server_new:
        return ProcessState(
            is_over=False,
            description=f"the catalog's server started less than {run_sessions.GRACE_SECONDS} s ago, so the process "
            "may take its lock again",
        )
    if stored.holder is None:
        return ProcessState(is_over=True, description="its lock is gone: the lake was copied, or somebody removed it")
    if stored.run_end is not None:
        end = RunEnd(*json.loads(stored.run_end))
        return ProcessState(is_over=True, description=f"it ended as {end.state}, {end.reason}", end=end)
    holder = json.loads(stored.holder)
    process = f"process {holder.get('process', 'unknown')} on {holder.get('name', 'an unknown machine')}"
    return ProcessState(is_over=True, description=f"{process} has ended without closing the run")


def forget_run(location: Location, run_id: str) -> None:
    """Remove what is left of the lock of a run that is over."""
    if isinstance(location, Lake) and location.has_many_writers:
        run_sessions.delete_run(location, run_id)
    else:
        run_lock.lock_path(lock_file(location), run_id).unlink(missing_ok=True)


def _lock_name(run_id: str) -> str:
    return f"run {run_id}"
