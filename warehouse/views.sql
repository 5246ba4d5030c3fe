-- The public views of the warehouse. Every run creates them again at its start, so a change needs no migration.
-- Their columns are described in views.py, or in schema.py for views that show facts under the name of a table.

{{subjects}}

-- The checks of a run: the results of a rule in all its chunks.
CREATE OR REPLACE VIEW checks AS
SELECT
    run_id,
    suite,
    rule,
    any_value(severity) AS severity,
    any_value(why) AS why,
    bool_and(is_success) AS is_success,
    arg_min(observed, check_number) AS observed,
    sum(checked_count)::BIGINT AS checked_count,
    sum(unexpected_count)::BIGINT AS unexpected_count,
    CASE
        WHEN count(*) = 1 THEN any_value(unexpected_percent)
        WHEN sum(checked_count) = 0 THEN 0
        ELSE least(100.0, 100.0 * sum(unexpected_count) / sum(checked_count))
    END AS unexpected_percent
FROM facts.checks
GROUP BY run_id, suite, rule;

-- Readings by number, with their latest state.
CREATE OR REPLACE VIEW decisions.readings_now AS
SELECT
    reading.reading_number,
    reading.version_number,
    reading.reader_version,
    reading.read_at,
    state.now.closed_at AS closed_at,
    state.now.closed_reason AS closed_reason,
    reading.run_id
FROM facts.readings AS reading
LEFT JOIN (
    SELECT
        reading_number,
        max_by({'closed_at': closed_at, 'closed_reason': closed_reason}, state_number) AS now
    FROM decisions.reading_states
    GROUP BY reading_number
) AS state USING (reading_number);

-- closed_reason 'read again': another reading by the same reader replaced it.
CREATE OR REPLACE VIEW readings AS
SELECT
    reading.reading_number,
    reading.version_number,
    article.version_id,
    article.article_id,
    reading.reader_version,
    reading.read_at,
    reading.closed_at,
    reading.closed_reason,
    reading.run_id
FROM decisions.readings_now AS reading
JOIN facts.articles AS article USING (version_number);

-- The id of the group that a claim founds: pipelines.ids.content_id("claim_group", claim_id), in SQL.
CREATE OR REPLACE MACRO lone_claim_group_id(claim_id) AS
    substr(sha256('["claim_group", "' || claim_id || '"]'), 1, 32);

CREATE OR REPLACE VIEW mentions AS
SELECT
    {{mentions}}
FROM facts.mentions AS mention
JOIN readings AS reading USING (reading_number)
LEFT JOIN facts.entities AS entity USING (entity_number)
WHERE reading.closed_reason IS DISTINCT FROM 'read again';

CREATE OR REPLACE VIEW claims AS
SELECT
    {{claims}}
FROM facts.claims AS claim
JOIN readings AS reading USING (reading_number)
LEFT JOIN facts.entities AS entity ON entity.entity_number = claim.source_entity_number
LEFT JOIN facts.entities AS affiliation ON affiliation.entity_number = claim.affiliation_entity_number
LEFT JOIN decisions.claim_group_members AS member USING (claim_number)
LEFT JOIN decisions.claim_groups AS claim_group USING (claim_group_number)
LEFT JOIN decisions.gathered_readings AS gathered ON gathered.reading_number = claim.reading_number
WHERE reading.closed_reason IS DISTINCT FROM 'read again';

CREATE OR REPLACE VIEW claim_mentions AS
SELECT claim.claim_id, mention.mention_id, part.role, reading.reader_version
FROM facts.claim_mentions AS part
JOIN facts.claims AS claim USING (claim_number)
JOIN facts.mentions AS mention USING (mention_number)
JOIN readings AS reading ON reading.reading_number = part.reading_number
WHERE reading.closed_reason IS DISTINCT FROM 'read again';

-- Articles with the time when they appeared, and their precedence.
CREATE OR REPLACE VIEW decisions.appearances AS
{{appearances}};

-- Groups of at least two claims, counted over all readings, and claims alone. An article without a known outlet is an
-- outlet of its own.
CREATE OR REPLACE VIEW claim_groups AS
WITH member AS (
    SELECT
        claim_group.claim_group_id,
        claim_group.run_id,
        claim.claim_id,
        claim.content_text,
        entity.entity_id AS source_entity_id,
        reading.version_id,
        reading.closed_at,
        reading.reading_number
    FROM decisions.claim_group_members AS joined
    JOIN decisions.claim_groups AS claim_group USING (claim_group_number)
    JOIN facts.claims AS claim USING (claim_number)
    JOIN readings AS reading USING (reading_number)
    LEFT JOIN facts.entities AS entity ON entity.entity_number = claim.source_entity_number
),
lone AS (
    SELECT
        lone_claim_group_id(claim.claim_id) AS claim_group_id,
        gathered.run_id,
        claim.claim_id,
        claim.content_text,
        entity.entity_id AS source_entity_id,
        reading.version_id
    FROM facts.claims AS claim
    JOIN decisions.gathered_readings AS gathered USING (reading_number)
    JOIN readings AS reading USING (reading_number)
    LEFT JOIN facts.entities AS entity ON entity.entity_number = claim.source_entity_number
    WHERE claim.claim_number NOT IN (SELECT claim_number FROM decisions.claim_group_members)
    -- Several readings may have the same claim.
    QUALIFY row_number() OVER (PARTITION BY claim.claim_id ORDER BY claim.claim_number) = 1
)
SELECT
    member.claim_group_id,
    first(member.claim_id ORDER BY article.precedence, member.claim_id) AS first_claim_id,
    first(member.content_text ORDER BY article.precedence, member.claim_id) AS content_text,
    first(member.source_entity_id ORDER BY article.precedence, member.claim_id, member.closed_at DESC NULLS FIRST)
        AS source_entity_id,
    min(article.appeared_at) AS first_published_at,
    max(article.appeared_at) AS last_published_at,
    count(DISTINCT article.article_id) AS appearance_count,
    count(DISTINCT coalesce(article.domain, article.article_id)) AS outlet_count,
    count(DISTINCT coalesce(original.domain, original.article_id, article.domain, article.article_id))
        AS independent_outlet_count,
    any_value(member.run_id) AS run_id
FROM member
JOIN decisions.appearances AS article USING (version_id)
LEFT JOIN articles AS original ON original.version_id = article.copy_of
GROUP BY member.claim_group_id
UNION ALL
SELECT
    lone.claim_group_id,
    lone.claim_id,
    lone.content_text,
    lone.source_entity_id,
    article.appeared_at,
    article.appeared_at,
    1,
    1,
    1,
    lone.run_id
FROM lone
JOIN decisions.appearances AS article USING (version_id)
WHERE lone.claim_group_id NOT IN (SELECT claim_group_id FROM decisions.claim_groups);

CREATE OR REPLACE VIEW article_bands AS
SELECT band.band_hash, article.version_id
FROM facts.article_bands AS band
JOIN facts.articles AS article USING (version_number);

CREATE OR REPLACE VIEW story_keys AS
SELECT story_key.key_hash, article.version_id
FROM facts.story_keys AS story_key
JOIN facts.articles AS article USING (version_number);

CREATE OR REPLACE VIEW claim_bands AS
SELECT DISTINCT band.band_hash, claim.claim_id
FROM facts.claim_bands AS band
JOIN facts.claims AS claim USING (claim_number);

CREATE OR REPLACE VIEW article_profiles AS
SELECT article.version_id, profile.terms, profile.title_terms, profile.names
FROM facts.article_profiles AS profile
JOIN facts.articles AS article USING (version_number);

-- Entities that are joined to another, over any number of steps. Joins never form a circle (joins.py).
CREATE OR REPLACE VIEW decisions.joined_entities AS
WITH RECURSIVE step AS (
    SELECT from_entity_id AS entity_id, to_entity_id FROM entity_joins WHERE undone_at IS NULL
    UNION ALL
    SELECT step.entity_id, entity_joins.to_entity_id
    FROM step JOIN entity_joins ON entity_joins.from_entity_id = step.to_entity_id
    WHERE entity_joins.undone_at IS NULL
)
SELECT entity_id, to_entity_id
FROM step
WHERE to_entity_id NOT IN (SELECT from_entity_id FROM entity_joins WHERE undone_at IS NULL);

-- The entity after all joins in force.
CREATE OR REPLACE VIEW entity_now AS
SELECT entities.entity_id, coalesce(joined.to_entity_id, entities.entity_id) AS is_entity_id
FROM facts.entities AS entities LEFT JOIN decisions.joined_entities AS joined USING (entity_id);

-- Entities by number, with the id and name of the entity that they are joined to.
CREATE OR REPLACE VIEW decisions.entities_now AS
SELECT
    entity.entity_number,
    coalesce(joined.entity_id, entity.entity_id) AS entity_id,
    coalesce(joined.canonical_name, entity.canonical_name) AS canonical_name
FROM facts.entities AS entity
LEFT JOIN (
    SELECT step.entity_id AS from_entity_id, target.entity_id, target.canonical_name
    FROM decisions.joined_entities AS step
    JOIN facts.entities AS target ON target.entity_id = step.to_entity_id
) AS joined ON joined.from_entity_id = entity.entity_id;

-- Current claims with their source and article: the columns of attributions and article_statements.
CREATE OR REPLACE VIEW decisions.claims_now AS
SELECT
    article.title,
    coalesce(article.url, article.canonical_url) AS url,
    article.domain,
    article.published_at,
    article.language,
    article.article_id,
    article.version_number,
    reading.reader_version,
    claim.*,
    article.text[claim.context_start_char + 1 : claim.context_end_char] AS context_text,
    entity.canonical_name AS source_entity,
    entity.entity_id AS source_entity_id,
    affiliation.canonical_name AS affiliation_entity,
    affiliation.entity_id AS affiliation_entity_id,
    coalesce(
        claim_group.claim_group_id,
        CASE
            WHEN EXISTS (FROM decisions.gathered_readings AS gathered WHERE gathered.reading_number = reading.reading_number)
                THEN lone_claim_group_id(claim.claim_id)
        END
    ) AS claim_group_id,
    -- Of the articles that remain after a filter, not of all.
    (
        SELECT arg_max_null(story_id, state_number)
        FROM decisions.story_members AS story
        WHERE story.version_number = reading.version_number
    ) AS story_id,
    (
        SELECT arg_max_null(copy_of, state_number)
        FROM decisions.copies AS copied
        WHERE copied.version_number = reading.version_number
    ) AS copy_of
FROM facts.claims AS claim
JOIN decisions.readings_now AS reading USING (reading_number)
JOIN (
    {{article_heads}}
) AS article ON article.version_number = reading.version_number
LEFT JOIN decisions.entities_now AS entity ON entity.entity_number = claim.source_entity_number
LEFT JOIN decisions.entities_now AS affiliation ON affiliation.entity_number = claim.affiliation_entity_number
LEFT JOIN decisions.claim_group_members AS member USING (claim_number)
LEFT JOIN decisions.claim_groups AS claim_group USING (claim_group_number)
WHERE reading.closed_at IS NULL;

CREATE OR REPLACE VIEW attributions AS
SELECT
    {{attribution_columns}},
    is_said,
    has_source
FROM decisions.claims_now
WHERE source_type <> 'author';

-- Claims that were read before hearsay 0.5 have no is_said.
CREATE OR REPLACE VIEW who_said_what AS
SELECT
    {{attribution_columns}}
FROM decisions.claims_now
WHERE source_type <> 'author' AND coalesce(is_said, true);

CREATE OR REPLACE VIEW article_statements AS
SELECT
    {{statement_columns}}
FROM decisions.claims_now
WHERE source_type = 'author';

-- The verbal classes of PLOVER. The recipient is the first actor in the content that is not the source.
CREATE OR REPLACE VIEW plover_events AS
WITH event AS (
    SELECT
        *,
        CASE
            WHEN kind = 'asks' THEN 'REQUEST'
            WHEN kind = 'accuses' THEN 'ACCUSE'
            WHEN kind = 'threatens' THEN 'THREATEN'
            WHEN kind = 'supports' THEN 'SUPPORT'
            WHEN kind = 'promises' OR (kind = 'acts' AND cue_lemma = 'agree') THEN 'AGREE'
            WHEN kind IN ('opposes', 'acts') AND cue_lemma IN ('decline', 'dismiss', 'rebuff', 'refuse', 'reject', 'rule out')
                THEN 'REJECT'
            WHEN kind = 'opposes' THEN 'ACCUSE'
            WHEN kind = 'states' AND cue_lemma IN ('consult', 'debate', 'discuss', 'talk about', 'talk of') THEN 'CONSULT'
        END AS event_class
    FROM decisions.claims_now
    WHERE source_type NOT IN ('author', 'none') AND (is_said OR kind IN ('supports', 'opposes', 'acts'))
)
SELECT
    event.event_class,
    event.source_entity AS actor,
    recipient.canonical_name AS recipient,
    event.source_text,
    event.cue_text,
    event.content_text,
    event.published_at,
    event.domain,
    event.url,
    event.certainty,
    event.polarity,
    event.confidence,
    event.source_entity_id AS actor_entity_id,
    recipient.entity_id AS recipient_entity_id,
    event.claim_id,
    event.article_id
FROM event
LEFT JOIN (
    SELECT
        part.claim_number,
        arg_min(entity.canonical_name, mention.start_char) AS canonical_name,
        arg_min(entity.entity_id, mention.start_char) AS entity_id
    FROM facts.claim_mentions AS part
    JOIN facts.claims AS claim USING (claim_number)
    JOIN facts.mentions AS mention USING (mention_number)
    JOIN decisions.entities_now AS entity USING (entity_number)
    WHERE part.role = 'about'
        AND mention.entity_type IN ('person', 'organization', 'norp', 'location')
        AND entity.entity_number IS DISTINCT FROM claim.source_entity_number
    GROUP BY part.claim_number
) AS recipient USING (claim_number)
WHERE event.event_class IS NOT NULL;

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
    carried.appearance_count,
    claim_group.appearance_count - carried.appearance_count AS copy_count,
    claim_group.independent_outlet_count,
    claim_group.outlet_count,
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
    SELECT
        claim.claim_group_id,
        list_sort(list(DISTINCT article.domain)) AS outlets,
        count(DISTINCT coalesce(original.article_id, article.article_id)) AS appearance_count
    FROM claims AS claim
    JOIN articles AS article USING (version_id)
    LEFT JOIN articles AS original ON original.version_id = article.copy_of
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

-- A new version against the version before, claim by claim, both read by the same reader. What stands is not shown.
CREATE OR REPLACE VIEW what_changed AS
WITH step AS (
    SELECT
        article.article_id,
        article.version,
        article.first_seen_at AS changed_at,
        article.version_id AS after_id,
        earlier.version_id AS before_id
    FROM articles AS article
    JOIN articles AS earlier ON earlier.article_id = article.article_id AND earlier.version = article.version - 1
),
shared AS (
    SELECT step.*, max_by(later.reader_version, later.reading_number) AS reader_version
    FROM step
    JOIN readings AS later ON later.version_id = step.after_id
    JOIN readings AS earlier ON earlier.version_id = step.before_id AND earlier.reader_version = later.reader_version
    GROUP BY ALL
),
stated AS (
    SELECT DISTINCT
        version_id,
        reader_version,
        claim_id,
        content_text,
        source_text,
        source_type,
        source_entity_id,
        certainty,
        polarity,
        regexp_extract_all(lower(content_text), '\w+') AS words
    FROM claims
),
dropped AS (
    SELECT shared.after_id, stated.*
    FROM shared JOIN stated ON stated.version_id = shared.before_id AND stated.reader_version = shared.reader_version
),
added AS (
    SELECT shared.after_id, stated.*
    FROM shared JOIN stated ON stated.version_id = shared.after_id AND stated.reader_version = shared.reader_version
),
-- Claims of both versions with most of their words in common, best first: a claim has one counterpart.
pair AS (
    SELECT
        dropped.claim_id AS before_claim_id,
        added.claim_id AS after_claim_id,
        len(list_intersect(dropped.words, added.words))
            / greatest(len(list_distinct(dropped.words)), len(list_distinct(added.words)), 1) AS likeness,
        dropped.source_type = added.source_type
            AND dropped.source_entity_id IS NOT DISTINCT FROM added.source_entity_id AS is_of_same_source
    FROM dropped
    JOIN added USING (after_id)
    WHERE likeness >= 0.6
    QUALIFY row_number() OVER (PARTITION BY dropped.claim_id ORDER BY likeness DESC, is_of_same_source DESC, added.claim_id) = 1
        AND row_number() OVER (PARTITION BY added.claim_id ORDER BY likeness DESC, is_of_same_source DESC, dropped.claim_id) = 1
),
change AS (
    SELECT
        coalesce(dropped.after_id, added.after_id) AS after_id,
        CASE
            WHEN added.claim_id IS NULL THEN 'dropped'
            WHEN dropped.claim_id IS NULL THEN 'added'
            ELSE 'changed'
        END AS change,
        dropped.source_text AS before_source_text,
        dropped.content_text AS before_text,
        dropped.claim_id AS before_claim_id,
        added.source_text AS after_source_text,
        added.content_text AS after_text,
        added.claim_id AS after_claim_id
    FROM (SELECT dropped.*, pair.after_claim_id FROM dropped LEFT JOIN pair ON pair.before_claim_id = dropped.claim_id)
        AS dropped
    FULL JOIN added ON added.claim_id = dropped.after_claim_id AND added.after_id = dropped.after_id
    WHERE NOT coalesce(
        dropped.words = added.words
        AND dropped.source_type = added.source_type
        AND dropped.source_entity_id IS NOT DISTINCT FROM added.source_entity_id
        AND dropped.certainty = added.certainty
        AND dropped.polarity = added.polarity,
        false
    )
)
SELECT
    article.title,
    coalesce(article.url, article.canonical_url) AS url,
    article.domain,
    shared.version,
    shared.changed_at,
    change.change,
    change.before_source_text,
    change.before_text,
    change.after_source_text,
    change.after_text,
    change.before_claim_id,
    change.after_claim_id,
    shared.article_id
FROM change
JOIN shared USING (after_id)
JOIN articles AS article ON article.version_id = shared.after_id;

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
