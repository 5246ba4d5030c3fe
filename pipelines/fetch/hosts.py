"""What one run knows of the hosts that it asks: whose turn it is, who wants rest, what robots.txt says."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from protego import Protego

from hearsay.errors import FetchError

_ROBOTS_SECONDS = 24 * 3600.0
_TROUBLE_SECONDS = 600.0
_MOST_ORIGINS = 1000  # a robots.txt may be half a megabyte


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Clock:
    """Time, so that tests need not wait for it."""

    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], datetime] = _now


@dataclass(frozen=True, slots=True)
class Robots:
    """What the robots.txt of one origin says: its rules, None where there are none, or why nobody could tell."""

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


class Hosts:
    """Shared by all threads of a run. One request at a time for each host, and a gap after each, failed or not."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock = clock or Clock()
        self._lock = threading.Lock()
        self._hosts: dict[str, _Host] = {}
        self._origins: dict[str, _Origin] = {}

    @contextmanager
    def turn(self, name: str, gap: float) -> Iterator[None]:
        """Wait until the host may be asked and nobody else is asking it.

        Raises FetchError at once for a host that wants to be left alone for longer than we wait.
        """
        host = self._host(name)
        with host.turn:
            host.gap = gap
            while (wait := self._may_be_asked_at(host) - self.clock.monotonic()) > 0:
                self._check_open(host)
                self.clock.sleep(wait)
            self._check_open(host)
            try:
                yield
            finally:
                host.ended_at = self.clock.monotonic()

    def ready_at(self, name: str) -> float:
        """When the host may be asked again, on the monotonic clock: for whoever chooses whom to ask next."""
        return self._may_be_asked_at(self._host(name))

    def keep_quiet(self, name: str, seconds: float) -> None:
        """Ask the host nothing for so long: it said when it will be ready."""
        host = self._host(name)
        host.quiet_until = max(host.quiet_until, self.clock.monotonic() + seconds)

    def close(self, name: str, seconds: float, because: str) -> None:
        """Fail whatever is asked of the host for so long: it is more than we wait."""
        host = self._host(name)
        host.closed_until, host.closed_because = self.clock.monotonic() + seconds, because

    def robots(self, origin: str, ask: Callable[[], Robots]) -> Robots:
        """What the robots.txt of an origin says, asked by whoever comes first; the others wait for it.

        A long run asks again after a day (RFC 9309, 2.4), or after ten minutes where it could not be had.
        """
        with self._lock:
            found = self._origins.pop(origin, None) or _Origin()
            self._origins[origin] = found  # as the last; the one longest not asked for goes first
            if len(self._origins) > _MOST_ORIGINS:
                del self._origins[next(iter(self._origins))]
        with found.lock:
            if found.robots is None or self.clock.monotonic() > found.robots_until:
                found.robots = ask()
                seconds = _ROBOTS_SECONDS if found.robots.trouble is None else _TROUBLE_SECONDS
                found.robots_until = self.clock.monotonic() + seconds
            return found.robots

    def _host(self, name: str) -> _Host:
        with self._lock:
            return self._hosts.setdefault(name, _Host())

    def _may_be_asked_at(self, host: _Host) -> float:
        return max(host.ended_at + host.gap, host.quiet_until)

    def _check_open(self, host: _Host) -> None:
        if self.clock.monotonic() < host.closed_until:
            raise FetchError("asked_to_wait", host.closed_because)
