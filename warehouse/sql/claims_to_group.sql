-- Claims of readings, each id once, without those that belong to a group of several claims already.
SELECT DISTINCT ON (claim_id)
    claim_id,
    article.version_id,
    content_text,
    claim.source_entity_number,
    polarity,
    NULL::VARCHAR AS claim_group_id,
    NULL::VARCHAR AS story_id
FROM (FROM facts.claims WHERE reading_number IN ({{readings}})) AS claim
JOIN (FROM facts.readings WHERE reading_number IN ({{readings}})) AS reading USING (reading_number)
JOIN (FROM facts.articles WHERE version_number IN ({{versions}})) AS article USING (version_number)
WHERE claim_number NOT IN (
    SELECT claim_number FROM decisions.claim_group_members WHERE claim_number IN ({{claims}})
)
ORDER BY claim_id, claim.reading_number DESC
