-- The conflict clause that adds the checks of a chunk to those of the run's earlier chunks.
ON CONFLICT (run_id, suite, rule) DO UPDATE SET
    is_success = checks.is_success AND excluded.is_success,
    observed = coalesce(checks.observed, excluded.observed),
    checked_count = checks.checked_count + excluded.checked_count,
    unexpected_count = checks.unexpected_count + excluded.unexpected_count,
    unexpected_percent = CASE
        WHEN checks.checked_count + excluded.checked_count = 0 THEN 0
        ELSE least(
            100.0,
            100.0 * (checks.unexpected_count + excluded.unexpected_count)
                / (checks.checked_count + excluded.checked_count)
        )
    END
