-- Rebuilds by an extractor and a reader that have not finished and began after the last finished rebuild.
SELECT run_id
FROM runs
WHERE trigger = 'rebuild'
    AND state IN ('running', 'failed', 'interrupted')
    AND extractor_version = ?
    AND reader_version = ?
    AND started_at > coalesce(
        (
            SELECT max(started_at)
            FROM runs
            WHERE trigger = 'rebuild' AND state NOT IN ('running', 'failed', 'interrupted')
        ),
        TIMESTAMPTZ '-infinity'
    )
ORDER BY started_at
