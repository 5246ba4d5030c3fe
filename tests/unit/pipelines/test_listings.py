"""Hints of feeds and sitemaps: as written, without additions."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from hearsay.pipelines.inputs import Listing
from hearsay.pipelines.records import Published
from hearsay.pipelines.sources.documents import read_document
from hearsay.pipelines.sources.listings import read_date

SITE = "https://news.example"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = datetime(2026, 3, 1, tzinfo=UTC)


def rss(*fields):
    items = f"<item><link>{SITE}/1</link>{''.join(fields)}</item>"
    space = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    return f'<rss version="2.0" {space}><channel>{items}</channel></rss>'.encode()


def atom(*fields):
    entry = f'<entry><link href="{SITE}/1"/>{"".join(fields)}</entry>'
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{entry}</feed>'.encode()


def json_feed(**fields):
    item = {"url": f"{SITE}/1", **fields}
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [item]}).encode()


def sitemap(inside):
    spaces = (
        'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    )
    return f"<urlset {spaces}><url><loc>{SITE}/1</loc>{inside}</url></urlset>".encode()


def listing(body, kind="feed"):
    """Return the hints about the only page; None without hints."""
    return read_document(body, SITE, kind).listings.get(f"{SITE}/1")


def test_an_item_of_a_feed_tells_title_and_date_as_written():
    """The zone is kept, because it decides on the outlet's day."""
    found = listing(rss("<title>One &amp;amp; two</title>", "<pubDate>Sun, 01 Mar 2026 13:00:00 +0100</pubDate>"))
    at = datetime(2026, 3, 1, 13, tzinfo=timezone(timedelta(hours=1)))
    assert found == Listing("One & two", Published(at, "feed", "second", "Sun, 01 Mar 2026 13:00:00 +0100"))
    assert found.published.at.utcoffset() == timedelta(hours=1)


@pytest.mark.parametrize(
    ("body", "at", "precision"),
    [
        (atom("<published>2026-03-01T12:00Z</published><updated>2026-03-05T00:00:01Z</updated>"), NOON, "minute"),
        (atom("<updated>2026-03-01T12:00:00Z</updated>"), NOON, "second"),
        (rss("<dc:date>2026-03-01</dc:date>"), DAY, "day"),
        (rss("<pubDate>Sun, 01 Mar 2026 00:00:00 GMT</pubDate>"), DAY, "day"),  # midnight is a system's day
        (json_feed(date_published="2026-03-01T12:00:00Z", date_modified="2026-03-07T12:00:00Z"), NOON, "second"),
    ],
)
def test_dates_of_every_kind_of_feed(body, at, precision):
    """Without a date of publication the update counts. The precision is that of the text."""
    found = listing(body).published
    assert (found.at, found.basis, found.precision) == (at, "feed", precision)


def test_the_last_change_is_never_the_publication():
    """A sitemap's lastmod changes with every change of a template."""
    changed = listing(sitemap("<lastmod>2026-03-01T12:00:00Z</lastmod>"), "sitemap")
    assert changed == Listing(None, Published(), NOON)
    news = (
        "<news:news><news:publication_date>2026-02-01</news:publication_date><news:title>T</news:title></news:news>"
    )
    both = listing(sitemap(f"<lastmod>2026-03-01T12:00:00Z</lastmod>{news}"), "sitemap")
    assert (both.title, both.published.at, both.changed_at) == ("T", datetime(2026, 2, 1, tzinfo=UTC), NOON)


@pytest.mark.parametrize(
    "written", ["", "soon", "2026", "1970-01-01T00:00:01Z", "9999-99-99", "x" * 10_000, 7, None, "Sun, 99 Mar 2026"]
)
def test_an_invalid_date_is_dropped(written):
    """Feeds are hostile and empty fields are common; neither may become a date."""
    assert read_date(written) == Published()


def test_an_item_that_says_nothing_has_no_listing():
    """Most lists are bare addresses, which must not use more memory."""
    assert listing(rss()) is None
    assert listing(sitemap(""), "sitemap") is None
    assert listing(json_feed(title=["x"], date_published=5)) is None
