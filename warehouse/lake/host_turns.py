"""Turns of news hosts among the runs on a lake: one request at a time, with a gap, from all machines together.

A turn is a lease in a table of the control plane. It ends with the request, or by itself if the machine is gone. The
times are those of the server's clock.
"""

import threading
import uuid
from typing import TYPE_CHECKING

from hearsay.warehouse.lake.address import Lake
from hearsay.warehouse.lake.postgres import SCHEMA, connect, is_lost, make_tables, naming_errors

if TYPE_CHECKING:
    from hearsay.warehouse.lake.postgres import Session

_TAKE = f"""
INSERT INTO {SCHEMA}.hosts AS host (name, holder, free_at)
VALUES (%(name)s, %(holder)s, clock_timestamp() + %(lease)s * interval '1 second')
ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, free_at = excluded.free_at
WHERE host.free_at <= clock_timestamp()
RETURNING 1
"""  # noqa: S608 - our name
_WAIT = f"SELECT extract(epoch FROM free_at - clock_timestamp()) FROM {SCHEMA}.hosts WHERE name = %(name)s"  # noqa: S608
_END = f"""
UPDATE {SCHEMA}.hosts SET free_at = clock_timestamp() + %(seconds)s * interval '1 second'
WHERE name = %(name)s AND holder = %(holder)s
"""  # noqa: S608
_PAUSE = f"""
UPDATE {SCHEMA}.hosts
SET free_at = greatest(free_at, clock_timestamp() + %(seconds)s * interval '1 second')
WHERE name = %(name)s
"""  # noqa: S608

_SHORTEST_WAIT = 0.01


class HostTurns:
    """The turns of one run. Threads may use them at once."""

    def __init__(self, lake: Lake, lease_seconds: float, wait_seconds: float) -> None:
        """Prepare the turns; the session is opened when the first host is asked.

        Args:
            lake: The lake.
            lease_seconds: Time after which a turn that did not end is free, because its machine is gone.
            wait_seconds: Longest wait for a server that is down.
        """
        self._lake, self._lease, self._wait = lake, lease_seconds, wait_seconds
        self._holder = uuid.uuid4().hex
        self._lock = threading.Lock()
        self._session: Session | None = None

    def take(self, name: str) -> float:
        """Take the turn of a host. Returns 0, or the seconds until the host may be free."""
        values = {"name": name, "holder": self._holder, "lease": self._lease}
        with self._lock, naming_errors(self._lake):
            session = self._open()
            if session.execute(_TAKE, values).fetchone():
                return 0.0
            row = session.execute(_WAIT, values).fetchone()
        return max(float(row[0]), _SHORTEST_WAIT) if row else _SHORTEST_WAIT

    def end(self, name: str, gap: float) -> None:
        """End the turn. No run may ask the host for `gap` seconds."""
        self._write(_END, name, gap)

    def pause(self, name: str, seconds: float) -> None:
        """Let no run ask the host for some seconds."""
        self._write(_PAUSE, name, seconds)

    def release(self) -> None:
        """Close the session."""
        with self._lock:
            if self._session is not None:
                self._session.close()
                self._session = None

    def _write(self, statement: str, name: str, seconds: float) -> None:
        with self._lock, naming_errors(self._lake):
            self._open().execute(statement, {"name": name, "holder": self._holder, "seconds": seconds})

    def _open(self) -> "Session":
        """Return the session, or a new one if the server was restarted."""
        if self._session is None or is_lost(self._session):
            self._session = connect(self._lake, self._wait)
            make_tables(self._session)
        return self._session
