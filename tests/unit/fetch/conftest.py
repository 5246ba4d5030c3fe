"""A loopback server and fetch functions, with low limits, and without a gap except in tests of the gap."""

import ssl
import threading
from datetime import UTC, datetime

import pytest

from hearsay.pipelines.fetch.client import open_client
from hearsay.pipelines.fetch.hosts import Clock, Hosts
from hearsay.pipelines.fetch.limits import FetchLimits
from hearsay.pipelines.fetch.page import fetch_input
from hearsay.pipelines.inputs import AddressInput
from tests.loopback import Loopback

NO_TRUST = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Loading the usual certificates takes longer than most of these tests."""
NOW = datetime(2026, 3, 14, 9, tzinfo=UTC)


class FakeTime:
    """A clock that moves only by sleeping. `slept` holds every sleep."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.slept: list[float] = []
        self._lock = threading.Lock()

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.slept.append(seconds)
            self.seconds += seconds

    def clock(self) -> Clock:
        return Clock(monotonic=lambda: self.seconds, sleep=self.sleep, now=lambda: NOW)


@pytest.fixture
def server():
    with Loopback() as server:
        yield server


@pytest.fixture
def other_server():
    with Loopback("127.0.0.2") as server:
        yield server


@pytest.fixture
def fake_time():
    return FakeTime()


@pytest.fixture
def fetch(fake_time):
    """Return fetch(url, **limits) for a single run: the state of hosts is shared, and waiting takes no time."""
    hosts = Hosts(fake_time.clock())

    def fetch_one(url: str, trusted=NO_TRUST, max_bytes=100_000, **limits):
        settings = {"allow_private": True, "gap_seconds": 0.0, "attempts": 1, **limits}
        chosen = FetchLimits(**settings)
        with open_client(chosen, hosts, trusted) as client:
            return fetch_input(AddressInput(url, url), max_bytes, client, NOW)

    return fetch_one
