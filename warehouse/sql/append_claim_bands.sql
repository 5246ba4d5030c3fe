INSERT INTO facts.claim_bands BY NAME
SELECT keyed.band_hash, numbered.claim_number
FROM keyed
JOIN (SELECT claim_id, max(claim_number) AS claim_number FROM numbered GROUP BY claim_id) AS numbered USING (claim_id)
ORDER BY numbered.claim_number, keyed.band_hash
