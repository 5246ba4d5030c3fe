-- Parts of the claims of readings, from these claims and mentions.
INSERT INTO facts.claim_mentions BY NAME
SELECT claim.claim_number, mention.mention_number, part.role, asked.reading_number
FROM incoming_claim_mentions AS part
JOIN {{claims}} AS claim USING (claim_id)
JOIN asked_readings AS asked
    ON asked.reading_number = claim.reading_number AND asked.reader_version = part.reader_version
JOIN {{mentions}} AS mention
    ON mention.mention_id = part.mention_id AND mention.reading_number = asked.reading_number
ORDER BY ALL
