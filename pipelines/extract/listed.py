"""Metadata from a feed or a sitemap, used where the page itself has none."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hearsay.pipelines.inputs import Listing
from hearsay.pipelines.records import Article, Published

_FINENESS = {"none": 0, "year": 1, "month": 2, "day": 3, "hour": 4, "minute": 5, "second": 6}
_DAY = _FINENESS["day"]
_CLOCK_SLACK = timedelta(minutes=10)
_ZONE_SLACK = timedelta(hours=14)


def with_listing(article: Article, listing: Listing | None, fetched_at: datetime | None) -> Article:
    """Add the listed title if the article has none, and the listed date if it is the only or the more precise date.

    "More precise" means: the page gives the same day, and the feed also the time of day. A date after the fetch is
    not a publication date. The ids of article and version are computed before this step, so they do not depend on the
    feed.
    """
    if listing is None:
        return article
    published = article.published
    if _tells_more(listing.published, published) and not _is_future(listing.published, fetched_at):
        published = listing.published
    return replace(article, title=article.title or listing.title, published=published)


def _tells_more(listed: Published, stated: Published) -> bool:
    if listed.at is None:
        return False
    if stated.at is None:
        return True
    is_finer = _FINENESS[stated.precision] < _FINENESS[listed.precision]
    return is_finer and _FINENESS[stated.precision] >= _DAY and _is_same_day(listed.at, stated.at)


def _is_same_day(listed: datetime, stated: datetime) -> bool:
    """Return True for the same day in the feed's zone or in UTC; feeds often use UTC, and pages local days."""
    return stated.date() in (listed.date(), listed.astimezone(UTC).date())


def _is_future(listed: Published, fetched_at: datetime | None) -> bool:
    if listed.at is None or fetched_at is None:
        return False
    return listed.at > fetched_at + (_ZONE_SLACK if listed.precision == "day" else _CLOCK_SLACK)
