"""A newsroom's day: a feed by its name, twice, from a real server on the loopback interface."""

import pytest
from pytest_httpserver import HTTPServer

from tests.end_to_end.conftest import ONE_WORKER, SAMPLES

pytestmark = pytest.mark.slow

STORIES = sorted((SAMPLES / "harbour-post").glob("*.html"))[:2]


def test_a_named_feed_is_taken_in_and_an_item_of_two_feeds_once(hearsay):
    """Every item ends in the ledger; the second run finds nothing new; what is gone fails, the rest comes in."""
    with HTTPServer(host="127.0.0.1") as server:
        for number, story in enumerate(STORIES):
            server.expect_request(f"/{number}").respond_with_data(story.read_bytes(), content_type="text/html")
        server.expect_request("/robots.txt").respond_with_data("gone", status=404)
        items = "".join(f"<item><link>{server.url_for(f'/{number}')}</link></item>" for number in (0, 1))
        feed = f'<rss version="2.0"><channel>{items}</channel></rss>'
        server.expect_request("/feed").respond_with_data(feed, content_type="text/html")
        server.expect_request("/latest").respond_with_data(feed, content_type="text/html")
        server.expect_request("/gone").respond_with_data("gone", status=410)
        (hearsay.folder / "hearsay.toml").write_text(
            f"{ONE_WORKER}[fetch]\nallow_private = true\nattempts = 1\ngap_seconds = 0.05\n"
            f'[[sources]]\nname = "wire"\nat = "{server.url_for("/feed")}"\n'
            f'[[sources]]\nname = "top"\nat = "{server.url_for("/gone")}"\nkind = "feed"\n'
        )
        first = hearsay("ingest", "wire", "top", server.url_for("/1"), "--json")
        again = hearsay("ingest", "wire", server.url_for("/latest"), "--json")
    assert first.code == 1, first.err
    assert first.json["inputs"] == {"loaded": 2, "unchanged": 0, "duplicate": 1, "rejected": 0, "failed": 1}
    assert (first.json["problems"][0]["reason"], "410" in first.json["problems"][0]["detail"]) == (
        "http_status",
        True,
    )
    assert again.json["inputs"]["unchanged"] == 2
    assert "hearsay ingest --as feed" in again.json["problems"][0]["detail"], "a feed among pages tells what to type"
    assert sum(path in ("/0", "/1") for path in (request.path for request, _ in server.log)) == 4
