"""Conditional requests: an unchanged page costs a round trip, and validators go only to their own address."""

from hearsay.pipelines.fetch.client import open_client
from hearsay.pipelines.fetch.hosts import Hosts
from hearsay.pipelines.fetch.limits import FetchLimits
from hearsay.pipelines.fetch.page import fetch_input
from hearsay.pipelines.inputs import AddressInput
from hearsay.pipelines.records import Capture, Failure, NotModified, Validators
from tests.loopback import answer
from tests.unit.fetch.conftest import NO_TRUST, NOW

DATE = "Sat, 14 Mar 2026 08:00:00 GMT"


def _fetch(url, known=None):
    limits = FetchLimits(allow_private=True, gap_seconds=0, attempts=1, obey_robots=False)
    with open_client(limits, Hosts(), NO_TRUST) as client:
        return fetch_input(AddressInput(url, url), 1000, client, NOW, known)


def _with_etag(asked):
    if asked.headers.get("if-none-match") == '"v1"':
        return b'HTTP/1.1 304 Not Modified\r\nETag: "v1"\r\n\r\n'
    return answer(b"page", ETag='"v1"', Last_Modified=DATE)


def test_validators_are_kept_and_sent_as_they_came(server):
    """The first request gets the page, the second a response without a body."""
    server.pages["/a"] = _with_etag
    first = _fetch(server.url("/a"))
    assert isinstance(first, Capture)
    assert first.validators == Validators(server.url("/a"), '"v1"', DATE)
    assert _fetch(server.url("/a"), first.validators) == NotModified(server.url("/a"))
    assert len(server.log) == 2
    assert server.log[1].headers["if-none-match"] == '"v1"'
    assert server.log[1].headers["if-modified-since"] == DATE


def test_a_changed_page_is_fetched_again(server):
    """A changed page must come with its new validators."""
    server.pages["/a"] = answer(b"new", ETag='W/"v2"')
    found = _fetch(server.url("/a"), Validators(server.url("/a"), '"v1"', DATE))
    assert isinstance(found, Capture)
    assert (found.body, found.validators) == (b"new", Validators(server.url("/a"), 'W/"v2"', None))


def test_validators_hold_for_the_end_of_the_redirect(server):
    """The redirecting address issued no validators, so it must not receive those of another address."""
    server.pages |= {"/old": answer(status="301 Moved", Location="/a"), "/a": _with_etag}
    first = _fetch(server.url("/old"))
    assert first.validators.final_url == server.url("/a")
    assert _fetch(server.url("/old"), first.validators) == NotModified(server.url("/old"))
    assert [asked.headers.get("if-none-match") for asked in server.log] == [None, None, None, '"v1"']


def test_a_redirect_to_another_page_gets_an_unconditional_request(server):
    """The ETag of a page is meaningless for another page."""
    server.pages |= {"/old": answer(status="301 Moved", Location="/a"), "/a": _with_etag}
    assert isinstance(_fetch(server.url("/old"), Validators(server.url("/b"), '"v1"', DATE)), Capture)


def test_a_304_to_an_unconditional_request_is_a_failure(server):
    """A 304 to an unconditional request brings no bytes, and there are no earlier bytes to use."""
    server.pages["/a"] = b"HTTP/1.1 304 Not Modified\r\n\r\n"
    found = _fetch(server.url("/a"))
    assert isinstance(found, Failure)
    assert found.reason == "bad_answer"


def test_validators_that_cannot_be_sent_back_are_dropped(server):
    """A header can hold any bytes, and any number of them."""
    server.pages["/a"] = answer(b"page", ETag="\xe9", Last_Modified="x" * 501)
    assert _fetch(server.url("/a")).validators == Validators(server.url("/a"), None, None)
