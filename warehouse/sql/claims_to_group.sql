-- Claims of readings, each id once, without those that belong to a group of several claims already.
SELECT DISTINCT ON (claim_id)
    claim_id,
    article.version_id,
    content_text,
    entity.entity_id AS source_entity_id,
    polarity,
    NULL::VARCHAR AS claim_group_id
FROM facts.claims AS claim
JOIN facts.readings AS reading USING (reading_number)
JOIN articles AS article USING (version_number)
LEFT JOIN entities AS entity ON entity.entity_number = claim.source_entity_number
ANTI JOIN decisions.claim_group_members AS member USING (claim_number)
WHERE claim.reading_number IN ({{ids}})
ORDER BY claim_id, claim.reading_number DESC
