-- Entities of the versions in seen_earlier get the first and the last time that a version names them.
UPDATE entities
SET first_seen_at = dated.first_at, last_seen_at = dated.last_at
FROM (
    SELECT entity_id, min(articles.first_seen_at) AS first_at, max(articles.first_seen_at) AS last_at
    FROM mentions
    JOIN articles USING (version_id)
    WHERE entity_id IN (
        SELECT entity_id FROM mentions WHERE version_id IN (SELECT version_id FROM seen_earlier)
    )
    GROUP BY entity_id
) AS dated
WHERE entities.entity_id = dated.entity_id
