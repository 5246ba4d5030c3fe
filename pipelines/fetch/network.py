"""Connections to checked addresses, with a deadline for each request."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import httpcore

from hearsay.errors import FetchError
from hearsay.pipelines.fetch.addresses import resolve


class Budget:
    """The seconds that the network may take for a page, over all hops and attempts.

    The wait for a turn does not count.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.left = seconds

    @contextmanager
    def spend(self) -> Iterator[None]:
        """Count the time of all reads and writes in the `with` block.

        Raises:
            FetchError: The budget is used up.
        """
        started = time.monotonic()
        deadline = _DEADLINE.set((started + self.left, self.seconds))
        try:
            yield
        finally:
            _DEADLINE.reset(deadline)
            self.left -= time.monotonic() - started


class CheckedNetwork(httpcore.NetworkBackend):
    """TCP connections to addresses that were checked. TLS still uses the host name and verifies its certificate."""

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
        """Connect to the first address of the host that answers.

        Raises:
            FetchError: The host has a private address that is not allowed.
        """
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
        """Refuse the connection: a Unix socket is a private address."""
        raise httpcore.ConnectError(f"{path} is not a network address")

    def sleep(self, seconds: float) -> None:
        """Sleep between httpcore's own retries, which are switched off."""
        time.sleep(seconds)


class _TimedStream(httpcore.NetworkStream):
    """A stream whose reads end with the budget.

    A server cannot exceed the budget with a byte a second, even in headers.
    """

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


# httpcore reads and writes in the thread of the caller, and its streams outlive a request. So the current deadline
# belongs to the thread, not to the stream.
_DEADLINE: ContextVar[tuple[float, float] | None] = ContextVar("deadline", default=None)


def _time_left(timeout: float | None) -> float | None:
    budget = _DEADLINE.get()
    if budget is None:
        return timeout
    left = budget[0] - time.monotonic()
    if left <= 0:
        raise FetchError("too_slow", f"it was not complete after {budget[1]:g} s (total_seconds under [fetch])")
    return left if timeout is None else min(timeout, left)
