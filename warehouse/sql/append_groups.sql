INSERT INTO decisions.claim_groups
SELECT claim_group_number, claim_group_id, $run_id
FROM widened
WHERE is_new
ORDER BY claim_group_number
