"""Runs on several machines ask a news host as one run does: one request at a time, with a gap."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from hearsay.pipelines.fetch.client import open_client
from hearsay.pipelines.fetch.hosts import Hosts
from hearsay.pipelines.fetch.limits import FetchLimits
from hearsay.pipelines.fetch.page import fetch_input
from hearsay.pipelines.inputs import AddressInput
from hearsay.pipelines.records import Capture
from hearsay.warehouse.live_runs import host_turns
from tests.loopback import Loopback, answer

HOST = "news.example"
GAP = 0.3


@pytest.fixture
def lake(postgres, tmp_path):
    made = postgres.made_lake(tmp_path)
    yield made
    postgres.drop(made)


@pytest.fixture
def turns(lake):
    """Return a function that makes the turns of a further machine."""
    made = []

    def make(lease_seconds=60.0):
        one = host_turns(lake, lease_seconds, 10.0)
        assert one is not None
        made.append(one)
        return one

    yield make
    for one in made:
        one.release()


def test_two_machines_ask_a_host_in_turns(turns):
    """Twice as many workers must not mean twice as many requests to an outlet."""
    limits = FetchLimits(allow_private=True, obey_robots=False, gap_seconds=GAP)
    with Loopback() as server:
        server.pages |= {f"/{number}": answer(b"page") for number in range(6)}

        def fetch_some(numbers):
            with open_client(limits, Hosts(shared=turns())) as client:
                urls = [server.url(f"/{number}") for number in numbers]
                return [fetch_input(AddressInput(url, url), 1000, client, datetime.now(UTC)) for url in urls]

        with ThreadPoolExecutor(2) as machines:
            results = [page for pages in machines.map(fetch_some, ((0, 1, 2), (3, 4, 5))) for page in pages]
        assert [type(result) for result in results] == [Capture] * 6
        assert server.most_at_once == 1
        assert all(later.at - earlier.at >= GAP for earlier, later in pairwise(server.log))


def test_a_turn_ends_with_its_gap_and_a_pause_holds_for_all(turns):
    """Retry-After asks the program to wait, not one of its machines."""
    one, other = turns(), turns()
    assert one.take(HOST) == 0
    assert 50 < other.take(HOST) <= 60
    one.end(HOST, 0.0)
    assert other.take(HOST) == 0
    one.end(HOST, 1000.0)
    other.end(HOST, 0.0)
    assert one.take(HOST) == 0, "only the holder ends a turn"
    one.pause(HOST, 500.0)
    one.end(HOST, 0.0)
    other.pause(HOST, 100.0)
    assert 90 < other.take(HOST) <= 100


def test_the_turn_of_a_machine_that_is_gone_ends_by_itself(turns):
    """A worker that is killed between request and answer must not silence an outlet for ever."""
    gone, other = turns(lease_seconds=0.2), turns()
    assert gone.take(HOST) == 0
    while (wait := other.take(HOST)) > 0:
        assert wait <= 0.2


def test_a_warehouse_of_one_machine_shares_no_turns(tmp_path):
    """A file is not reached by other machines."""
    assert host_turns(tmp_path / "w.duckdb", 60.0, 10.0) is None
