-- The incoming claims with their numbers.
CREATE OR REPLACE TEMP TABLE numbered_claims AS
SELECT
    $first + row_number() OVER (ORDER BY reading_number, content_spans[1]."start", claim_id) - 1 AS claim_number,
    asked.reading_number,
    {{columns}},
    entity.entity_number AS source_entity_number,
    affiliation.entity_number AS affiliation_entity_number
FROM incoming_claims AS claim
JOIN asked_readings AS asked USING (version_id, reader_version)
LEFT JOIN entity_numbers AS entity ON entity.entity_id = claim.source_entity_id
LEFT JOIN entity_numbers AS affiliation ON affiliation.entity_id = claim.affiliation_entity_id
