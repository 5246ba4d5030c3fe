-- The claims of the batch in groups of several claims, and the claims that were alone in these groups until now.
INSERT INTO decisions.claim_group_members
SELECT claim_number, claim_group_number
FROM numbered
JOIN widened USING (claim_group_id)
UNION
SELECT known.claim_number, widened.claim_group_number
FROM known_groups AS known
JOIN widened USING (claim_group_id)
WHERE widened.is_new
ORDER BY claim_number
