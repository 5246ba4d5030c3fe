-- Claims by number, with the id of the group that each founds if it is alone.
SELECT
    claim_number,
    reading_number,
    claim_id,
    content_text,
    source_entity_number,
    polarity,
    lone_claim_group_id(claim_id) AS lone_claim_group_id
FROM {{rows}}
ORDER BY claim_number
