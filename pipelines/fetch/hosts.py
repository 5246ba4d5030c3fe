"""The state of each host in a run: whose turn it is, pauses that the host asked for, and robots.txt."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from protego import Protego

from hearsay.errors import FetchError

_ROBOTS_SECONDS = 24 * 3600.0
_TROUBLE_SECONDS = 600.0
_LONGEST_SLEEP_SECONDS = 0.5
"""Time until a run asks again for a turn that another machine has, because a turn may end early."""
_MOST_ORIGINS = 1000  # a robots.txt may be half a megabyte


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock and sleep functions. Tests replace them, so that they need not wait."""

    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], datetime] = _now


@dataclass(frozen=True, slots=True)
class Robots:
    """The robots.txt of an origin.

    `rules` is None if there are none; `trouble` is the error of a failed fetch.
    """

    rules: Protego | None = None
    trouble: FetchError | None = None


@dataclass(slots=True)
class _Origin:
    lock: threading.Lock = field(default_factory=threading.Lock)
    robots: Robots | None = None
    robots_until: float = float("-inf")


@dataclass(slots=True)
class _Host:
    turn: threading.Lock = field(default_factory=threading.Lock)
    ended_at: float = float("-inf")
    gap: float = 0.0
    quiet_until: float = float("-inf")
    closed_until: float = float("-inf")
    closed_because: str = ""


class SharedTurns(Protocol):
    """The turns of hosts among the runs of several machines."""

    def take(self, name: str) -> float:
        """Take the turn of a host. Returns 0, or the seconds until the host may be free."""

    def end(self, name: str, gap: float) -> None:
        """End the turn. No run may ask the host for `gap` seconds."""

    def pause(self, name: str, seconds: float) -> None:
        """Let no run ask the host for some seconds, because of Retry-After."""

    def release(self) -> None:
        """Close what the turns hold open."""


class Hosts:
    """The state of all hosts, shared by the threads of a run.

    A host gets a single request at a time, and a gap follows each request, even a failed one. With `shared`, this
    holds for all runs that share the turns.
    """

    def __init__(self, clock: Clock | None = None, shared: SharedTurns | None = None) -> None:
        self.clock = clock or Clock()
        self._shared = shared
        self._lock = threading.Lock()
        self._hosts: dict[str, _Host] = {}
        self._origins: dict[str, _Origin] = {}

    def __reduce__(self) -> tuple[type["Hosts"], tuple[()]]:
        """Give another process an empty state, because the turns and their locks belong to this process."""
        return Hosts, ()

    @contextmanager
    def turn(self, name: str, gap: float) -> Iterator[None]:
        """Wait for the host's next turn, and hold the turn inside the `with` block.

        Raises:
            FetchError: The host asked for a pause longer than the limit. Raised without waiting.
        """
        host = self._host(name)
        with host.turn:
            host.gap = gap
            while (wait := self._may_be_asked_at(host) - self.clock.monotonic()) > 0:
                self._check_open(host)
                self.clock.sleep(wait)
            self._check_open(host)
            while self._shared and (wait := self._shared.take(name)) > 0:
                self.clock.sleep(min(wait, _LONGEST_SLEEP_SECONDS))
            try:
                yield
            finally:
                host.ended_at = self.clock.monotonic()
                if self._shared:
                    self._shared.end(name, gap)

    def ready_at(self, name: str) -> float:
        """Return the time of the host's next turn, on the monotonic clock."""
        return self._may_be_asked_at(self._host(name))

    def keep_quiet(self, name: str, seconds: float) -> None:
        """Send the host no request for this many seconds, because of Retry-After."""
        host = self._host(name)
        host.quiet_until = max(host.quiet_until, self.clock.monotonic() + seconds)
        if self._shared:
            self._shared.pause(name, seconds)

    def close(self, name: str, seconds: float, because: str) -> None:
        """Let requests to the host fail for this many seconds, because the requested pause exceeds the limit."""
        host = self._host(name)
        host.closed_until, host.closed_because = self.clock.monotonic() + seconds, because

    def release(self) -> None:
        """Release the turns that other machines share."""
        if self._shared:
            self._shared.release()

    def robots(self, origin: str, ask: Callable[[], Robots]) -> Robots:
        """Return the robots.txt of an origin. The first caller fetches the file while the others wait.

        The file is fetched again after a day (RFC 9309, 2.4), or after ten minutes if the fetch failed.
        """
        with self._lock:
            cached = self._origins.pop(origin, None) or _Origin()
            self._origins[origin] = cached  # moves to the end, so that the least recently used origin is dropped
            if len(self._origins) > _MOST_ORIGINS:
                del self._origins[next(iter(self._origins))]
        with cached.lock:
            if cached.robots is None or self.clock.monotonic() > cached.robots_until:
                cached.robots = ask()
                seconds = _ROBOTS_SECONDS if cached.robots.trouble is None else _TROUBLE_SECONDS
                cached.robots_until = self.clock.monotonic() + seconds
            return cached.robots

    def _host(self, name: str) -> _Host:
        with self._lock:
            return self._hosts.setdefault(name, _Host())

    def _may_be_asked_at(self, host: _Host) -> float:
        return max(host.ended_at + host.gap, host.quiet_until)

    def _check_open(self, host: _Host) -> None:
        if self.clock.monotonic() < host.closed_until:
            raise FetchError("asked_to_wait", host.closed_because)
