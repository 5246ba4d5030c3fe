"""The control plane of a lake in PostgreSQL: sessions, advisory locks and a few plain tables beside the catalog.

An advisory lock belongs to a session. The server frees it when the process ends, and when a machine is gone: its
keepalives find that out within about half a minute.
"""

import hashlib
import os
import platform
import re
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING, Any

import tenacity

from hearsay.errors import WarehouseBusyError, WarehouseError, WarehouseUnreachableError
from hearsay.warehouse.lake.address import Lake
from hearsay.warehouse.lake.extensions import INSTALL

if TYPE_CHECKING:
    from psycopg import Connection

    Session = Connection[tuple[Any, ...]]

SCHEMA = "hearsay_control"
WRITER = "writer"
"""Name of the lock of the only writer."""

_KEEPALIVES = {"tcp_keepalives_idle": 15, "tcp_keepalives_interval": 5, "tcp_keepalives_count": 3}
_CONNECT = {"connect_timeout": 10, "keepalives_idle": 15, "keepalives_interval": 5, "keepalives_count": 3}
_PASSING = (
    "Connection refused",
    "Is the server running",
    "Unable to connect to Postgres",
    "starting up",
    "shutting down",
    "accepting connections",
    "in recovery",
    "closed the connection",
    "connection is closed",
    "connection was lost",
    "connection to server was lost",
    "no connection to the server",
    "terminating connection",
    "timeout expired",
    "Connection timed out",
    "Connection reset by peer",
    "too many clients",
)
"""Words of errors that go by: the server is down, starts or stops, or the connection was lost."""

_FAILED_STATEMENT = re.compile(
    r'Failed to (?:execute|prepare) query "(?:(?:BEGIN|COMMIT|ROLLBACK)\b|.*": *$)', re.DOTALL
)
"""An error about a statement that PostgreSQL refuses only when it is gone, or an error without a reason."""

_TABLES = f"""
CREATE SCHEMA IF NOT EXISTS {SCHEMA};
CREATE TABLE IF NOT EXISTS {SCHEMA}.numbers (next_number bigint NOT NULL);
INSERT INTO {SCHEMA}.numbers SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM {SCHEMA}.numbers);
CREATE TABLE IF NOT EXISTS {SCHEMA}.runs (
    run_id text PRIMARY KEY, holder text NOT NULL, taken_at timestamptz NOT NULL DEFAULT now(), run_end text
);
CREATE TABLE IF NOT EXISTS {SCHEMA}.hosts (name text PRIMARY KEY, holder text NOT NULL, free_at timestamptz NOT NULL);
"""  # noqa: S608 - our name


def load_psycopg() -> ModuleType:
    """Return psycopg. Raises WarehouseError if the extra is not installed."""
    try:
        import psycopg  # noqa: PLC0415 - of the extra `lake`
    except ImportError as error:
        raise WarehouseError(f"a lake in PostgreSQL needs psycopg, which is not installed: {INSTALL}") from error
    return psycopg


def is_passing(error: BaseException) -> bool:
    """Return True for an error of PostgreSQL that goes by, because the server or the connection was lost."""
    text = str(error)
    return (
        any(words in text for words in _PASSING)
        or ("DuckLake" in text and "transaction is aborted" in text)
        or _FAILED_STATEMENT.search(text) is not None
    )


def connect(lake: Lake, wait_seconds: float) -> "Session":
    """Open a session. A server that is down is asked again for `wait_seconds`.

    Raises:
        WarehouseUnreachableError: The server did not come back.
        WarehouseError: The server refuses the connection.
    """
    psycopg = load_psycopg()
    retrying = tenacity.Retrying(
        retry=tenacity.retry_if_exception(lambda error: isinstance(error, psycopg.Error) and is_passing(error)),
        wait=tenacity.wait_random_exponential(multiplier=0.05, max=1),
        stop=tenacity.stop_after_delay(wait_seconds),
        reraise=True,
    )
    name = f"hearsay {os.getpid()} on {platform.node()}"[:63]
    try:
        session: Session = retrying(psycopg.connect, lake.catalog, autocommit=True, application_name=name, **_CONNECT)
    except psycopg.Error as error:
        text = " ".join(str(error).split())
        if is_passing(error):
            raise WarehouseUnreachableError(
                f"the catalog of {lake} was not reached for {wait_seconds:.0f} s ({text}); start its server, and run "
                "the same command again"
            ) from error
        raise WarehouseError(f"the catalog of {lake} cannot be opened: {text}. Give another --warehouse") from error
    with naming_errors(lake):
        for setting, value in _KEEPALIVES.items():
            session.execute("SELECT set_config(%s, %s, false)", [setting, str(value)])
    return session


@contextmanager
def open_session(lake: Lake, wait_seconds: float) -> Iterator["Session"]:
    """Open a session for a block. Errors of PostgreSQL, also at the end, become errors of the warehouse."""
    with naming_errors(lake), connect(lake, wait_seconds) as session:
        yield session


@contextmanager
def naming_errors(lake: Lake) -> Iterator[None]:
    """Turn errors of PostgreSQL in the block into errors of the warehouse."""
    psycopg = load_psycopg()
    try:
        yield
    except psycopg.Error as error:
        text = " ".join(str(error).split())
        if is_passing(error):
            raise WarehouseUnreachableError(
                f"the catalog of {lake} was lost ({text}); run the command again"
            ) from error
        raise WarehouseError(f"the catalog of {lake} refused: {text}") from error


def make_tables(session: "Session") -> None:
    """Create the tables of the control plane, if they are missing. Several sessions may do so at once."""
    row = session.execute("SELECT to_regclass(%s)", [f"{SCHEMA}.runs"]).fetchone()
    if row and row[0]:
        return
    with session.transaction():
        session.execute("SELECT pg_advisory_xact_lock(%s)", [lock_key("tables")])
        session.execute(_TABLES)


def lock_key(name: str) -> int:
    """Return the key of an advisory lock. Keys are those of a database, and a lake has a database of its own."""
    return int.from_bytes(hashlib.sha256(f"hearsay {name}".encode()).digest()[:8], "big", signed=True)


def holders(session: "Session", name: str) -> list[str]:
    """Return the names of the processes that hold a lock."""
    high, low = divmod(lock_key(name) % 2**64, 2**32)
    rows = session.execute(
        "SELECT activity.application_name, activity.client_addr FROM pg_locks AS locks "
        "LEFT JOIN pg_stat_activity AS activity USING (pid) "
        "WHERE locks.locktype = 'advisory' AND locks.granted AND locks.objsubid = 1 "
        "AND locks.database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
        "AND locks.classid = %s::oid AND locks.objid = %s::oid",
        [str(high), str(low)],
    ).fetchall()
    return [f"{application or 'a process'}{f' ({address})' if address else ''}" for application, address in rows]


@contextmanager
def locked_session(lake: Lake, name: str, wait_seconds: float) -> Iterator["Session"]:
    """Open a session that holds a lock. The lock ends with the session, and sessions get it in the order of asking.

    Raises:
        WarehouseBusyError: Another session holds the lock for too long.
    """
    psycopg = load_psycopg()
    with open_session(lake, wait_seconds) as session:
        session.execute("SELECT set_config('lock_timeout', %s, false)", [str(max(int(wait_seconds * 1000), 1))])
        try:
            session.execute("SELECT pg_advisory_lock(%s)", [lock_key(name)])
        except psycopg.errors.LockNotAvailable as error:
            raise WarehouseBusyError(
                f"{lake} was locked by others for {wait_seconds:.0f} s; try again when they have ended "
                f"({', '.join(holders(session, name)) or 'the holder has just ended'})"
            ) from error
        session.execute("SELECT set_config('lock_timeout', '0', false)")
        make_tables(session)
        yield session


def is_lost(session: "Session") -> bool:
    """Return True if the server or the connection of a session is gone."""
    psycopg = load_psycopg()
    try:
        session.execute("SELECT 1")
    except psycopg.Error:
        return True
    return False


def take_numbers(session: "Session", count: int) -> int:
    """Take consecutive numbers, and return the first. A number that is taken is never given again."""
    row = session.execute(
        f"UPDATE {SCHEMA}.numbers SET next_number = next_number + %s RETURNING next_number - %s",  # noqa: S608 - our name
        [max(count, 1), max(count, 1)],
    ).fetchone()
    if row is None:
        raise WarehouseError(f"{SCHEMA}.numbers is empty; restore the database from a copy")
    return int(row[0])


def is_created(lake: Lake, wait_seconds: float) -> bool:
    """Return True if the database holds a catalog of DuckLake."""
    with open_session(lake, wait_seconds) as session:
        row = session.execute("SELECT to_regclass('public.ducklake_metadata')").fetchone()
    return bool(row and row[0])


def last_snapshot(lake: Lake, wait_seconds: float) -> int | None:
    """Return the number of the last snapshot; None without a catalog."""
    with open_session(lake, wait_seconds) as session:
        row = session.execute("SELECT to_regclass('public.ducklake_snapshot')").fetchone()
        if not row or not row[0]:
            return None
        row = session.execute("SELECT max(snapshot_id) FROM public.ducklake_snapshot").fetchone()
    return int(row[0]) if row and row[0] is not None else None
