"""What gathering is given: articles and claims, new ones and those that the warehouse has beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from hearsay.pipelines.stories.profile import Profile

_TELLS_THE_TIME = ("second", "minute", "hour")
_TELLS_THE_DAY = (*_TELLS_THE_TIME, "day")

Precedence = tuple[date, bool, datetime, datetime, str]


@dataclass(frozen=True, slots=True)
class KnownClaim:
    """A claim. `group_id` is None for one that has yet to find its group."""

    claim_id: str
    version_id: str
    content_text: str
    source_entity_id: str | None
    polarity: str
    group_id: str | None = None


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """A version of an article. `story_id` is None for one that has yet to find its story; `claims` are its new ones.

    `published_precision` is one of warehouse.schema.PRECISIONS.
    """

    version_id: str
    article_id: str
    published_at: datetime | None
    published_precision: str
    first_seen_at: datetime
    text: str = field(repr=False)
    profile: Profile = field(repr=False)
    story_id: str | None = None
    copy_of: str | None = None
    claims: tuple[KnownClaim, ...] = ()

    @property
    def appeared_at(self) -> datetime:
        """When it was published, where that is known to the day, else when it was first seen."""
        known = self.published_at is not None and self.published_precision in _TELLS_THE_DAY
        return self.published_at if known and self.published_at else self.first_seen_at

    @property
    def day(self) -> date:
        """The day it belongs to."""
        return event_day(self.published_at, self.published_precision, self.first_seen_at)

    @property
    def precedence(self) -> Precedence:
        """Its place in time among other articles."""
        return precedence(self.published_at, self.published_precision, self.first_seen_at, self.version_id)


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """What the warehouse has near some new articles: rows by id, and for each new id those that share a key with it.

    `stories` maps the stories of these articles to when their first article appeared. `story_of` gives the story of
    another version of a new article, by article_id.
    """

    articles: Mapping[str, KnownArticle] = field(default_factory=dict)
    claims: Mapping[str, KnownClaim] = field(default_factory=dict)
    near_texts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    near_stories: Mapping[str, Sequence[str]] = field(default_factory=dict)
    near_claims: Mapping[str, Sequence[str]] = field(default_factory=dict)
    copies: Mapping[str, Sequence[str]] = field(default_factory=dict)
    stories: Mapping[str, datetime] = field(default_factory=dict)
    story_of: Mapping[str, str] = field(default_factory=dict)


def event_day(published_at: datetime | None, precision: str, first_seen_at: datetime) -> date:
    """The day an article belongs to: of its publication where that is known to the day, else of its first sight."""
    known = published_at if published_at is not None and precision in _TELLS_THE_DAY else first_seen_at
    return known.astimezone(UTC).date()


def precedence(published_at: datetime | None, precision: str, first_seen_at: datetime, version_id: str) -> Precedence:
    """What sorts articles by when they appeared, so that the first of some like ones is the original.

    Of two on one day, the one that tells the time comes before the one that tells the day alone, since midnight is no
    time; then the time, when it was first seen, and its id decide.
    """
    day = event_day(published_at, precision, first_seen_at)
    if published_at is None or precision not in _TELLS_THE_DAY:
        return (day, True, first_seen_at, first_seen_at, version_id)
    return (day, precision not in _TELLS_THE_TIME, published_at, first_seen_at, version_id)
