"""Links after publication: near-duplicates, related stories, repeated claims and persons of new articles.

A gathering reads the warehouse, closes the file, decides, is audited, and writes in one transaction. If another run
gathered in the meantime, the gathering starts again. A gathering is safe to repeat. The next run does the work of a
killed run.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import polars as pl

from hearsay.errors import AuditFailedError, WarehouseBusyError
from hearsay.expectations.gathered import audit_gathered
from hearsay.flows.config.languages import languages
from hearsay.flows.run.active_run import Run
from hearsay.pipelines.ids import content_id
from hearsay.pipelines.records import Failure
from hearsay.pipelines.stories import (
    FEWEST_STORY_KEYS,
    MOST_NEAR_STORIES,
    ArticleKeys,
    KnownArticle,
    Neighbourhood,
    article_keys,
    claim_bands,
    gather,
)
from hearsay.pipelines.stories.known import known_articles, known_claims, new_articles
from hearsay.pipelines.stories.pairs import least_likely, same_event
from hearsay.pipelines.stories.rows import gathered_frames
from hearsay.pipelines.stories.surnames import Naming, join_surnames
from hearsay.pipelines.workers import Workers
from hearsay.warehouse import neighbours
from hearsay.warehouse.connection import open_for_reading, open_for_writing
from hearsay.warehouse.gathered import Gathering, publish_gathering
from hearsay.warehouse.joins import Join
from hearsay.warehouse.live_runs import gathering_turn
from hearsay.warehouse.neighbours import KeyIndexes
from hearsay.warehouse.story_joins import NAMINGS, story_reason

TRIES = 20
MOST_NEAR_TEXTS, MOST_NEAR_CLAIMS = 8, 10
MOST_ON_EVENT = 10
"""The most articles on the event of a new article whose claims are compared with its claims."""


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
        join_persons=lambda namings: _joins_of_surnames(namings, now),
    )


def _joins_of_surnames(namings: pl.DataFrame, now: datetime) -> list[Join]:
    """Return the joins of surnames alone in stories, from all mentions of persons in their articles."""
    joins = join_surnames((Naming(*row) for row in namings.select(NAMINGS.keys()).iter_rows()), languages())
    return [
        Join(
            join_id=content_id("join", join.entity_id, join.person_id, now.isoformat()),
            from_entity_id=join.entity_id,
            to_entity_id=join.person_id,
            reason=story_reason(join.story_id, join.person),
        )
        for join in joins
    ]


def _new_articles(connection: Any, readings: list[int]) -> list[KnownArticle]:
    """Return the articles of pending readings, with their claims that have no group of several claims yet."""
    versions = neighbours.versions_of_readings(connection, readings)
    return new_articles(
        neighbours.articles_by_number(connection, versions),
        neighbours.names_of_readings(connection, readings, versions),
        neighbours.claims_to_group(connection, readings, versions),
    )


def find_neighbours(
    connection: Any, indexes: KeyIndexes, new: Iterable[KnownArticle], keys: Mapping[str, ArticleKeys]
) -> Around:
    """Find the articles, claims and stories of the warehouse that are similar to new articles."""
    new = list(new)
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
        {article.version_id: keys[article.version_id].asked for article in new},
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
    rows = neighbours.articles_by_number(connection, {*near_texts["number"], *near_stories["number"]})
    version_ids = rows.select(number="version_number", id="version_id")
    text_ids = _nearest(near_texts, version_ids, MOST_NEAR_TEXTS)
    story_ids = _nearest(near_stories, version_ids, MOST_NEAR_STORIES)
    articles = _with_profiles(connection, rows)
    on_event = {article.version_id: _on_event(article, story_ids, articles) for article in new if article.claims}
    originals = {article.copy_of for article in articles.values() if article.copy_of} - articles.keys()
    articles |= _with_profiles(connection, neighbours.articles_by_version(connection, originals))
    later = _later_originals(placing, text_ids, articles)
    copies = known_articles(neighbours.copies_of(connection, later))
    articles = copies | articles
    near_ids = {version for versions in on_event.values() for version in versions}
    on_event_numbers = version_ids.filter(pl.col("id").is_in(near_ids))["number"]
    of_events = neighbours.claims_of_versions(connection, on_event_numbers)
    claims = neighbours.claims_by_number(connection, {*near_claims["number"], *of_events})
    by_version = dict(claims.group_by("version_id").agg("claim_id").iter_rows())
    story_of = neighbours.stories_of_articles(connection, [article.article_id for article in placing])
    stories = {article.story_id for article in articles.values() if article.story_id} | set(story_of.values())
    starts, sizes = neighbours.starts_and_sizes(connection, stories)
    neighbourhood = Neighbourhood(
        articles=articles,
        claims=known_claims(claims),
        near_texts=text_ids,
        near_stories=story_ids,
        near_claims=_nearest(near_claims, claims.select(number="claim_number", id="claim_id"), MOST_NEAR_CLAIMS),
        story_claims={
            asking: sorted({claim for version in versions for claim in by_version.get(version, ())})
            for asking, versions in on_event.items()
        },
        copies={
            original: [copy.version_id for copy in copies.values() if copy.copy_of == original] for original in later
        },
        stories=starts,
        sizes=sizes,
        story_of=story_of,
    )
    return Around(neighbourhood, known_groups(claims))


def known_groups(claims: pl.DataFrame) -> pl.DataFrame:
    """Return the groups of known claims: claim_group_id, claim_group_number (NULL: alone) and claim_number."""
    return claims.select("claim_group_id", "claim_group_number", "claim_number")


def _with_profiles(connection: Any, rows: pl.DataFrame) -> dict[str, KnownArticle]:
    return known_articles(rows, neighbours.profiles_by_number(connection, rows["version_number"]))


def _nearest(near: pl.DataFrame, ids: pl.DataFrame, most: int) -> dict[str, list[str]]:
    """Return the ids of the neighbours that share most keys, each id once; ids decide between equals.

    Args:
        near: Neighbours, as `sharing_keys` gives them.
        ids: number and id of the neighbours.
        most: Most neighbours of an id.
    """
    ranked = near.join(ids, on="number").sort(["keys", "id"], descending=[True, False])
    nearest = (
        ranked.unique(["asking", "id"], keep="first", maintain_order=True)
        .group_by("asking")
        .agg(pl.col("id").head(most))
    )
    return dict(nearest.iter_rows())


def _on_event(
    article: KnownArticle, near_stories: Mapping[str, list[str]], articles: Mapping[str, KnownArticle]
) -> list[str]:
    """Return the versions of the articles that are most likely on the event of an article."""
    likely = [
        (-likelihood, version)
        for version in near_stories.get(article.version_id, ())
        if version in articles
        and version != article.version_id
        and (
            likelihood := same_event(
                (article.profile, article.day), (articles[version].profile, articles[version].day)
            )
        )
        >= least_likely()
    ]
    return [version for _, version in sorted(likely)[:MOST_ON_EVENT]]


def _later_originals(
    placing: Iterable[KnownArticle], near_texts: Mapping[str, list[str]], articles: Mapping[str, KnownArticle]
) -> set[str]:
    """Return the originals that a new article precedes. Their copies may become copies of the new article."""
    return {
        original.version_id
        for article in placing
        for version in near_texts.get(article.version_id, ())
        if version in articles
        and (original := articles.get(articles[version].copy_of or version)) is not None
        and article.appearance < original.appearance
    }
