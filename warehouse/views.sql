-- The public views of the warehouse. Every run creates them again at its start, so a change needs no migration.
-- Their columns are described in views.py.

-- The entity after all joins in force, over any number of steps. Joins never form a circle (joins.py).
CREATE OR REPLACE VIEW entity_now AS
WITH RECURSIVE step AS (
    SELECT from_entity_id AS entity_id, to_entity_id FROM entity_joins WHERE undone_at IS NULL
    UNION ALL
    SELECT step.entity_id, entity_joins.to_entity_id
    FROM step JOIN entity_joins ON entity_joins.from_entity_id = step.to_entity_id
    WHERE entity_joins.undone_at IS NULL
),
joined AS (
    SELECT entity_id, to_entity_id FROM step
    WHERE to_entity_id NOT IN (SELECT from_entity_id FROM entity_joins WHERE undone_at IS NULL)
)
SELECT entities.entity_id, coalesce(joined.to_entity_id, entities.entity_id) AS is_entity_id
FROM entities LEFT JOIN joined USING (entity_id);

CREATE OR REPLACE VIEW who_said_what AS
SELECT
    article.title,
    coalesce(article.url, article.canonical_url) AS url,
    article.domain,
    article.published_at,
    claim.source_text,
    entity.canonical_name AS source_entity,
    claim.source_type,
    claim.cue_text,
    claim.content_text,
    claim.quote_type,
    claim.certainty,
    claim.polarity,
    claim.check_worthiness,
    claim.claim_id,
    claim.article_id,
    entity.entity_id AS source_entity_id,
    claim.about_from_on,
    claim.about_to_on,
    claim.about_precision,
    claim.about_basis,
    claim.about_text,
    claim.said_from_on,
    claim.said_to_on,
    claim.claim_group_id,
    article.story_id,
    article.copy_of
FROM claims AS claim
JOIN articles AS article USING (version_id)
LEFT JOIN entity_now AS source ON source.entity_id = claim.source_entity_id
LEFT JOIN entities AS entity ON entity.entity_id = source.is_entity_id
WHERE claim.closed_at IS NULL;

CREATE OR REPLACE VIEW claim_chains AS
WITH RECURSIVE chain AS (
    SELECT
        claim.claim_id,
        claim.claim_id AS outermost_claim_id,
        1 AS depth,
        [coalesce(entity.canonical_name, claim.source_text, claim.source_type)] AS sources
    FROM claims AS claim
    LEFT JOIN entities AS entity ON entity.entity_id = claim.source_entity_id
    WHERE claim.parent_claim_id IS NULL AND claim.closed_at IS NULL
    UNION ALL
    SELECT
        claim.claim_id,
        chain.outermost_claim_id,
        chain.depth + 1,
        list_append(chain.sources, coalesce(entity.canonical_name, claim.source_text, claim.source_type))
    FROM claims AS claim
    JOIN chain ON chain.claim_id = claim.parent_claim_id
    LEFT JOIN entities AS entity ON entity.entity_id = claim.source_entity_id
    WHERE claim.closed_at IS NULL
)
SELECT
    array_to_string(chain.sources, ' > ') AS chain_text,
    chain.sources,
    chain.depth,
    claim.source_type,
    claim.cue_text,
    claim.content_text,
    claim.confidence,
    claim.claim_id,
    claim.parent_claim_id,
    chain.outermost_claim_id,
    claim.article_id
FROM chain
JOIN claims AS claim ON claim.claim_id = chain.claim_id AND claim.closed_at IS NULL
WHERE chain.depth > 1;

CREATE OR REPLACE VIEW claim_spread AS
SELECT
    claim_group.content_text,
    entity.canonical_name AS source_entity,
    claim_group.appearance_count,
    claim_group.outlet_count,
    claim_group.independent_outlet_count,
    carried.outlets,
    claim_group.first_published_at,
    claim_group.last_published_at,
    first_article.domain AS first_domain,
    coalesce(first_article.url, first_article.canonical_url) AS first_url,
    claim_group.first_claim_id,
    claim_group.claim_group_id
FROM claim_groups AS claim_group
-- Several readings of a version may have the same claim.
JOIN (
    SELECT claim_id, any_value(version_id) AS version_id FROM claims GROUP BY claim_id
) AS first_claim ON first_claim.claim_id = claim_group.first_claim_id
JOIN articles AS first_article ON first_article.version_id = first_claim.version_id
JOIN (
    SELECT claim.claim_group_id, list_sort(list(DISTINCT article.domain)) AS outlets
    FROM claims AS claim
    JOIN articles AS article USING (version_id)
    GROUP BY claim.claim_group_id
) AS carried ON carried.claim_group_id = claim_group.claim_group_id
LEFT JOIN entities AS entity ON entity.entity_id = claim_group.source_entity_id;

CREATE OR REPLACE VIEW story_coverage AS
SELECT
    story.title,
    story.article_count,
    story.original_count,
    story.outlet_count,
    carried.outlets,
    carried.claims,
    story.first_published_at,
    story.last_published_at,
    story.story_id
FROM stories AS story
JOIN (
    SELECT
        article.story_id,
        list_sort(list(DISTINCT article.domain)) AS outlets,
        count(claim.claim_id) AS claims
    FROM articles AS article
    LEFT JOIN claims AS claim ON claim.version_id = article.version_id AND claim.closed_at IS NULL
    GROUP BY article.story_id
) AS carried ON carried.story_id = story.story_id
WHERE story.merged_into IS NULL;

CREATE OR REPLACE VIEW entity_timeline AS
SELECT
    entity.entity_id,
    entity.canonical_name,
    entity.entity_type,
    coalesce(article.published_at, article.first_seen_at)::DATE AS seen_on,
    count(DISTINCT mention.mention_id) AS mentions,
    count(DISTINCT article.article_id) AS articles,
    count(DISTINCT article.domain) AS outlets,
    coalesce(any_value(made.claims), 0) AS claims_made
FROM entities AS entity
JOIN entity_now AS named ON named.is_entity_id = entity.entity_id
JOIN mentions AS mention ON mention.entity_id = named.entity_id
JOIN articles AS article ON article.version_id = mention.version_id
    AND article.reader_version = mention.reader_version
    AND article.is_current
-- Counted by the claim's source, not by names in the source: "she said" counts, "Voss's spokesman said" does not.
LEFT JOIN (
    SELECT
        speaker.is_entity_id AS entity_id,
        coalesce(article.published_at, article.first_seen_at)::DATE AS seen_on,
        count(*) AS claims
    FROM claims AS claim
    JOIN entity_now AS speaker ON speaker.entity_id = claim.source_entity_id
    JOIN articles AS article ON article.version_id = claim.version_id AND article.is_current
    WHERE claim.closed_at IS NULL
    GROUP BY ALL
) AS made
    ON made.entity_id = entity.entity_id
    AND made.seen_on = coalesce(article.published_at, article.first_seen_at)::DATE
GROUP BY ALL;

CREATE OR REPLACE VIEW outlet_coverage AS
SELECT
    article.domain,
    article.language,
    count(*) AS articles,
    count(*) FILTER (WHERE article.published_at IS NULL) AS articles_without_date,
    count(*) FILTER (WHERE claim_count.claims IS NULL) AS articles_without_claims,
    coalesce(sum(claim_count.claims), 0)::BIGINT AS claims,
    min(article.published_at) AS first_published_at,
    max(article.published_at) AS last_published_at,
    max(article.last_seen_at) AS last_seen_at
FROM articles AS article
LEFT JOIN (
    SELECT version_id, count(*) AS claims FROM claims WHERE closed_at IS NULL GROUP BY version_id
) AS claim_count USING (version_id)
WHERE article.is_current
GROUP BY article.domain, article.language;

CREATE OR REPLACE VIEW quality_latest AS
SELECT
    run.started_at,
    run.state,
    result.suite,
    result.rule,
    result.severity,
    result.is_success,
    result.checked_count,
    result.unexpected_count,
    result.unexpected_percent,
    result.observed,
    result.why,
    run.run_id
FROM checks AS result
JOIN (
    SELECT run_id, started_at, state
    FROM runs
    WHERE run_id IN (SELECT run_id FROM checks)
    ORDER BY started_at DESC
    LIMIT 1
) AS run USING (run_id);
