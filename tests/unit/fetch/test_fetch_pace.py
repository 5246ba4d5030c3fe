"""The pace of requests: a slow host, many hosts at once, and hosts that ask for a pause."""

import time
from datetime import timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest

from hearsay.pipelines.fetch.addresses import host_of
from hearsay.pipelines.fetch.client import open_client
from hearsay.pipelines.fetch.hosts import Hosts
from hearsay.pipelines.fetch.limits import FetchLimits
from hearsay.pipelines.fetch.page import fetch_input
from hearsay.pipelines.fetch.turns import work_in_turns
from hearsay.pipelines.inputs import AddressInput
from hearsay.pipelines.records import Capture, Failure, Rejection
from tests.loopback import Loopback, answer
from tests.unit.fetch.conftest import NO_TRUST, NOW


def _fetch_all(urls, at_once=8, **limits):
    """Fetch all pages as a run does, in real time; return each result with its time."""
    chosen = FetchLimits(**{"allow_private": True, "attempts": 1, "obey_robots": False, "gap_seconds": 0.2} | limits)
    hosts = Hosts()
    with open_client(chosen, hosts, NO_TRUST) as client:

        def fetch(url):
            return fetch_input(AddressInput(url, url), 1000, client, NOW), time.monotonic()

        return work_in_turns(fetch, urls, host_of, hosts, at_once)


def _cut_off(_asked):
    yield answer(b"page", Content_Length="100")


def test_one_host_is_asked_one_thing_at_a_time_with_a_gap_also_after_errors(server):
    """Neither eight threads with four pages of a host, nor an error, may lead to two requests at once."""
    server.pages |= {"/a": answer(b"a"), "/broken": answer(status="500 Broken"), "/cut": _cut_off, "/b": answer(b"b")}
    found = [what for what, _ in _fetch_all([server.url(path) for path in ("/a", "/broken", "/cut", "/gone", "/b")])]
    assert [type(what) for what in found] == [Capture, Failure, Failure, Rejection, Capture]
    assert server.targets == ["/a", "/broken", "/cut", "/gone", "/b"]
    assert server.most_at_once == 1
    assert all(later.at - earlier.at >= 0.2 for earlier, later in pairwise(server.log))


def test_two_ports_are_one_host():
    """The gap protects the machine, not the port."""
    with Loopback() as one, Loopback() as other:
        one.pages["/a"] = other.pages["/a"] = answer(b"a")
        _fetch_all([one.url("/a"), other.url("/a")])
        assert other.log[0].at - one.log[0].at >= 0.2


def test_many_hosts_at_once():
    """All three hosts must get a request before the first has answered."""
    with Loopback("127.0.0.1") as one, Loopback("127.0.0.2") as two, Loopback("127.0.0.3") as three:
        servers = (one, two, three)
        for server in servers:
            server.pages["/a"] = answer(b"a")
        found = _fetch_all([server.url("/a") for server in servers for _ in range(4)])
        assert max(server.log[0].at for server in servers) < min(server.log[-1].at for server in servers)
        assert [what.url for what, _ in found] == [server.url("/a") for server in servers for _ in range(4)]


def test_a_long_list_of_one_host_does_not_hold_up_the_others(server, other_server):
    """With fewer threads than pages of the first host, other hosts must still get early turns."""
    server.pages["/a"] = other_server.pages["/b"] = answer(b"x")
    found = _fetch_all([server.url("/a")] * 5 + [other_server.url("/b")] * 2, at_once=2)
    assert max(when for _, when in found[5:]) < found[3][1]


def test_an_error_or_ctrl_c_does_not_wait_for_the_rest():
    """A chunk of a slow host takes minutes; Ctrl-C must not wait for it."""
    done = []

    def work(item):
        time.sleep(0.01)
        if item == "b0":
            raise KeyboardInterrupt
        done.append(item)

    items = [f"a{number}" for number in range(500)] + ["b0", "b1"]
    with pytest.raises(KeyboardInterrupt):
        work_in_turns(work, items, lambda item: item[0], Hosts(), 2)
    assert len(done) < 400
    assert work_in_turns(work, [], lambda item: item, Hosts(), 2) == []


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Busy"])
@pytest.mark.parametrize("is_date", [False, True])
def test_retry_after_is_honoured_in_seconds_and_as_a_date(server, fetch, fake_time, status, is_date, caplog):
    """The standard allows both forms (RFC 9110, 10.2.3)."""
    wish = format_datetime(NOW + timedelta(seconds=17), usegmt=True) if is_date else "17"
    replies = iter([answer(status=status, Retry_After=wish), answer(b"page")])
    server.pages["/a"] = lambda _: next(replies)
    assert isinstance(fetch(server.url("/a"), attempts=2, obey_robots=False), Capture)
    assert sum(fake_time.slept) == pytest.approx(17)
    assert f"attempt 1 failed, next in 17.0 s: {server.url('/a')} answered with status {status[:3]}" in caplog.text


@pytest.mark.parametrize("wish", ["3600", format_datetime(NOW + timedelta(days=1), usegmt=True), "9" * 5000])
def test_a_pause_longer_than_the_limit_is_a_failure(server, other_server, fetch, fake_time, wish):
    """The host gets no request during the pause, while other hosts continue."""
    server.pages["/a"] = answer(status="429 Too Many Requests", Retry_After=wish)
    server.pages["/b"] = other_server.pages["/b"] = answer(b"page")
    for path in ("/a", "/b"):
        found = fetch(server.url(path), attempts=3, obey_robots=False)
        assert isinstance(found, Failure)
        assert found.reason == "asked_to_wait"
        assert "max_retry_after_seconds = 30" in found.detail
        assert server.url(path) in found.detail
    assert server.targets == ["/a"]
    assert fake_time.slept == []
    assert isinstance(fetch(other_server.url("/b"), obey_robots=False), Capture)
    if wish == "3600":
        fake_time.sleep(3601)
        assert isinstance(fetch(server.url("/b"), obey_robots=False), Capture)


@pytest.mark.parametrize("wish", ["soon", "-5", "1.5", "", "Thu, 01 Jan 1970 00:00:00 GMT", "Foo, 99 Bar 2026 00:00"])
def test_an_invalid_retry_after_is_ignored(server, fetch, fake_time, wish):
    """For an invalid value, hearsay's own backoff applies."""
    replies = iter([answer(status="503 Busy", Retry_After=wish), answer(b"page")])
    server.pages["/a"] = lambda _: next(replies)
    assert isinstance(fetch(server.url("/a"), attempts=2, obey_robots=False), Capture)
    assert sum(fake_time.slept) < 5


def test_a_lasting_error_is_a_failure_after_all_attempts(server, fetch, fake_time):
    """A later run may succeed, so the page must not be rejected."""
    server.pages["/a"] = answer(status="502 Bad Gateway")
    found = fetch(server.url("/a"), attempts=3, obey_robots=False)
    assert isinstance(found, Failure)
    assert found.reason == "http_status"
    assert "502" in found.detail
    assert server.targets == ["/a"] * 3
    assert len(fake_time.slept) == 2


@pytest.mark.parametrize("status", ["501 Not Implemented", "505 Odd"])
def test_a_server_error_does_not_reject_the_page(server, fetch, status):
    """The page must be failed, not rejected, although a retry would not help."""
    server.pages["/a"] = answer(status=status)
    assert isinstance(fetch(server.url("/a"), attempts=3, obey_robots=False), Failure)
    assert server.targets == ["/a"]


def test_a_permanent_error_is_not_retried(server, fetch):
    """A missing page, for example, needs no retry."""
    assert fetch(server.url("/a"), attempts=3, obey_robots=False).reason == "http_status"
    assert server.targets == ["/a"]
