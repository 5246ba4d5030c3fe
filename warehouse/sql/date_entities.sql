-- First and last time that a version names the entities of older_versions.
WITH named AS (
    SELECT DISTINCT mention.entity_number
    FROM facts.mentions AS mention
    JOIN facts.readings AS reading USING (reading_number)
    JOIN older_versions USING (version_number)
    WHERE mention.entity_number IS NOT NULL
)
SELECT
    mention.entity_number,
    min(article.first_seen_at) AS first_seen_at,
    max(article.first_seen_at) AS last_seen_at
FROM facts.mentions AS mention
SEMI JOIN named USING (entity_number)
JOIN readings AS reading USING (reading_number)
JOIN articles AS article USING (version_number)
WHERE reading.closed_reason IS DISTINCT FROM 'read again'
GROUP BY mention.entity_number
