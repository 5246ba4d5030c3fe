"""The input of gathering: new articles and claims, and their neighbours in the warehouse."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import polars as pl

from hearsay.pipelines.stories.profile import Profile, make_profile


@dataclass(frozen=True, slots=True, order=True)
class Appearance:
    """When an article version appeared. The first of several near-duplicates is the original.

    The warehouse decides it, and the order of the fields: warehouse/sql/appearances.sql.
    """

    day: date
    is_time_unknown: bool
    at: datetime
    first_seen_at: datetime
    version_id: str


_APPEARANCE = ("appeared_on", "is_time_unknown", "appeared_at", "first_seen_at", "version_id")
"""Columns of an article in the warehouse with the fields of Appearance."""


@dataclass(frozen=True, slots=True)
class KnownClaim:
    """A claim. `group_id` is None until the claim has a group.

    `version_id` and `story_id` are those of its article; a new claim has no story yet.
    """

    claim_id: str
    content_text: str
    source_entity_id: str | None
    polarity: str
    group_id: str | None = None
    source_name: str | None = None
    source_entity_type: str | None = None
    version_id: str | None = None
    story_id: str | None = None


_CLAIM = (
    *("claim_id", "content_text", "source_entity_id", "polarity", "claim_group_id"),
    *("source_name", "source_entity_type", "version_id", "story_id"),
)
"""Columns of a claim in the warehouse with the fields of KnownClaim."""


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """A version of an article. `story_id` is None until the article has a story; `claims` are its new claims."""

    article_id: str
    appearance: Appearance
    text: str = field(repr=False)
    profile: Profile = field(repr=False)
    story_id: str | None = None
    copy_of: str | None = None
    claims: tuple[KnownClaim, ...] = ()

    @property
    def version_id(self) -> str:
        """The id of the version."""
        return self.appearance.version_id

    @property
    def day(self) -> date:
        """The day of the article, for the search for stories."""
        return self.appearance.day


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The neighbours of some new articles in the warehouse.

    The fields hold rows by id, and for each new id the ids that share a key with it.

    `story_claims` has, for each new article, the claims of articles that are likely on the same event.

    `stories` maps the stories of these articles to the time of their first article, `sizes` to their number of
    articles. `story_of` maps an article_id to
    the story of another version of that article.
    """

    articles: Mapping[str, KnownArticle] = field(default_factory=dict)
    claims: Mapping[str, KnownClaim] = field(default_factory=dict)
    near_texts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    near_stories: Mapping[str, Sequence[str]] = field(default_factory=dict)
    near_claims: Mapping[str, Sequence[str]] = field(default_factory=dict)
    story_claims: Mapping[str, Sequence[str]] = field(default_factory=dict)
    copies: Mapping[str, Sequence[str]] = field(default_factory=dict)
    stories: Mapping[str, datetime] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)
    story_of: Mapping[str, str] = field(default_factory=dict)


def new_articles(articles: pl.DataFrame, names: pl.DataFrame, claims: pl.DataFrame) -> list[KnownArticle]:
    """Return articles that are not linked yet.

    Args:
        articles: Article versions, as warehouse.neighbours gives them.
        names: version_id, entity_id and name of each mention.
        claims: Their claims without a group of several claims.
    """
    names_of: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for version_id, entity_id, name in names.select("version_id", "entity_id", "name").iter_rows():
        names_of[version_id].append((entity_id, name))
    claims_of: dict[str, list[KnownClaim]] = defaultdict(list)
    for version_id, claim in zip(claims["version_id"], known_claims(claims).values(), strict=True):
        claims_of[version_id].append(claim)
    return [
        replace(
            _article(row, make_profile(row["title"], row["text"], row["language"], names_of[row["version_id"]])),
            copy_of=None,
            claims=tuple(claims_of[row["version_id"]]),
        )
        for row in articles.iter_rows(named=True)
    ]


def known_articles(articles: pl.DataFrame, profiles: pl.DataFrame | None = None) -> dict[str, KnownArticle]:
    """Return articles of the warehouse by version_id.

    Args:
        articles: Article versions, as warehouse.neighbours gives them.
        profiles: Their profiles. An article without one is left out. None gives all articles an empty profile.
    """
    if profiles is None:
        return {row["version_id"]: _article(row, Profile({}, {}, {})) for row in articles.iter_rows(named=True)}
    stored = {row["version_number"]: _profile(row) for row in profiles.iter_rows(named=True)}
    return {
        row["version_id"]: _article(row, stored[row["version_number"]])
        for row in articles.iter_rows(named=True)
        if row["version_number"] in stored
    }


def known_claims(claims: pl.DataFrame) -> dict[str, KnownClaim]:
    """Return claims by claim_id."""
    return {row[0]: KnownClaim(*row) for row in claims.select(_CLAIM).iter_rows()}


def _article(row: Mapping[str, Any], profile: Profile) -> KnownArticle:
    return KnownArticle(
        article_id=row["article_id"],
        appearance=Appearance(*(row[name] for name in _APPEARANCE)),
        text=row["text"],
        profile=profile,
        story_id=row["story_id"],
        copy_of=row["copy_of"],
    )


def _profile(row: Mapping[str, Any]) -> Profile:
    weights = ({cell["term"]: cell["weight"] for cell in row[name]} for name in ("terms", "title_terms", "names"))
    return Profile(*weights)
