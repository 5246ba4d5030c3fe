"""Web archives through the whole spine: what a crawl holds ends in the warehouse, and each answer in the ledger."""

import gzip

import pytest

from tests.end_to_end.conftest import ONE_WORKER, SAMPLES
from tests.made_archives import http, packed, record, wacz

pytestmark = pytest.mark.slow

PAGE = (SAMPLES / "harbour-post" / "2026-03-14-port-strike.html").read_bytes()
STORY = "https://crawl.example/story"


def test_a_crawl_goes_through_as_a_file_a_stream_and_a_package(hearsay):
    """The same crawl three times, once cut off: a schedule that reads it again adds nothing."""
    crawl = packed(
        record(STORY, http(gzip.compress(PAGE), Content_Encoding="gzip")),
        record("https://crawl.example/logo", http(b"\x89PNG", content_type="image/png")),
        record(STORY, b"HTTP/1.1 304 Not Modified\r\n\r\n", kind="revisit"),
    )
    (hearsay.folder / "hearsay.toml").write_text(ONE_WORKER)
    (hearsay.folder / "crawl.warc.gz").write_bytes(crawl)
    (hearsay.folder / "crawl.wacz").write_bytes(wacz(data=crawl))
    first = hearsay("ingest", "crawl.warc.gz", "--json")
    assert first.code == 0, first.err
    assert first.json["inputs"] == {"loaded": 1, "unchanged": 0, "duplicate": 0, "rejected": 2, "failed": 0}
    again = hearsay("ingest", "-", "crawl.wacz", "--json", stdin=crawl[:-40])
    assert again.code == 1
    assert again.json["inputs"] == {"loaded": 0, "unchanged": 1, "duplicate": 1, "rejected": 3, "failed": 1}
    assert {"outcome": "failed", "reason": "broken_record", "inputs": 1} in again.json["reasons"]
    assert hearsay.rows("SELECT final_url, http_status, media_type, fetched_at::DATE::TEXT AS day FROM captures") == [
        {"final_url": STORY, "http_status": 200, "media_type": "text/html; charset=utf-8", "day": "2026-03-01"}
    ]
