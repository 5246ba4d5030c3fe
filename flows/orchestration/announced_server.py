"""The server of `hearsay serve`, announced to later commands of the same user.

A command without a server of its own saves half its processor time. The announcement is a file in the Prefect home
that only the user can read, because it has the server's password. The server's process holds a lock on the file, and
the operating system releases the lock when the process ends. So the port of a locked announcement is still the
server's, and no stranger's. This module does not import Prefect.
"""

import fcntl
import json
import os
import stat
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from hearsay.flows.orchestration.prefect_settings import prefect_home


class Announced(NamedTuple):
    """A server that is up: its address and its password."""

    url: str
    password: str


def announce_server(server: Announced) -> int | None:
    """Announce a server; return the locked file for the server's process to keep open.

    Returns None if another server is announced already, or if the file cannot be written.
    """
    if announced_server() is not None:
        return None
    draft = _file().with_name(f"{_file().name}.{os.getpid()}")
    try:
        prefect_home().mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        os.write(descriptor, json.dumps({**server._asdict(), "prefect": version("prefect")}).encode())
        draft.replace(_file())  # the content is complete and locked before anybody can find the file
    except OSError:
        return None
    return descriptor


def announced_server() -> Announced | None:
    """Return the announced server of this user if its process lives and has this version of Prefect, or None."""
    try:
        descriptor = os.open(_file(), os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return None
    with open(descriptor, "rb") as file:
        if not _is_private(descriptor) or not _is_locked(descriptor):
            return None
        try:
            server = json.load(file)
            return Announced(server["url"], server["password"]) if server["prefect"] == version("prefect") else None
        except (ValueError, KeyError, TypeError):
            return None


def withdraw_server(descriptor: int) -> None:
    """Remove the announcement that this file is, before its server ends."""
    with suppress(OSError):
        if os.fstat(descriptor).st_ino == _file().stat().st_ino:
            _file().unlink()


def _file() -> Path:
    return prefect_home() / "hearsay-server.json"


def _is_private(descriptor: int) -> bool:
    """Return whether a file is the user's own, and closed to all others."""
    status = os.fstat(descriptor)
    return stat.S_ISREG(status.st_mode) and status.st_uid == os.getuid() and not status.st_mode & 0o077


def _is_locked(descriptor: int) -> bool:
    """Return whether a process holds the lock of a file."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False
