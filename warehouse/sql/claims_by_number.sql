-- Claims by number. A claim alone has no row in claim_groups; its group has the id that it would found.
WITH claim AS (
    SELECT claim_number, claim_id, content_text, source_entity_number, polarity
    FROM facts.claims
    WHERE claim_number IN ({{ids}})
)
SELECT
    claim.claim_number,
    claim_id,
    content_text,
    entity.entity_id AS source_entity_id,
    polarity,
    coalesce(claim_group.claim_group_id, lone_claim_group_id(claim_id)) AS claim_group_id,
    claim_group.claim_group_number
FROM claim
LEFT JOIN (
    FROM entities WHERE entity_number IN (SELECT source_entity_number FROM claim)
) AS entity ON entity.entity_number = claim.source_entity_number
LEFT JOIN (
    FROM decisions.claim_group_members WHERE claim_number IN ({{ids}})
) AS member ON member.claim_number = claim.claim_number
LEFT JOIN decisions.claim_groups AS claim_group USING (claim_group_number)
ORDER BY claim.claim_number
