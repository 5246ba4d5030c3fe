-- The public face of the warehouse. Laid anew at the start of every run, so a change here needs no migration.

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
    claim.claim_group_id,
    article.story_id,
    article.copy_of
FROM claims AS claim
JOIN articles AS article USING (version_id)
LEFT JOIN entities AS entity ON entity.entity_id = claim.source_entity_id
WHERE claim.closed_at IS NULL;

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
JOIN claims AS first_claim ON first_claim.claim_id = claim_group.first_claim_id
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
    count(DISTINCT claim.claim_id) AS claims_made
FROM entities AS entity
JOIN mentions AS mention USING (entity_id)
JOIN articles AS article ON article.version_id = mention.version_id
    AND article.reader_version = mention.reader_version
    AND article.is_current
LEFT JOIN claim_mentions AS part ON part.mention_id = mention.mention_id AND part.role = 'source'
LEFT JOIN claims AS claim ON claim.claim_id = part.claim_id AND claim.closed_at IS NULL
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
