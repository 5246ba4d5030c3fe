"""Locks of runs and of `hearsay serve` on a lake in PostgreSQL: a session with an advisory lock, and a row.

The server frees the lock when the process ends, in any way, and when its machine is gone. If the connection is lost
or the server restarts, the process takes the lock again within seconds. So a free lock proves nothing in the first
half minute of a server. No beat is written, so a long run makes no row versions and no snapshots.
"""

import threading
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from hearsay.errors import WarehouseBusyError, WarehouseError
from hearsay.warehouse.lake.address import Lake
from hearsay.warehouse.lake.postgres import (
    SCHEMA,
    connect,
    holders,
    load_psycopg,
    lock_key,
    make_tables,
    naming_errors,
    open_session,
)

if TYPE_CHECKING:
    from hearsay.warehouse.lake.postgres import Session

CHECK_SECONDS = 5.0
"""Pause between two looks at the own session."""
GRACE_SECONDS = 30
"""Time after the start of a server in which a free lock proves nothing."""

_RUNS = f"{SCHEMA}.runs"


class StoredRun(NamedTuple):
    """The state of a run in the control plane. `holder` and `run_end` are JSON, None without a row or an end."""

    is_held: bool
    is_server_new: bool
    holder: str | None
    run_end: str | None


class HeldSession:
    """A session that holds an advisory lock until it is released, also across a restart of the server."""

    def __init__(self, lake: Lake, name: str, wait_seconds: float) -> None:
        """Take the lock.

        Raises:
            WarehouseBusyError: Another session holds the lock.
            WarehouseError: The server cannot be reached.
        """
        self._lake, self._name = lake, name
        self._session = connect(lake, wait_seconds)
        try:
            with naming_errors(lake):
                make_tables(self._session)
                is_taken = self._take(self._session)
                others = [] if is_taken else holders(self._session, name)
        except WarehouseError:
            self._session.close()
            raise
        if not is_taken:
            self._session.close()
            raise WarehouseBusyError(f"{lake}: another process holds the lock of {name}: {', '.join(others)}")
        self._is_over = threading.Event()
        self._keeper = threading.Thread(target=self._keep, name=f"lock of {name}", daemon=True)
        self._keeper.start()

    def release(self) -> None:
        """Release the lock."""
        self._is_over.set()
        self._keeper.join()
        self._session.close()

    def _take(self, session: "Session") -> bool:
        row = session.execute("SELECT pg_try_advisory_lock(%s)", [lock_key(self._name)]).fetchone()
        return bool(row and row[0])

    def _keep(self) -> None:
        """Look at the session at intervals. After a loss, open another and take the lock until it is held.

        The server may still count the lost session as alive, with its lock.
        """
        psycopg = load_psycopg()
        is_held = True
        while not self._is_over.wait(CHECK_SECONDS):
            try:
                self._session.execute("SELECT 1")
                if not is_held:
                    is_held = self._take(self._session)
            except psycopg.Error:
                is_held = False
                with suppress(WarehouseError, psycopg.Error):
                    fresh = connect(self._lake, 0)
                    self._session.close()
                    self._session = fresh
                    is_held = self._take(fresh)


def write_run(lake: Lake, run_id: str, holder: str, wait_seconds: float) -> None:
    """Write the row of a run's lock."""
    with open_session(lake, wait_seconds) as session:
        session.execute(f"INSERT INTO {_RUNS} (run_id, holder) VALUES (%s, %s)", [run_id, holder])  # noqa: S608 - our name


def write_run_end(lake: Lake, run_id: str, run_end: str) -> None:
    """Write the end of a run into the row of its lock."""
    with open_session(lake, 0) as session:
        session.execute(f"UPDATE {_RUNS} SET run_end = %s WHERE run_id = %s", [run_end, run_id])  # noqa: S608 - our name


def delete_run(lake: Lake, run_id: str) -> None:
    """Delete the row of a run's lock."""
    with open_session(lake, 0) as session:
        session.execute(f"DELETE FROM {_RUNS} WHERE run_id = %s", [run_id])  # noqa: S608 - our name


def read_run(lake: Lake, run_id: str, name: str) -> StoredRun:
    """Return the state of a run whose lock has the given name."""
    with open_session(lake, 0) as session:
        is_held = bool(holders(session, name))
        (is_new,) = session.execute(
            "SELECT pg_postmaster_start_time() > now() - make_interval(secs => %s)", [GRACE_SECONDS]
        ).fetchone() or (True,)
        row = session.execute(
            f"SELECT holder, run_end FROM {_RUNS} WHERE run_id = %s",  # noqa: S608 - our name
            [run_id],
        ).fetchone()
    return StoredRun(is_held, bool(is_new), *(row or (None, None)))
