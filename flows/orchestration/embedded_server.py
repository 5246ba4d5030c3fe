"""The process of an embedded Prefect server: `python -m hearsay.flows.orchestration.embedded_server FD [FILE]`.

The server uses the listening socket FD until standard input closes. That happens when the parent process ends, also
when the parent is killed. FILE is the open announcement of the server, which stays locked while the server lives.
"""

import fcntl
import gc
import os
import socket
import sys
import threading

import uvicorn

from hearsay.flows.orchestration.announced_server import withdraw_server
from hearsay.flows.orchestration.prefect_settings import prefect_home

_LAST_REQUESTS_SECONDS = 15.0


class _Server(uvicorn.Server):
    """A server that releases the start lock after its start."""

    def __init__(self, config: uvicorn.Config, lock: int) -> None:
        super().__init__(config)
        self._lock = lock

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        os.close(self._lock)
        gc.freeze()
        gc.enable()


def _start_lock() -> int:
    """Take the lock for the start of a server: two servers that create the database at the same time break it."""
    lock = os.open(prefect_home() / "hearsay-server-start.lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    return lock


def _keep_private() -> None:
    """Make the database readable only for the user: it has the parameters of runs and the addresses of webhooks."""
    os.umask(0o077)
    prefect_home().mkdir(mode=0o700, parents=True, exist_ok=True)
    for file in prefect_home().glob("prefect.db*"):
        file.chmod(0o600)


def _end_with_parent(server: uvicorn.Server, announcement: int | None) -> None:
    sys.stdin.buffer.read()
    if announcement is not None:
        withdraw_server(announcement)
    server.should_exit = True
    ending = threading.Timer(_LAST_REQUESTS_SECONDS, os._exit, args=[0])
    ending.daemon = True
    ending.start()


def main(descriptor: int, announcement: int | None = None) -> None:
    """Serve on the socket until the parent process ends."""
    # Loading makes a million objects that stay. To collect garbage meanwhile takes a seventh longer.
    gc.disable()
    _keep_private()
    lock = _start_lock()
    config = uvicorn.Config(
        "prefect.server.api.server:create_app",
        factory=True,
        log_level="error",
        lifespan="on",
        timeout_graceful_shutdown=5,
    )
    server = _Server(config, lock)
    threading.Thread(target=_end_with_parent, args=[server, announcement], daemon=True).start()
    server.run(sockets=[socket.socket(fileno=descriptor)])


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
