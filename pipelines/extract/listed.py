"""What a feed or a sitemap says of a page, for what the page itself does not say."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hearsay.pipelines.records import Article, Listing, Published

_FINENESS = {"none": 0, "year": 1, "month": 2, "day": 3, "hour": 4, "minute": 5, "second": 6}
_DAY = _FINENESS["day"]
_CLOCK_SLACK = timedelta(minutes=10)
_ZONE_SLACK = timedelta(hours=14)


def with_listing(article: Article, listing: Listing | None, fetched_at: datetime | None) -> Article:
    """The article with the listed title where it has none, and the listed date where that tells more.

    That is where the page gives no date, or where it gives the same day and the feed the time of day. A date after
    the fetch is no publication. The ids of article and version are made before: they do not hang on who listed it.
    """
    if listing is None:
        return article
    published = article.published
    if _tells_more(listing.published, published) and not _is_future(listing.published, fetched_at):
        published = listing.published
    return replace(article, title=article.title or listing.title, published=published)


def _tells_more(listed: Published, found: Published) -> bool:
    if listed.at is None:
        return False
    if found.at is None:
        return True
    is_finer = _FINENESS[found.precision] < _FINENESS[listed.precision]
    return is_finer and _FINENESS[found.precision] >= _DAY and _is_same_day(listed.at, found.at)


def _is_same_day(listed: datetime, found: datetime) -> bool:
    """Whether both are of one day, by the feed's zone or by UTC: many feeds tell UTC, and pages local days."""
    return found.date() in (listed.date(), listed.astimezone(UTC).date())


def _is_future(listed: Published, fetched_at: datetime | None) -> bool:
    if listed.at is None or fetched_at is None:
        return False
    return listed.at > fetched_at + (_ZONE_SLACK if listed.precision == "day" else _CLOCK_SLACK)
