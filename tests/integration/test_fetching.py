"""Fetched pages in a real warehouse, from a real server: conditional requests and their outcomes."""

import itertools
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hearsay.flows.config.logs import logged_as, open_log
from hearsay.flows.config.settings import Log
from hearsay.pipelines.extract.bytes.decoding import decode
from hearsay.pipelines.fetch.client import open_client
from hearsay.pipelines.fetch.limits import FetchLimits
from hearsay.pipelines.fetch.page import fetch_input
from hearsay.pipelines.inputs import AddressInput
from hearsay.pipelines.records import Capture
from hearsay.pipelines.sources.source import Source
from hearsay.warehouse.connection import open_for_writing
from tests.loopback import Loopback, answer
from tests.made_runs import ask, run_sources

PAGE = (Path(__file__).parents[2] / "samples/pages/harbour-post/2026-03-14-port-strike.html").read_bytes()


@pytest.fixture
def server():
    with Loopback() as server:
        yield server


@dataclass(frozen=True)
class Ingest:
    """Ingestion of sources into one warehouse."""

    path: Path

    def __call__(self, *sources, reader=None, chunk_pages=100, kind="page", **fetching):
        """Return (outcome, reason) of each input of one run; `reader` pretends that another one reads."""
        given = [Source(at, kind) for at in sources]
        receipt = run_sources(self.path, given, reader=reader, chunk_pages=chunk_pages, **fetching)
        return self.rows(
            f"SELECT outcome, reason FROM inputs WHERE run_id = '{receipt.summary.run_id}' ORDER BY input_number"
        )

    def rows(self, sql):
        return ask(self.path, sql)


@pytest.fixture
def ingest(tmp_path):
    return Ingest(tmp_path / "w.duckdb")


def _page(server, target="/a", body=PAGE, etag='"v1"', **headers):
    def reply(asked):
        if asked.headers.get("if-none-match") == etag:
            return b"HTTP/1.1 304 Not Modified\r\n\r\n"
        return answer(body, ETag=etag, **headers)

    server.pages[target] = reply
    return server.url(target)


def _whole(server):
    """Return the number of requests for a page without conditions."""
    return sum("if-none-match" not in asked.headers for asked in server.log)


def test_an_unchanged_page_costs_one_round_trip_and_is_seen(ingest, server):
    """The ledger must point to the stored capture and version, both with a new sighting."""
    url = _page(server)
    assert ingest(url) == [("loaded", "new")]
    before = ingest.rows("SELECT capture_id, version_id, last_seen_at FROM captures")
    assert ingest(url) == [("unchanged", "not_modified")]
    assert (len(server.log), _whole(server)) == (2, 1)
    ((capture, version, seen),) = ingest.rows("SELECT capture_id, version_id, last_seen_at FROM captures")
    assert [(capture, version)] == [row[:2] for row in before]
    assert seen > before[0][2]
    assert ingest.rows("SELECT last_seen_at FROM articles") == [(seen,)]
    ledger = ingest.rows("SELECT capture_id, version_id, detail FROM inputs WHERE reason = 'not_modified'")
    assert ledger == [(capture, version, "an earlier run found: loaded, new")]


def test_another_reader_needs_the_whole_page_again(ingest, server):
    """After a 304 the claims of the old reader would stay."""
    url = _page(server)
    ingest(url)
    assert ingest(url, reader="newer") == [("loaded", "new")]
    assert ingest(url, reader="newer") == [("unchanged", "not_modified")]
    assert _whole(server) == 2


def test_a_page_that_failed_is_asked_for_whole(ingest, server):
    """An earlier failure of hearsay does not show that the page is unchanged."""
    url = _page(server)
    ingest(url)
    with open_for_writing(ingest.path) as connection:
        connection.execute("UPDATE facts.captures SET outcome = 'failed', reason = 'timeout'")
    ingest(url)
    assert _whole(server) == 2


def test_a_page_that_changes_and_comes_back_is_followed(ingest, server):
    """The stored validators must belong to the last complete page."""
    url = _page(server)
    ingest(url)
    _page(server, body=PAGE.replace(b"strike", b"walkout"), etag='"v2"')
    assert ingest(url) == [("loaded", "new")]
    assert ingest(url) == [("unchanged", "not_modified")]
    assert ingest.rows("SELECT version FROM articles WHERE is_current") == [(2,)]
    _page(server)
    assert ingest(url) == [("unchanged", "same_bytes")]
    assert ingest(url) == [("unchanged", "not_modified")]
    assert ingest.rows("SELECT version FROM articles WHERE is_current") == [(1,)]


def test_a_server_that_stops_giving_validators_is_not_asked_by_old_ones(ingest, server):
    """Old validators belong to bytes before the last change."""
    url = _page(server)
    ingest(url)
    server.pages["/a"] = answer(PAGE + b"<!-- -->")
    ingest(url)
    ingest(url)
    assert "if-none-match" not in server.log[-1].headers
    assert ingest.rows("SELECT etag, last_modified_text FROM validators") == [(None, None)]


@pytest.mark.parametrize("chunk_pages", [1, 100])
def test_the_same_unchanged_page_twice(ingest, server, chunk_pages):
    """After a redirect, a second request in the chunk is a duplicate, as for a new page."""
    url, other = _page(server), server.url("/b")
    server.pages["/b"] = answer(status="302 Found", Location="/a")
    assert ingest(url, other, chunk_pages=chunk_pages) == [("loaded", "new"), ("duplicate", "same_bytes")]
    again = ("duplicate", "same_bytes") if chunk_pages == 100 else ("unchanged", "not_modified")
    assert ingest(url, other, chunk_pages=chunk_pages) == [("unchanged", "not_modified"), again]


def test_a_rejected_page_is_not_worked_on_again(ingest, server):
    """The ledger must repeat the reason of the earlier rejection."""
    url = _page(server, body=b"<p>Short.")
    ((outcome, reason),) = ingest(url)
    assert outcome == "rejected"
    assert ingest(url) == [("unchanged", "not_modified")]
    assert ingest.rows("SELECT detail FROM inputs WHERE reason = 'not_modified'") == [
        (f"an earlier run found: rejected, {reason}",)
    ]


SAID = "Mara Voss sagte: „Später“ – 5 €, Häfen."


@pytest.mark.parametrize(
    ("declared", "head", "encoding"),
    [
        ("text/html; charset=utf-8", "", "utf-8"),
        ("text/html; charset=iso-8859-1", "", "utf-8"),  # the commonest lie: a server's default
        ("text/html; charset=iso-8859-1", "", "cp1252"),  # what browsers take Latin-1 for
        ("text/html; charset=windows-1252", '<meta charset="koi8-r">', "cp1252"),  # the transport wins
        ("text/html; charset=nonsense", '<meta charset="windows-1252">', "cp1252"),
        ("text/html", "", "utf-8-sig"),
        ("text/html; charset=koi8-r", "", "utf-16"),  # a byte order mark wins over all
    ],
)
def test_a_page_is_read_whatever_its_server_says_of_its_charset(server, declared, head, encoding):
    """A wrong charset header would garble every name."""
    server.pages["/a"] = answer(f"<html>{head}<p>{SAID}".encode(encoding), Content_Type=declared)
    limits = FetchLimits(allow_private=True, gap_seconds=0, obey_robots=False)
    with open_client(limits) as client:
        found = fetch_input(AddressInput("a", server.url("/a")), 1000, client, datetime.now(UTC))
    assert isinstance(found, Capture)
    assert SAID in decode(found.body, found.charset)


def test_a_password_is_used_and_stored_nowhere(ingest, server):
    """Readers of the warehouse must not learn the password."""

    def guarded(asked):
        is_known = asked.headers.get("authorization") == "Basic am86czNjcmV0"
        return answer(PAGE, ETag='"v1"') if is_known else answer(status="401 Unauthorized")

    server.pages["/a"] = guarded
    url = server.url("/a").replace("//", "//jo:s3cret@")
    assert ingest(url, url.replace("/a", "/gone")) == [("loaded", "new"), ("rejected", "http_status")]
    for (table,) in ingest.rows("SELECT schema_name || '.' || table_name FROM duckdb_tables()"):
        assert "s3cret" not in str(ingest.rows(f"FROM {table}")), table
    assert ingest.rows("SELECT given FROM inputs ORDER BY input_number")[0] == (server.url("/a"),)


def test_a_password_in_a_list_is_used_and_stored_nowhere(ingest, server, tmp_path):
    """A repeated address ends before its fetch, on another path through the code."""
    server.pages["/a"] = answer(PAGE)
    url = server.url("/a").replace("//", "//jo:s3cret@")
    (tmp_path / "list").write_text(f"{url}\n{url}\n")
    assert ingest(str(tmp_path / "list"), kind="urls") == [("loaded", "new"), ("duplicate", "same_address")]
    assert server.log[0].headers["authorization"] == "Basic am86czNjcmV0"
    assert ingest.rows("SELECT DISTINCT given FROM inputs") == [(server.url("/a"),)]


def _feed(*urls):
    items = "".join(f"<item><link>{url}</link></item>" for url in urls)
    return answer(f"<rss version='2.0'><channel>{items}</channel></rss>".encode())


def test_a_feed_is_asked_for_as_politely_as_its_pages(ingest, server):
    """A run has one robots.txt and one pace, also between the feed and its first page."""
    server.pages["/robots.txt"] = answer(b"User-agent: *\nDisallow: /drafts\n")
    server.pages["/feed"] = _feed(server.url("/a"), server.url("/drafts/b"))
    server.pages["/a"] = answer(PAGE)
    ended = ingest(server.url("/feed"), kind="feed", obey_robots=True, gap_seconds=0.2)
    assert ended == [("loaded", "new"), ("rejected", "robots")]
    assert server.targets == ["/robots.txt", "/feed", "/a"]
    assert all(later.at - earlier.at >= 0.2 for earlier, later in itertools.pairwise(server.log))


def test_a_feed_that_robots_txt_keeps_back_is_a_failure(ingest, server):
    """The feed's pages are unknown, so a schedule must report the feed each time."""
    server.pages["/robots.txt"] = answer(b"User-agent: *\nDisallow: /feed\n")
    assert ingest(server.url("/feed"), kind="feed", obey_robots=True) == [("failed", "robots")]
    assert server.targets == ["/robots.txt"]


def test_a_repeated_request_is_logged_with_its_run_and_without_the_password(ingest, server, tmp_path):
    """Several runs log to a file, so a warning of a thread needs its run."""
    replies = iter([answer(status="503 Busy"), answer(PAGE)])
    server.pages["/a"] = lambda _: next(replies)
    with open_log(Log(file=str(tmp_path / "log"))), logged_as("this-run"):
        assert ingest(server.url("/a").replace("//", "//jo:s3cret@")) == [("loaded", "new")]
    text = (tmp_path / "log").read_text()
    warnings = [line for line in map(json.loads, text.splitlines()) if "attempt 1 failed" in line["message"]]
    assert [line["run_id"] for line in warnings] == ["this-run"]
    assert "s3cret" not in text


def test_a_run_of_many_days_knows_the_time(ingest, server, monkeypatch):
    """A slow host makes a run last for days; pages of the third day are not from the future."""
    url = _page(server)
    monkeypatch.setattr("hearsay.flows.run.lifecycle.datetime", _LongAgo)
    assert ingest(url) == [("loaded", "new")]


class _LongAgo(datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime(2026, 3, 1, tzinfo=UTC)
