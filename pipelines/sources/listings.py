"""What feeds and sitemaps say of the pages that they list: title, day of publication, last change."""

import html
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import struct_time
from typing import Any

from hearsay.pipelines.records import Listing, Published

_MARKUP = re.compile(r"<[a-zA-Z/!][^>]*>")
_SECONDS = re.compile(r"\d:\d\d:\d\d")
_FIRST_YEAR, _LAST_YEAR = 1990, 2200
_LONGEST = 500


def feed_listing(entry: Any) -> Listing:
    """What an item of RSS, RDF or Atom says. One that tells only when it was updated was published then.

    `entry` is feedparser's, asked as a plain dict: its own access makes up one date out of the other.
    """
    published = _feed_date(entry, "published")
    updated = _feed_date(entry, "updated")
    dated = published if published.at else updated
    return Listing(_title(dict.get(entry, "title")), dated, updated.at)


def json_listing(item: Mapping[str, object]) -> Listing:
    """What an item of a JSON feed says (jsonfeed.org)."""
    published, updated = read_date(item.get("date_published")), read_date(item.get("date_modified"))
    return Listing(_title(item.get("title")), published if published.at else updated, updated.at)


def sitemap_listing(page: Any) -> Listing:
    """What a page of a sitemap says: news:publication_date and news:title; lastmod is of a change, whatever changed.

    `page` is the Ultimate Sitemap Parser's, which does not keep how a date was written.
    """
    story = page.news_story
    published = _dated(story.publish_date, None) if story and story.publish_date else Published()
    changed = _dated(page.last_modified, None) if page.last_modified else Published()
    return Listing(_title(story.title) if story else None, published, changed.at)


def read_date(written: object, parsed: struct_time | None = None) -> Published:
    """A date of a feed, as RFC 822 or ISO 8601, or else as a lenient parser read it; nothing for what is none.

    A time of exactly midnight is taken for a day. A time without a zone is UTC.
    """
    if not isinstance(written, str) or len(written) > _LONGEST:
        return Published()
    text = " ".join(written.split())
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return _dated(read(text), text)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return _dated(datetime(*parsed[:6], tzinfo=UTC), text) if parsed else Published()


def _feed_date(entry: Any, name: str) -> Published:
    return read_date(dict.get(entry, name), dict.get(entry, f"{name}_parsed"))


def _dated(at: datetime, text: str | None) -> Published:
    if not _FIRST_YEAR <= at.year < _LAST_YEAR:
        return Published()
    if (at.hour, at.minute, at.second) == (0, 0, 0):
        return Published(datetime(at.year, at.month, at.day, tzinfo=UTC), "feed", "day", text)
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    precision = "second" if text is None or _SECONDS.search(text) else "minute"
    return Published(at, "feed", precision, text)


def _title(text: object) -> str | None:
    """A title as a reader sees it: feeds write markup into it, and write it as text."""
    if not isinstance(text, str):
        return None
    plain = " ".join(html.unescape(_MARKUP.sub(" ", html.unescape(text))).split())
    return plain[:_LONGEST] or None
