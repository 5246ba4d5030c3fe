"""The input of gathering: new articles and claims, and their neighbours in the warehouse."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from hearsay.pipelines.stories.profile import Profile

_TELLS_THE_TIME = ("second", "minute", "hour")
_TELLS_THE_DAY = (*_TELLS_THE_TIME, "day")

Precedence = tuple[date, bool, datetime, datetime, str]


@dataclass(frozen=True, slots=True)
class KnownClaim:
    """A claim. `group_id` is None until the claim has a group."""

    claim_id: str
    content_text: str
    source_entity_id: str | None
    polarity: str
    group_id: str | None = None


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """A version of an article. `story_id` is None until the article has a story; `claims` are its new claims.

    `published_precision` is an entry of warehouse.schema.PRECISIONS.
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
        """The time of publication if at least the day is known, otherwise the time of first sighting."""
        is_known = self.published_at is not None and self.published_precision in _TELLS_THE_DAY
        return self.published_at if is_known and self.published_at else self.first_seen_at

    @property
    def day(self) -> date:
        """The day of the article, for the search for stories."""
        return event_day(self.published_at, self.published_precision, self.first_seen_at)

    @property
    def precedence(self) -> Precedence:
        """The sort key by appearance."""
        return precedence(self.published_at, self.published_precision, self.first_seen_at, self.version_id)


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The neighbours of some new articles in the warehouse.

    The fields hold rows by id, and for each new id the ids that share a key with it.

    `stories` maps the stories of these articles to the time of their first article. `story_of` maps an article_id to
    the story of another version of that article.
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
    """Return the day of an article: of its publication if known to the day, otherwise of its first sighting."""
    appeared_at = published_at if published_at is not None and precision in _TELLS_THE_DAY else first_seen_at
    return appeared_at.astimezone(UTC).date()


def precedence(published_at: datetime | None, precision: str, first_seen_at: datetime, version_id: str) -> Precedence:
    """Return a sort key by appearance. The first of several near-duplicates is the original.

    On the same day, an article with a time comes before an article with the day alone, because midnight would be
    wrong. Then the time, the first sighting and the id decide.
    """
    day = event_day(published_at, precision, first_seen_at)
    if published_at is None or precision not in _TELLS_THE_DAY:
        return (day, True, first_seen_at, first_seen_at, version_id)
    return (day, precision not in _TELLS_THE_TIME, published_at, first_seen_at, version_id)
