"""Links after publication: near-duplicates, related stories and repeated claims of new articles.

A gathering reads the warehouse, closes the file, decides, is audited, and writes in one transaction. If another run
gathered in the meantime, the gathering starts again. A gathering is safe to repeat. The next run does the work of a
killed run.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
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
from hearsay.warehouse.live_runs import gathering_turn
from hearsay.warehouse.neighbours import KeyIndexes

TRIES = 20
MOST_NEAR_TEXTS, MOST_NEAR_CLAIMS = 8, 10

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Around:
    """The neighbourhood of new articles, and the groups of its claims as publish_gathering needs them."""

    neighbourhood: Neighbourhood
    known_groups: pl.DataFrame


def gather_chunk(version_ids: Sequence[str], run: Run, auditor: Workers) -> None:
    """Gather the articles of a published chunk, given by their versions, and their claims."""
    if version_ids:
        _gather(lambda connection: neighbours.pending_readings_of(connection, version_ids), run, auditor)


def gather_pending(run: Run, auditor: Workers) -> None:
    """Gather readings that were published without gathering: by a killed run, or released from quarantine."""
    most = run.settings.limits.chunk_pages
    while _gather(lambda connection: neighbours.pending_readings(connection, most), run, auditor):
        pass


def _gather(find_pending: Callable[[Any], list[int]], run: Run, auditor: Workers) -> bool:
    """Gather pending readings. One run at a time gathers.

    Returns:
        False if there are none.
    """
    with gathering_turn(run.warehouse, run.settings.wait_seconds):
        return _gather_in_turn(find_pending, run, auditor)


def _gather_in_turn(find_pending: Callable[[Any], list[int]], run: Run, auditor: Workers) -> bool:
    for _ in range(TRIES):
        with open_for_reading(run.warehouse, run.settings.wait_seconds) as connection:
            state = neighbours.gathering_state(connection)
            pending = find_pending(connection)
            if not pending:
                return False
            new = _new_articles(connection, pending)
            keys = {article.version_id: article_keys(article.text, article.profile, article.day) for article in new}
            around = find_neighbours(connection, neighbours.key_indexes(connection), new, keys)
        gathering = _audited(new, keys, around, (state, pending), run, auditor)
        with open_for_writing(run.warehouse, run.settings.wait_seconds, is_one_of_many=True) as connection:
            if publish_gathering(connection, gathering):
                return True
    raise WarehouseBusyError(
        f"{run.warehouse}: another run changed the stories during each of {TRIES} attempts; run hearsay again"
    )


def _audited(
    new: list[KnownArticle],
    keys: Mapping[str, ArticleKeys],
    around: Around,
    read: tuple[neighbours.State, list[int]],
    run: Run,
    auditor: Workers,
) -> Gathering:
    """Return the gathering of new articles. Raises AuditFailedError if a row breaks a rule, which is our error."""
    now = datetime.now(UTC)
    frames = gathered_frames(new, keys, gather(new, keys, around.neighbourhood, languages()), run.run_id)
    (done,) = auditor.map(audit_gathered, [(frames.rows, run.run_id)])
    if isinstance(done.result, Failure):
        raise AuditFailedError(f"the audit of stories did not finish: {done.result.detail}")
    checks, broken = done.result
    if broken:
        raise AuditFailedError(
            f"stories and claim groups are not published, because they break rules: {'; '.join(broken)}. "
            "The articles are published; the next run tries again"
        )
    state, readings = read
    return Gathering(
        run_id=run.run_id,
        state=state,
        readings=readings,
        rows=frames.rows,
        copies=frames.copies,
        story_of=frames.story_of,
        group_of=frames.group_of,
        merged=frames.merged,
        known_groups=around.known_groups,
        checks=checks,
        gathered_at=now,
    )


def _new_articles(connection: Any, readings: list[int]) -> list[KnownArticle]:
    """Return the articles of pending readings, with their claims that have no group of several claims yet."""
    versions = neighbours.versions_of_readings(connection, readings)
    rows = neighbours.articles_by_number(connection, versions)
    names: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in neighbours.names_of_readings(connection, readings, versions):
        names[row["version_id"]].append((row["entity_id"], row["name"]))
    claims: dict[str, list[KnownClaim]] = defaultdict(list)
    for row in neighbours.claims_to_group(connection, readings, versions):
        claims[row["version_id"]].append(_claim(row))
    articles = []
    for row in rows:
        version = row["version_id"]
        profile = make_profile(row["title"], row["text"], row["language"], names[version])
        articles.append(replace(_article(row | {"copy_of": None}, profile), claims=tuple(claims[version])))
    return articles


def find_neighbours(
    connection: Any, indexes: KeyIndexes, new: Iterable[KnownArticle], keys: Mapping[str, ArticleKeys]
) -> Around:
    """Find the articles, claims and stories of the warehouse that are similar to new articles."""
    placing = [article for article in new if article.story_id is None]
    near_texts = neighbours.sharing_keys(
        connection,
        indexes.texts,
        {article.version_id: keys[article.version_id].bands for article in placing},
        least=1,
        most=MOST_NEAR_TEXTS,
    )
    near_stories = neighbours.sharing_keys(
        connection,
        indexes.stories,
        {article.version_id: keys[article.version_id].asked for article in placing},
        least=FEWEST_STORY_KEYS,
        most=MOST_NEAR_STORIES,
    )
    near_claims = neighbours.sharing_keys(
        connection,
        indexes.claims,
        {claim.claim_id: claim_bands(claim.content_text) for article in new for claim in article.claims},
        least=1,
        most=MOST_NEAR_CLAIMS,
    )
    numbers = {neighbour.number for near in (near_texts, near_stories) for row in near.values() for neighbour in row}
    rows = neighbours.articles_by_number(connection, numbers)
    version_ids = {row["version_number"]: row["version_id"] for row in rows}
    text_ids = _nearest(near_texts, version_ids, MOST_NEAR_TEXTS)
    articles = _articles(connection, rows)
    originals = {article.copy_of for article in articles.values() if article.copy_of} - articles.keys()
    articles |= _articles(connection, neighbours.articles_by_version(connection, originals))
    copies = _copies_to_follow(connection, placing, text_ids, articles)
    articles |= {
        copy.version_id: copy for group in copies.values() for copy in group if copy.version_id not in articles
    }
    claims = neighbours.claims_by_number(connection, {near.number for row in near_claims.values() for near in row})
    claim_ids = {row["claim_number"]: row["claim_id"] for row in claims}
    stories = {article.story_id for article in articles.values() if article.story_id}
    story_of = neighbours.stories_of_articles(connection, [article.article_id for article in placing])
    neighbourhood = Neighbourhood(
        articles=articles,
        claims={row["claim_id"]: _claim(row) for row in claims},
        near_texts=text_ids,
        near_stories=_nearest(near_stories, version_ids, MOST_NEAR_STORIES),
        near_claims=_nearest(near_claims, claim_ids, MOST_NEAR_CLAIMS),
        copies={original: [copy.version_id for copy in group] for original, group in copies.items()},
        stories={
            row["story_id"]: row["first_published_at"]
            for row in neighbours.story_starts(connection, stories | set(story_of.values()))
        },
        story_of=story_of,
    )
    return Around(neighbourhood, known_groups(claims))


def known_groups(claims: Rows) -> pl.DataFrame:
    """Return the groups of known claims: claim_group_id, claim_group_number (NULL: alone) and claim_number."""
    schema = {"claim_group_id": pl.String, "claim_group_number": pl.Int64, "claim_number": pl.Int64}
    return pl.DataFrame([{name: row[name] for name in schema} for row in claims], schema=schema, orient="row")


def _nearest(
    near: Mapping[str, list[neighbours.Neighbour]], ids: Mapping[int, str], most: int
) -> dict[str, list[str]]:
    """Return the ids of the neighbours that share most keys, each id once; ids decide between equals."""
    nearest: dict[str, list[str]] = {}
    for asking, row in near.items():
        ranked = sorted((-neighbour.keys, ids[neighbour.number]) for neighbour in row if neighbour.number in ids)
        nearest[asking] = list(dict.fromkeys(identity for _, identity in ranked))[:most]
    return nearest


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


def _articles(connection: Any, rows: Rows) -> dict[str, KnownArticle]:
    """Return the articles of some rows that have a profile, by version_id."""
    profiles = {
        row["version_number"]: _profile(row)
        for row in neighbours.profiles_by_number(connection, [row["version_number"] for row in rows])
    }
    return {
        row["version_id"]: _article(row, profiles[row["version_number"]])
        for row in rows
        if row["version_number"] in profiles
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
        content_text=row["content_text"],
        source_entity_id=row["source_entity_id"],
        polarity=row["polarity"],
        group_id=row["claim_group_id"],
    )
