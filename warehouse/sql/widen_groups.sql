-- Groups of the batch that have several claims now, with their numbers. A group that had one claim gets a number.
CREATE OR REPLACE TEMP TABLE widened AS
SELECT
    claim_group_id,
    known.claim_group_number IS NULL AS is_new,
    coalesce(known.claim_group_number, $first + row_number() OVER (ORDER BY claim_group_id) - 1)
        AS claim_group_number
FROM (
    SELECT claim_group_id
    FROM numbered
    GROUP BY claim_group_id
    HAVING bool_or(claim_group_id <> lone_claim_group_id(claim_id))
) AS several
LEFT JOIN (
    SELECT claim_group_id, max(claim_group_number) AS claim_group_number FROM known_groups GROUP BY claim_group_id
) AS known USING (claim_group_id)
