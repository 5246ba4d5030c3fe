"""URLs, from a real server on the loopback interface."""

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from tests.end_to_end.conftest import ONE_WORKER, SAMPLES

pytestmark = pytest.mark.slow

PAGE = (SAMPLES / "harbour-post" / "2026-03-14-port-strike.html").read_bytes()


@pytest.fixture
def server():
    with HTTPServer(host="127.0.0.1") as server:
        yield server


def test_pages_are_fetched_redirects_followed_and_errors_told(hearsay, server):
    """One run with all that a list of addresses brings."""
    (hearsay.folder / "hearsay.toml").write_text(ONE_WORKER + "[fetch]\nallow_private = true\ngap_seconds = 0.1\n")
    server.expect_request("/robots.txt").respond_with_data("User-agent: *\nDisallow: /drafts/\n")
    server.expect_request("/good").respond_with_data(PAGE, content_type="text/html; charset=utf-8")
    server.expect_request("/moved").respond_with_response(Response(status=301, headers={"Location": "/good"}))
    server.expect_request("/loop").respond_with_response(Response(status=302, headers={"Location": "/loop"}))
    server.expect_request("/gone").respond_with_data("gone", status=410)
    asked = []

    def busy_at_first(request):
        asked.append(request)
        return Response(status=503, headers={"Retry-After": "1"}) if len(asked) == 1 else Response(PAGE)

    server.expect_request("/busy").respond_with_handler(busy_at_first)
    ended = hearsay(
        "ingest", *(server.url_for(f"/{name}") for name in "good moved loop gone busy drafts/one".split()), "--json"
    )
    assert ended.code == 1, ended.err
    ledger = hearsay.rows("SELECT given, outcome, reason, detail FROM inputs ORDER BY input_number")
    assert [(row["given"].rsplit("/")[-1], row["outcome"], row["reason"]) for row in ledger] == [
        ("good", "loaded", "new"),
        ("moved", "duplicate", "same_bytes"),
        ("loop", "failed", "redirect_loop"),
        ("gone", "rejected", "http_status"),
        ("busy", "loaded", "new"),
        ("one", "rejected", "robots"),
    ]
    captures = hearsay.rows("SELECT final_url, http_status, fetched_at FROM captures ORDER BY final_url")
    assert [capture["final_url"].rsplit("/")[-1] for capture in captures] == ["busy", "good"]
    assert all(capture["http_status"] == 200 and capture["fetched_at"] for capture in captures)


def test_private_addresses_are_not_asked_unless_allowed(hearsay, server):
    """A page's link must not reach the machine's own services."""
    (hearsay.folder / "hearsay.toml").write_text(ONE_WORKER)
    server.expect_request("/good").respond_with_data(PAGE)
    ended = hearsay("ingest", server.url_for("/good"), "--json")
    assert ended.code == 1
    assert "private address 127.0.0.1" in ended.json["problems"][0]["detail"]
    assert server.log == []
