-- A claim is current if its version is current and its reader is the version's reader. $closed_at is for the others.
UPDATE claims
SET closed_at = judged.closed_at, closed_reason = judged.closed_reason
FROM (
    SELECT
        claim_id,
        claims.reader_version,
        CASE
            WHEN is_current AND claims.reader_version = articles.reader_version THEN NULL
            ELSE $closed_at
        END AS closed_at,
        CASE
            WHEN NOT is_current THEN 'new version'
            WHEN claims.reader_version <> articles.reader_version THEN 'new reader'
        END AS closed_reason
    FROM claims
    JOIN articles USING (version_id)
    WHERE articles.article_id IN (SELECT article_id FROM touched)
) AS judged
WHERE claims.claim_id = judged.claim_id
    AND claims.reader_version = judged.reader_version
    AND (claims.closed_at IS NULL) <> (judged.closed_at IS NULL)
