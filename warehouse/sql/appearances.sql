-- Article versions with the time when they appeared, and their precedence: that of pipelines.stories.known, in SQL.
SELECT
    *,
    published_at IS NOT NULL AND published_precision IN ('second', 'minute', 'hour', 'day') AS is_day_known,
    is_day_known AND published_precision <> 'day' AS is_time_known,
    CASE WHEN is_day_known THEN published_at ELSE first_seen_at END AS appeared_at,
    (appeared_at::DATE, NOT is_time_known, appeared_at, first_seen_at, version_id) AS precedence
FROM ({{articles}})
