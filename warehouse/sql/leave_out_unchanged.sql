-- Only the readings stay that are not stored, or stored with other mentions, claims or parts. They get new numbers.
CREATE OR REPLACE TEMP TABLE stored_parts AS
SELECT claim.claim_id, mention.mention_id, part.role
FROM (FROM facts.claim_mentions WHERE reading_number IN ({{readings}})) AS part
JOIN (FROM facts.claims WHERE reading_number IN ({{readings}})) AS claim USING (claim_number)
JOIN (FROM facts.mentions WHERE reading_number IN ({{readings}})) AS mention USING (mention_number);

CREATE OR REPLACE TEMP TABLE incoming_parts AS
SELECT claim_id, mention_id, role FROM incoming_claim_mentions;

DELETE FROM asked_readings
WHERE reading_number IS NOT NULL
    AND version_id NOT IN (
        SELECT version_id FROM changed_mentions
        UNION
        SELECT version_id FROM changed_claims
        UNION
        SELECT claim.version_id
        FROM incoming_claims AS claim
        WHERE claim.claim_id IN (SELECT claim_id FROM (FROM stored_parts EXCEPT FROM incoming_parts))
            OR claim.claim_id IN (SELECT claim_id FROM (FROM incoming_parts EXCEPT FROM stored_parts))
    );

UPDATE asked_readings SET reading_number = NULL;

DROP TABLE changed_mentions;

DROP TABLE changed_claims;

DROP TABLE stored_parts;

DROP TABLE incoming_parts
