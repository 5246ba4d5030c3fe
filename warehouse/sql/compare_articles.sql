-- Pairs of article versions with the numbers of their claims by fate.
CREATE OR REPLACE TEMP TABLE compared_articles AS
WITH counted AS (
    SELECT
        pair,
        count(*) FILTER (WHERE fate IN ('kept', 'judged anew')) AS kept,
        count(*) FILTER (WHERE fate = 'judged anew') AS judged_anew,
        count(*) FILTER (WHERE fate = 'gone') AS gone,
        count(*) FILTER (WHERE fate = 'new') AS new
    FROM compared
    GROUP BY pair
)
SELECT
    pairs.*,
    coalesce(kept, 0) AS kept,
    coalesce(judged_anew, 0) AS judged_anew,
    coalesce(gone, 0) AS gone,
    coalesce(new, 0) AS new
FROM pairs
LEFT JOIN counted USING (pair)
