-- Parts of the claims of readings. Claims and mentions are those of this chunk, and those that these readings had
-- before: rows released from quarantine join a stored reading.
INSERT INTO facts.claim_mentions BY NAME
SELECT claim.claim_number, mention.mention_number, part.role, asked.reading_number
FROM incoming_claim_mentions AS part
JOIN (
    SELECT claim_id, claim_number, reading_number FROM numbered_claims
    UNION
    SELECT claim_id, claim_number, reading_number FROM facts.claims WHERE reading_number IN ({{stored}})
) AS claim USING (claim_id)
JOIN asked_readings AS asked
    ON asked.reading_number = claim.reading_number AND asked.reader_version = part.reader_version
JOIN (
    SELECT mention_id, mention_number, reading_number FROM numbered_mentions
    UNION
    SELECT mention_id, mention_number, reading_number FROM facts.mentions WHERE reading_number IN ({{stored}})
) AS mention
    ON mention.mention_id = part.mention_id AND mention.reading_number = asked.reading_number
ORDER BY ALL
