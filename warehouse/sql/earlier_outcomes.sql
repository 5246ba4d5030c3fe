-- The latest outcome of each address in the runs of a backfill with the same extractor and reader, except failures.
-- $with_finished is false while the time range is open: then only runs after the last finished run count.
SELECT
    given,
    arg_max(
        ROW(inputs.outcome, inputs.reason, inputs.capture_id, inputs.version_id),
        runs.started_at
    )
FROM (FROM inputs WHERE ledger_number IN ({{numbers}}) AND list_contains($asked, given)) AS inputs
JOIN runs USING (run_id)
WHERE backfill_id = $backfill_id
    AND runs.extractor_version = $extractor_version
    AND runs.reader_version = $reader_version
    AND inputs.outcome <> 'failed'
    AND inputs.reason NOT IN ('same_address', 'out_of_range', 'undated')
    AND (
        $with_finished
        OR runs.started_at > (
            SELECT coalesce(max(started_at), '-infinity')
            FROM runs
            WHERE backfill_id = $backfill_id AND state = 'finished'
        )
    )
GROUP BY given
