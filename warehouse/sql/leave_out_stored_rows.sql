-- Incoming rows of stored readings that the readings hold already.
DELETE FROM incoming_mentions
WHERE (mention_id, reader_version) IN (
    SELECT (mention_id, reader_version)
    FROM facts.mentions
    JOIN asked_readings USING (reading_number)
);

DELETE FROM incoming_claims
WHERE (claim_id, reader_version) IN (
    SELECT (claim_id, reader_version)
    FROM facts.claims
    JOIN asked_readings USING (reading_number)
);

DELETE FROM incoming_claim_mentions
WHERE (claim_id, mention_id, role, reader_version) IN (
    SELECT (claim_id, mention_id, role, reader_version)
    FROM facts.claim_mentions AS part
    JOIN asked_readings USING (reading_number)
    JOIN facts.claims USING (claim_number)
    JOIN facts.mentions USING (mention_number)
)
