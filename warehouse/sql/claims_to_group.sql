-- Claims of readings, each id once, without those that belong to a group of several claims already.
WITH claim AS (
    SELECT claim_number, claim_id, reading_number, content_text, source_entity_number, polarity
    FROM facts.claims
    WHERE reading_number IN ({{readings}})
)
SELECT DISTINCT ON (claim_id)
    claim_id,
    article.version_id,
    content_text,
    entity.entity_id AS source_entity_id,
    polarity,
    NULL::VARCHAR AS claim_group_id
FROM claim
JOIN (FROM facts.readings WHERE reading_number IN ({{readings}})) AS reading USING (reading_number)
JOIN (FROM articles WHERE version_number IN ({{versions}})) AS article USING (version_number)
LEFT JOIN (
    FROM entities WHERE entity_number IN (SELECT source_entity_number FROM claim)
) AS entity ON entity.entity_number = claim.source_entity_number
WHERE claim_number NOT IN (
    SELECT claim_number FROM decisions.claim_group_members WHERE claim_number IN (SELECT claim_number FROM claim)
)
ORDER BY claim_id, claim.reading_number DESC
