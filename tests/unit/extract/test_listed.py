"""Metadata from a feed counts only if the page has none."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from hearsay.pipelines.extract import with_listing
from hearsay.pipelines.inputs import Listing
from hearsay.pipelines.records import Article, Published

MORNING = datetime(2026, 3, 1, 8, 30, 5, tzinfo=UTC)
DAY = datetime(2026, 3, 1, tzinfo=UTC)
FETCHED = datetime(2026, 3, 9, tzinfo=UTC)
FEED = Published(MORNING, "feed", "second", "Sun, 01 Mar 2026 08:30:05 GMT")


def published(stated, listed=FEED, fetched_at=FETCHED):
    """Return the publication date of an article with this date on the page and that date in the feed."""
    article = Article("c", "text", title="Title", published=stated)
    return with_listing(article, Listing(published=listed), fetched_at).published


@pytest.mark.parametrize(
    "stated",
    [
        Published(),
        Published(text="2 hours ago"),  # The time of reading is unknown.
        Published(DAY, "json-ld", "day", "2026-03-01"),
        Published(datetime(2026, 3, 1, 8, 30, tzinfo=UTC), "meta", "minute", "x"),
        Published(datetime(2026, 3, 1, 8, tzinfo=UTC), "relative", "hour", "1 hour ago"),
    ],
)
def test_the_feed_tells_more(stated):
    """The page has no date, or the same day with less precision."""
    assert published(stated) == FEED


@pytest.mark.parametrize(
    "stated",
    [
        # Another day: the day of the page counts.
        Published(datetime(2026, 2, 28, tzinfo=UTC), "byline", "day", "28 February"),
        Published(datetime(2026, 3, 1, 9, tzinfo=UTC), "json-ld", "second", "x"),
        Published(DAY, "byline", "month", "March 2026"),  # The page does not give the day.
    ],
)
def test_the_page_s_own_word_stands(stated):
    """Some feeds give all articles of an archive the day of the feed."""
    assert published(stated) == stated


def test_the_day_is_that_of_either_clock():
    """A page says 1 March; its feed says half past eight in the evening there, or 2 March in UTC."""
    evening = datetime(2026, 3, 1, 20, 30, tzinfo=timezone(-timedelta(hours=5)))
    local = Published(evening, "feed", "second", "x")
    assert published(Published(DAY, "byline", "day", "1 March"), local) == local
    utc = Published(evening.astimezone(UTC), "feed", "second", "x")
    assert published(Published(DAY + timedelta(days=1), "byline", "day", "2 March"), utc) == utc


def test_no_article_appears_after_it_was_fetched():
    """Clocks of feeds are wrong, and some feeds announce future articles."""
    assert published(Published(), fetched_at=MORNING - timedelta(hours=1)) == Published()
    assert published(Published(), fetched_at=MORNING - timedelta(minutes=5)) == FEED


def test_the_title_is_taken_only_where_there_is_none():
    """Feeds shorten headlines or make them sensational."""
    listing = Listing("Listed")
    assert with_listing(Article("c", "text", title="Own"), listing, None).title == "Own"
    assert with_listing(Article("c", "text"), listing, None).title == "Listed"
    assert with_listing(Article("c", "text"), None, None).title is None
