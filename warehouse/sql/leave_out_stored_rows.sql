-- Incoming rows of stored readings that the readings hold already.
DELETE FROM incoming_mentions
WHERE (mention_id, reader_version) IN (
    SELECT (mention_id, reader_version)
    FROM (FROM facts.mentions WHERE reading_number IN ({{readings}}))
    JOIN asked_readings USING (reading_number)
);

DELETE FROM incoming_claims
WHERE (claim_id, reader_version) IN (
    SELECT (claim_id, reader_version)
    FROM (FROM facts.claims WHERE reading_number IN ({{readings}}))
    JOIN asked_readings USING (reading_number)
);

DELETE FROM incoming_claim_mentions
WHERE (claim_id, mention_id, role, reader_version) IN (
    SELECT (claim_id, mention_id, role, reader_version)
    FROM (FROM facts.claim_mentions WHERE reading_number IN ({{readings}})) AS part
    JOIN asked_readings USING (reading_number)
    JOIN (FROM facts.claims WHERE reading_number IN ({{readings}})) USING (claim_number)
    JOIN (FROM facts.mentions WHERE reading_number IN ({{readings}})) USING (mention_number)
)
