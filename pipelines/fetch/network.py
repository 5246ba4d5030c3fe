"""Connections that go where they were checked to go, and end when their time is up."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import httpcore

from hearsay.errors import FetchError
from hearsay.pipelines.fetch.addresses import resolve


class Budget:
    """The seconds that the network may take for one page, over all hops and attempts; waiting for a turn is free."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.left = seconds

    @contextmanager
    def spend(self) -> Iterator[None]:
        """What is read and written in here costs its time. Raises FetchError when none is left."""
        started = time.monotonic()
        deadline = _DEADLINE.set((started + self.left, self.seconds))
        try:
            yield
        finally:
            _DEADLINE.reset(deadline)
            self.left -= time.monotonic() - started


class CheckedNetwork(httpcore.NetworkBackend):
    """TCP connections to the address that was checked. TLS still names the host, and checks its certificate."""

    def __init__(self, allow_private: bool | tuple[str, ...]) -> None:
        self._allow_private = allow_private
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first of the host's addresses that answers. Raises FetchError for a private one."""
        refused: Exception | None = None
        for address in resolve(host, port, self._allow_private):
            try:
                return _TimedStream(
                    self._plain.connect_tcp(address, port, _time_left(timeout), local_address, socket_options)
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                refused = error
        raise refused or httpcore.ConnectError(f"{host} has no address")

    def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ARG002 - the signature is httpcore's
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        """Never: a Unix socket is as private as an address can be."""
        raise httpcore.ConnectError(f"{path} is no address on the network")

    def sleep(self, seconds: float) -> None:
        """Sleep; httpcore does so between its own retries, of which we ask for none."""
        time.sleep(seconds)


class _TimedStream(httpcore.NetworkStream):
    """A stream whose reads end with the budget, so that a byte a second does not go on for ever, even in headers."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _time_left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _time_left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, _time_left(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


# httpcore reads and writes in the thread that asks, and its streams outlive a request; so the deadline of the request
# under way is the thread's.
_DEADLINE: ContextVar[tuple[float, float] | None] = ContextVar("deadline", default=None)


def _time_left(timeout: float | None) -> float | None:
    budget = _DEADLINE.get()
    if budget is None:
        return timeout
    left = budget[0] - time.monotonic()
    if left <= 0:
        raise FetchError("too_slow", f"it was not done after {budget[1]:g} s (total_seconds under [fetch])")
    return left if timeout is None else min(timeout, left)
