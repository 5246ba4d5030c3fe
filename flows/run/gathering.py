"""Links after publication: near-duplicates, related stories and repeated claims of new articles.

A gathering reads the warehouse, closes the file, decides, is audited, and writes in one transaction. If another run
gathered in the meantime, the gathering starts again. A gathering is safe to repeat. The next run does the work of a
killed run.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import polars as pl

from hearsay.errors import AuditFailedError, WarehouseBusyError
from hearsay.expectations.gathered import audit_gathered
from hearsay.flows.config.languages import languages
from hearsay.flows.run.active_run import Run
from hearsay.pipelines.records import Failure
from hearsay.pipelines.stories import (
    FEWEST_STORY_KEYS,
    MOST_NEAR_STORIES,
    ArticleKeys,
    KnownArticle,
    KnownClaim,
    Neighbourhood,
    Profile,
    article_keys,
    claim_bands,
    gather,
    make_profile,
)
from hearsay.pipelines.stories.rows import gathered_frames
from hearsay.pipelines.workers import Workers
from hearsay.warehouse import neighbours
from hearsay.warehouse.connection import open_for_reading, open_for_writing
from hearsay.warehouse.gathered import Gathering, publish_gathering

TRIES = 20
MOST_NEAR_TEXTS, MOST_NEAR_CLAIMS = 8, 10

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Ungathered:
    """Rows that are not gathered yet: articles, names (version_id, entity_id, name) and claims."""

    articles: Rows
    names: Rows
    claims: Rows


def gather_chunk(rows: Mapping[str, pl.DataFrame], run: Run, auditor: Workers) -> None:
    """Gather the articles and claims of a published chunk, from its frames."""
    if not rows or rows["articles"].is_empty():
        return
    entities = rows["entities"].select("entity_id", name="canonical_name")
    named = rows["mentions"].filter(~pl.col("entity_type").is_in(["date", "money"])).join(entities, on="entity_id")
    claims = rows["claims"].with_columns(claim_group_id=None).sort("claim_id")
    ungathered = Ungathered(
        rows["articles"].to_dicts(), named.select("version_id", "entity_id", "name").to_dicts(), claims.to_dicts()
    )
    _gather_rows(ungathered, run, auditor)


def gather_pending(run: Run, auditor: Workers) -> None:
    """Gather articles that were published without gathering: by a killed run, or before the warehouse had stories."""
    while True:
        with open_for_reading(run.warehouse, run.settings.wait_seconds) as connection:
            pending = neighbours.pending_versions(connection, run.settings.limits.chunk_pages)
            if not pending:
                return
            ungathered = Ungathered(
                neighbours.articles_by_version(connection, pending),
                neighbours.names_by_version(connection, pending),
                neighbours.claims_to_group(connection, pending),
            )
        _gather_rows(ungathered, run, auditor)


def _gather_rows(ungathered: Ungathered, run: Run, auditor: Workers) -> None:
    for _ in range(TRIES):
        with open_for_reading(run.warehouse, run.settings.wait_seconds) as connection:
            state = neighbours.gathering_state(connection)
            new = _ungathered_articles(ungathered, connection)
            keys = {article.version_id: article_keys(article.text, article.profile, article.day) for article in new}
            around = find_neighbours(connection, new, keys)
        if not new:
            return
        gathering = _audited(new, keys, around, state, run, auditor)
        with open_for_writing(run.warehouse, run.settings.wait_seconds, is_one_of_many=True) as connection:
            if publish_gathering(connection, gathering):
                return
    raise WarehouseBusyError(
        f"{run.warehouse}: another run changed the stories during each of {TRIES} attempts; run hearsay again"
    )


def _audited(
    new: list[KnownArticle],
    keys: Mapping[str, ArticleKeys],
    around: Neighbourhood,
    state: neighbours.State,
    run: Run,
    auditor: Workers,
) -> Gathering:
    """Return the gathering of new articles. Raises AuditFailedError if a row breaks a rule, which is our error."""
    now = datetime.now(UTC)
    frames = gathered_frames(new, keys, gather(new, keys, around, languages()), run.run_id)
    (done,) = auditor.map(audit_gathered, [(frames.rows, run.run_id)])
    if isinstance(done.result, Failure):
        raise AuditFailedError(f"the audit of stories did not finish: {done.result.detail}")
    checks, broken = done.result
    if broken:
        raise AuditFailedError(
            f"stories and claim groups are not published, because they break rules: {'; '.join(broken)}. "
            "The articles are published; the next run tries again"
        )
    return Gathering(
        run.run_id, state, frames.rows, frames.copies, frames.story_of, frames.group_of, frames.merged, checks, now
    )


def _ungathered_articles(ungathered: Ungathered, connection: Any) -> list[KnownArticle]:
    """Return the published articles without a story, or with claims without a group. Quarantined rows are absent."""
    stories = neighbours.stories_by_version(connection, [row["version_id"] for row in ungathered.articles])
    groups = neighbours.groups_by_claim(connection, [row["claim_id"] for row in ungathered.claims])
    names: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in ungathered.names:
        names[row["version_id"]].append((row["entity_id"], row["name"]))
    claims: dict[str, list[KnownClaim]] = defaultdict(list)
    for row in ungathered.claims:
        if groups.get(row["claim_id"], "") is None:
            claims[row["version_id"]].append(_claim(row))
    articles = []
    for row in ungathered.articles:
        version = row["version_id"]
        if version in stories and (stories[version] is None or claims[version]):
            profile = make_profile(row["title"], row["text"], row["language"], names[version])
            article = _article(row | {"story_id": stories[version], "copy_of": None}, profile)
            articles.append(replace(article, claims=tuple(claims[version])))
    return articles


def find_neighbours(connection: Any, new: Iterable[KnownArticle], keys: Mapping[str, ArticleKeys]) -> Neighbourhood:
    """Find the articles, claims and stories of the warehouse that are similar to new articles."""
    placing = [article for article in new if article.story_id is None]
    near_texts = neighbours.sharing_keys(
        connection,
        ("article_bands", "band_hash", "version_id"),
        {article.version_id: keys[article.version_id].bands for article in placing},
        least=1,
        most=MOST_NEAR_TEXTS,
    )
    near_stories = neighbours.sharing_keys(
        connection,
        ("story_keys", "key_hash", "version_id"),
        {article.version_id: keys[article.version_id].asked for article in placing},
        least=FEWEST_STORY_KEYS,
        most=MOST_NEAR_STORIES,
    )
    near_claims = neighbours.sharing_keys(
        connection,
        ("claim_bands", "band_hash", "claim_id"),
        {claim.claim_id: claim_bands(claim.content_text) for article in new for claim in article.claims},
        least=1,
        most=MOST_NEAR_CLAIMS,
    )
    articles = _articles(
        connection, {version for near in (near_texts, near_stories) for ids in near.values() for version in ids}
    )
    originals = {article.copy_of for article in articles.values() if article.copy_of} - articles.keys()
    articles |= _articles(connection, originals)
    copies = _copies_to_follow(connection, placing, near_texts, articles)
    articles |= {
        copy.version_id: copy for group in copies.values() for copy in group if copy.version_id not in articles
    }
    claims = neighbours.claims_by_id(connection, {claim_id for ids in near_claims.values() for claim_id in ids})
    stories = {article.story_id for article in articles.values() if article.story_id}
    story_of = neighbours.stories_of_articles(connection, [article.article_id for article in placing])
    return Neighbourhood(
        articles=articles,
        claims={row["claim_id"]: _claim(row) for row in claims},
        near_texts=near_texts,
        near_stories=near_stories,
        near_claims=near_claims,
        copies={original: [copy.version_id for copy in group] for original, group in copies.items()},
        stories={
            row["story_id"]: row["first_published_at"]
            for row in neighbours.story_starts(connection, stories | set(story_of.values()))
        },
        story_of=story_of,
    )


def _copies_to_follow(
    connection: Any,
    placing: Iterable[KnownArticle],
    near_texts: Mapping[str, list[str]],
    articles: Mapping[str, KnownArticle],
) -> dict[str, list[KnownArticle]]:
    """Return the copies of each original that a new article precedes, because their original will change."""
    later = set()
    for article in placing:
        for version in near_texts.get(article.version_id, ()):
            original = articles.get(articles[version].copy_of or version)
            if original is not None and article.precedence < original.precedence:
                later.add(original.version_id)
    copies: dict[str, list[KnownArticle]] = defaultdict(list)
    for row in neighbours.copies_of(connection, later):
        copies[row["copy_of"]].append(_article(row, Profile({}, {}, {})))
    return copies


def _articles(connection: Any, version_ids: Iterable[str]) -> dict[str, KnownArticle]:
    wanted = list(version_ids)
    profiles = {row["version_id"]: _profile(row) for row in neighbours.profiles_by_version(connection, wanted)}
    rows = neighbours.articles_by_version(connection, wanted)
    return {
        row["version_id"]: _article(row, profiles[row["version_id"]]) for row in rows if row["version_id"] in profiles
    }


def _profile(row: Mapping[str, Any]) -> Profile:
    weights = ({cell["term"]: cell["weight"] for cell in row[name]} for name in ("terms", "title_terms", "names"))
    return Profile(*weights)


def _article(row: Mapping[str, Any], profile: Profile) -> KnownArticle:
    return KnownArticle(
        version_id=row["version_id"],
        article_id=row["article_id"],
        published_at=row["published_at"],
        published_precision=row["published_precision"],
        first_seen_at=row["first_seen_at"],
        text=row["text"],
        profile=profile,
        story_id=row["story_id"],
        copy_of=row["copy_of"],
    )


def _claim(row: Mapping[str, Any]) -> KnownClaim:
    return KnownClaim(
        claim_id=row["claim_id"],
        version_id=row["version_id"],
        content_text=row["content_text"],
        source_entity_id=row["source_entity_id"],
        polarity=row["polarity"],
        group_id=row["claim_group_id"],
    )
