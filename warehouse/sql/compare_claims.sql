-- Each claim of a pair with its fate. Claims with the same words are matched in the order of their ids.
CREATE OR REPLACE TEMP TABLE compared AS
WITH old AS (
    SELECT
        pair,
        coalesce(source_text, '') AS source_text,
        coalesce(cue_text, '') AS cue_text,
        content_text,
        (source_type, quote_type, polarity, certainty) AS judged,
        row_number() OVER (PARTITION BY pair, source_text, cue_text, content_text ORDER BY claim_id) AS n
    FROM pairs
    JOIN old_claims ON old_claims.version_id = pairs.old_version
),
new AS (
    SELECT
        pair,
        coalesce(source_text, '') AS source_text,
        coalesce(cue_text, '') AS cue_text,
        content_text,
        (source_type, quote_type, polarity, certainty) AS judged,
        row_number() OVER (PARTITION BY pair, source_text, cue_text, content_text ORDER BY claim_id) AS n
    FROM pairs
    JOIN new_claims ON new_claims.version_id = pairs.new_version
)
SELECT
    pair,
    source_text,
    cue_text,
    content_text,
    CASE
        WHEN old.judged IS NULL THEN 'new'
        WHEN new.judged IS NULL THEN 'gone'
        WHEN old.judged IS DISTINCT FROM new.judged THEN 'judged anew'
        ELSE 'kept'
    END AS fate
FROM old
FULL JOIN new USING (pair, source_text, cue_text, content_text, n)
