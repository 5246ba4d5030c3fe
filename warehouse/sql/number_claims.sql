-- The claims of this batch with their numbers. Several readings may have the same claim.
CREATE OR REPLACE TEMP TABLE numbered AS
SELECT claim.claim_number, claim_id, group_of.claim_group_id
FROM facts.claims AS claim
JOIN group_of USING (claim_id)
WHERE claim.reading_number IN ({{readings}})
