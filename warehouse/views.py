"""The views: every view of views.sql with its columns, dtypes and descriptions.

Descriptions go into the database as comments (warehouse.comments) and into docs/tables.md. A column that shows a
table's column without a change has that column's description.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from hearsay.warehouse.schema import (
    ARTICLES,
    CHECKS,
    CLAIM_GROUPS,
    CLAIMS,
    CLOSED_REASONS,
    ENTITIES,
    INSTANT,
    RUNS,
    STORIES,
    Column,
    Table,
)


@dataclass(frozen=True, slots=True)
class View:
    """One view, with its columns in the order of its SELECT."""

    name: str
    description: str
    columns: tuple[Column, ...]

    @property
    def stored_columns(self) -> tuple[Column, ...]:
        """The columns in the database."""
        return self.columns


def _columns_of(table: Table, *names: str) -> tuple[Column, ...]:
    """Return columns of a table that a view shows without a change."""
    return tuple(table.column(name) for name in names)


def _text(name: str, description: str, *, nullable: bool = False) -> Column:
    return Column(name, pl.String, description, nullable=nullable)


def _count(name: str, description: str) -> Column:
    return Column(name, pl.Int64, description, low=0)


URL = _text("url", "Address of the article, or else its canonical address.", nullable=True)

_CONTEXT = _text(
    "context_text", "Sentences around the claim in the article; NULL: read before hearsay 0.5.", nullable=True
)
_ARTICLE = (*_columns_of(ARTICLES, "title"), URL, *_columns_of(ARTICLES, "domain", "published_at"))
_DATES = _columns_of(
    CLAIMS,
    "about_from_on",
    "about_to_on",
    "about_precision",
    "about_basis",
    "about_text",
    "said_from_on",
    "said_to_on",
    "claim_group_id",
)

ATTRIBUTION_COLUMNS = (
    *_ARTICLE,
    *_columns_of(CLAIMS, "source_text"),
    _text("source_entity", "Name of the source's entity, after joins; NULL: no entity.", nullable=True),
    *_columns_of(CLAIMS, "source_type", "cue_text", "content_text", "quote_type", "certainty", "polarity"),
    *_columns_of(CLAIMS, "check_worthiness", "claim_id", "article_id"),
    _text(
        "source_entity_id",
        "Entity of the source, after joins; NULL: unresolved or several.",
        nullable=True,
    ),
    *_DATES,
    *_columns_of(ARTICLES, "story_id", "copy_of"),
    *_columns_of(CLAIMS, "confidence", "cue_lemma", "parent_claim_id"),
    *_columns_of(ARTICLES, "language"),
    *_columns_of(CLAIMS, "kind", "source_pronoun", "source_role_text", "affiliation_text"),
    _text("affiliation_entity", "Name of the affiliation's entity, after joins; NULL: no entity.", nullable=True),
    *_columns_of(CLAIMS, "affiliation_entity_id"),
    _CONTEXT,
)
"""Columns of attributions and who_said_what."""

CLAIM_MARKS = _columns_of(CLAIMS, "is_said", "has_source")

STATEMENT_COLUMNS = (
    *_ARTICLE,
    *_columns_of(CLAIMS, "content_text", "certainty", "polarity", "check_worthiness", "claim_id", "article_id"),
    *_DATES,
    *_columns_of(ARTICLES, "story_id", "copy_of"),
    *_columns_of(CLAIMS, "confidence"),
    *_columns_of(ARTICLES, "language"),
    _CONTEXT,
)
"""Columns of article_statements."""

WHO_SAID_WHAT = View(
    "who_said_what",
    "Each row is a current claim that a source said or wrote: who said what, where, when, and how surely. Attitudes, "
    "acts and claims without a source are in attributions, the article's own statements in article_statements.",
    ATTRIBUTION_COLUMNS,
)

ATTRIBUTIONS = View(
    "attributions",
    "Each row is a current claim with what the article gives of its source: said or not, with a source or without.",
    (*ATTRIBUTION_COLUMNS, *CLAIM_MARKS),
)

ARTICLE_STATEMENTS = View(
    "article_statements",
    "Each row is a current statement of an article itself, which it attributes to nobody.",
    STATEMENT_COLUMNS,
)

PLOVER_EVENTS = View(
    "plover_events",
    "Each row is a current claim whose kind is a verbal class of PLOVER, with actor and recipient. Claims without a "
    "class, such as plain statements and denials, are left out.",
    (
        Column(
            "event_class",
            pl.String,
            "Class of PLOVER (2023), from kind and cue_lemma.",
            allowed=("REQUEST", "ACCUSE", "REJECT", "THREATEN", "SUPPORT", "AGREE", "CONSULT"),
        ),
        _text("actor", "Name of the source's entity, after joins; NULL: no entity.", nullable=True),
        _text(
            "recipient",
            "First person, body, people or place in the content that is not the source; NULL: none.",
            nullable=True,
        ),
        *_columns_of(CLAIMS, "source_text", "cue_text", "content_text"),
        *_columns_of(ARTICLES, "published_at", "domain"),
        URL,
        *_columns_of(CLAIMS, "certainty", "polarity", "confidence"),
        _text("actor_entity_id", "Entity of the source, after joins; NULL: no entity.", nullable=True),
        _text("recipient_entity_id", "Entity of the recipient, after joins; NULL: none.", nullable=True),
        *_columns_of(CLAIMS, "claim_id", "article_id"),
    ),
)

WHAT_CHANGED = View(
    "what_changed",
    "Each row is a claim that a new version of an article added, dropped or changed. Claims that stand are left out, "
    "and so are versions that no reader read beside the version before.",
    (
        *_ARTICLE[:-1],
        *_columns_of(ARTICLES, "version"),
        Column("changed_at", INSTANT, "First time that the new version was seen."),
        Column(
            "change",
            pl.String,
            "added, dropped, or changed: other words, another source, another certainty or polarity.",
            allowed=("added", "dropped", "changed"),
        ),
        _text("before_source_text", "Source in the version before; NULL: none, or an added claim.", nullable=True),
        _text("before_text", "Content in the version before; NULL: an added claim.", nullable=True),
        _text("after_source_text", "Source in the new version; NULL: none, or a dropped claim.", nullable=True),
        _text("after_text", "Content in the new version; NULL: a dropped claim.", nullable=True),
        _text("before_claim_id", "Claim of the version before; NULL: an added claim.", nullable=True),
        _text("after_claim_id", "Claim of the new version; NULL: a dropped claim.", nullable=True),
        *_columns_of(ARTICLES, "article_id"),
    ),
)

CLAIM_CHAINS = View(
    "claim_chains",
    "Each row is a current claim inside another claim, with the chain of sources that it came through.",
    (
        _text("chain_text", "Sources of the chain, outermost first, joined by ' > '."),
        Column(
            "sources",
            pl.List(pl.String),
            "Sources of the chain, outermost first: name of the entity without joins, or else source_text, or else "
            "source_type.",
        ),
        Column("depth", pl.Int32, "Number of claims in the chain.", low=2),
        *_columns_of(CLAIMS, "source_type", "cue_text", "content_text", "confidence", "claim_id"),
        replace(CLAIMS.column("parent_claim_id"), nullable=False),
        _text("outermost_claim_id", "First claim of the chain, which is inside no other claim."),
        *_columns_of(CLAIMS, "article_id"),
    ),
)

CLAIM_SPREAD = View(
    "claim_spread",
    "Each row is a claim group: the outlets that published the claim, and its first appearance.",
    (
        *_columns_of(CLAIM_GROUPS, "content_text"),
        _text("source_entity", "Name of the source's entity, without joins; NULL: no entity.", nullable=True),
        _count("appearance_count", "Articles with the claim. A copy counts together with its original."),
        _count("copy_count", "Further articles with the claim: copies of those that are counted."),
        *_columns_of(CLAIM_GROUPS, "independent_outlet_count", "outlet_count"),
        Column("outlets", pl.List(pl.String), "Domains of the outlets with the claim, in any version, sorted."),
        *_columns_of(CLAIM_GROUPS, "first_published_at", "last_published_at"),
        _text("first_domain", "Outlet of the first appearance.", nullable=True),
        _text("first_url", "Address of the first article, or else its canonical address.", nullable=True),
        *_columns_of(CLAIM_GROUPS, "first_claim_id", "claim_group_id"),
    ),
)

STORY_COVERAGE = View(
    "story_coverage",
    "Each row is a story and its coverage. Stories that were merged into another story are left out.",
    (
        *_columns_of(STORIES, "title", "article_count", "original_count", "outlet_count"),
        Column("outlets", pl.List(pl.String), "Domains of the outlets with an article about the story, sorted."),
        _count("claims", "Current claims in the articles of the story."),
        *_columns_of(STORIES, "first_published_at", "last_published_at", "story_id"),
    ),
)

ENTITY_TIMELINE = View(
    "entity_timeline",
    "Each row is an entity on one day with current articles that name the entity. Joined entities count together.",
    (
        *_columns_of(ENTITIES, "entity_id", "canonical_name", "entity_type"),
        Column("seen_on", pl.Date, "Day of publication of the articles, or else the day when they were first seen."),
        _count("mentions", "Mentions of the entity in the articles of the day."),
        _count("articles", "Articles of the day that name the entity."),
        _count("outlets", "Outlets of these articles."),
        _count(
            "claims_made",
            "Current claims in these articles whose source is the entity. Claims of a spokesman are not counted.",
        ),
    ),
)

OUTLET_COVERAGE = View(
    "outlet_coverage",
    "Each row is an outlet in one language, with counts over its current articles.",
    (
        *_columns_of(ARTICLES, "domain", "language"),
        _count("articles", "Current articles."),
        _count("articles_without_date", "Current articles without a time of publication."),
        _count("articles_without_claims", "Current articles without a current claim."),
        _count("claims", "Current claims."),
        Column("first_published_at", INSTANT, "Time of publication of the earliest article.", nullable=True),
        Column("last_published_at", INSTANT, "Time of publication of the latest article.", nullable=True),
        Column("last_seen_at", INSTANT, "Last time that an article of the outlet was seen."),
    ),
)

QUALITY_LATEST = View(
    "quality_latest",
    "Each row is the result of one rule of the audit in the latest run that has results.",
    (
        *_columns_of(RUNS, "started_at", "state"),
        *_columns_of(CHECKS, "suite", "rule", "severity", "is_success", "checked_count", "unexpected_count"),
        *_columns_of(CHECKS, "unexpected_percent", "observed", "why"),
        _text("run_id", "Run of the audit."),
    ),
)

ENTITY_NOW = View(
    "entity_now",
    "Each row is an entity with the entity that it is joined to.",
    (
        _text("entity_id", "Entity, as mentions and claims refer to it."),
        _text("is_entity_id", "Entity after all joins in force; entity_id itself if there is no join."),
    ),
)

READINGS = View(
    "readings",
    "Each row is a reading: one article version, read by one version of the reader.",
    (
        Column("reading_number", pl.Int64, "Number of the reading, rising with loading.", low=1),
        Column("version_number", pl.Int64, "Number of the article version.", low=1),
        *_columns_of(ARTICLES, "version_id", "article_id", "reader_version"),
        Column("read_at", INSTANT, "Time when the reading was published."),
        Column("closed_at", INSTANT, "Time when the reading stopped being current; NULL: current.", nullable=True),
        Column(
            "closed_reason",
            pl.String,
            "Reason why the reading stopped being current.",
            nullable=True,
            allowed=CLOSED_REASONS,
        ),
        _text("run_id", "Run that published the reading."),
    ),
)

VIEWS: Mapping[str, View] = {
    view.name: view
    for view in (
        WHO_SAID_WHAT,
        ATTRIBUTIONS,
        ARTICLE_STATEMENTS,
        PLOVER_EVENTS,
        WHAT_CHANGED,
        CLAIM_CHAINS,
        CLAIM_SPREAD,
        STORY_COVERAGE,
        ENTITY_TIMELINE,
        OUTLET_COVERAGE,
        QUALITY_LATEST,
        ENTITY_NOW,
        READINGS,
    )
}
