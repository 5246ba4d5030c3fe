-- Claims by number. A claim alone has no row in claim_groups; its group has the id that it would found.
SELECT
    claim.claim_number,
    claim_id,
    article.version_id,
    content_text,
    entity.entity_id AS source_entity_id,
    polarity,
    coalesce(claim_group.claim_group_id, lone_claim_group_id(claim_id)) AS claim_group_id,
    claim_group.claim_group_number
FROM facts.claims AS claim
JOIN facts.readings AS reading USING (reading_number)
JOIN articles AS article USING (version_number)
LEFT JOIN entities AS entity ON entity.entity_number = claim.source_entity_number
LEFT JOIN decisions.claim_group_members AS member ON member.claim_number = claim.claim_number
LEFT JOIN decisions.claim_groups AS claim_group USING (claim_group_number)
WHERE claim.claim_number IN ({{ids}})
ORDER BY claim.claim_number
