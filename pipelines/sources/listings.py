"""Hints from feeds and sitemaps about the pages that they list: title, date of publication, last change."""

import html
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import struct_time
from typing import Any

from hearsay.pipelines.inputs import Listing
from hearsay.pipelines.records import Published
from hearsay.pipelines.sources.sitemaps import SitemapPage

_MARKUP = re.compile(r"<[a-zA-Z/!][^>]*>")
_SECONDS = re.compile(r"\d:\d\d:\d\d")
_YEAR_FIRST = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"
    r"(?:[Tt ] {0,3}(\d{1,2})(:\d\d(?::\d\d(?:\.\d{1,9})?)?) {0,3}([A-Za-z]{1,5}|[+-]\d\d:?\d\d)?)?",
    re.ASCII,
)
_UTC_NAMES = re.compile("Z|UTC|GMT", re.IGNORECASE)
_FIRST_YEAR, _LAST_YEAR = 1990, 2200
_LONGEST = 500


def feed_listing(entry: Any) -> Listing:
    """Return the hints of an RSS, RDF or Atom item. Without a date of publication, the date of the update counts.

    `entry` is an entry of feedparser, used as a plain dict: feedparser's own access derives a missing date from
    another.
    """
    published = _feed_date(entry, "published")
    updated = _feed_date(entry, "updated")
    dated = published if published.at else updated
    return Listing(_title(dict.get(entry, "title")), dated, updated.at)


def json_listing(item: Mapping[str, object]) -> Listing:
    """Return the hints of an item of a JSON feed (jsonfeed.org)."""
    published, updated = read_date(item.get("date_published")), read_date(item.get("date_modified"))
    return Listing(_title(item.get("title")), published if published.at else updated, updated.at)


def sitemap_listing(page: SitemapPage) -> Listing:
    """Return the hints of a sitemap entry: news:publication_date and news:title.

    lastmod is the time of any change, so it is not a date of publication. The dates as written are not stored.
    """
    published, changed = (_sitemap_date(written) for written in (page.published, page.last_modified))
    return Listing(_title(page.title), replace(published, text=None), changed.at)


def read_date(written: object, parsed: struct_time | None = None) -> Published:
    """Return a feed's date in RFC 822 or ISO 8601, otherwise as a lenient parser read it; empty if invalid.

    A time of exactly midnight counts as a day. A time without a zone is UTC.
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


def _sitemap_date(written: str | None) -> Published:
    """Return a sitemap's date in ISO 8601, also in common misspellings: 2026/3/1, 2026-03-01 8:15 UTC.

    If the name of the zone is ambiguous, such as CST, only the day is read.
    """
    spelt = _YEAR_FIRST.fullmatch(written or "")
    if not spelt:
        return read_date(written)
    year, month, day, hour, minutes, zone = spelt.groups(default="")
    zone = _UTC_NAMES.sub("Z", zone)
    clock = f"T{hour:0>2}{minutes}{zone}" if hour and (zone == "Z" or not zone.isalpha()) else ""
    return read_date(f"{year}-{month:0>2}-{day:0>2}{clock}")


def _dated(at: datetime, text: str | None) -> Published:
    if not _FIRST_YEAR <= at.year < _LAST_YEAR:
        return Published()
    if (at.hour, at.minute, at.second) == (0, 0, 0):
        return Published(datetime(at.year, at.month, at.day, tzinfo=UTC), "feed", "day", text)
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    precision = "second" if text is None or _SECONDS.search(text) else "minute"
    return Published(at, "feed", precision, text)


def _title(text: object) -> str | None:
    """Return a title as plain text. Feeds write markup into titles, and also write markup as text."""
    if not isinstance(text, str):
        return None
    plain = " ".join(html.unescape(_MARKUP.sub(" ", html.unescape(text))).split())
    return plain[:_LONGEST] or None
