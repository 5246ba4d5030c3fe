-- Article versions with the time when they appeared, and their precedence, which decides who appeared first.
--
-- The time is that of publication if at least the day is known, otherwise that of the first sighting. On the same day,
-- an article with a time comes before an article with the day alone, because midnight would be wrong. Then the time,
-- the first sighting and the id decide.
SELECT
    *,
    published_at IS NOT NULL AND published_precision IN ('second', 'minute', 'hour', 'day') AS is_day_known,
    NOT is_day_known OR published_precision = 'day' AS is_time_unknown,
    CASE WHEN is_day_known THEN published_at ELSE first_seen_at END AS appeared_at,
    appeared_at::DATE AS appeared_on,
    {
        'appeared_on': appeared_on,
        'is_time_unknown': is_time_unknown,
        'appeared_at': appeared_at,
        'first_seen_at': first_seen_at,
        'version_id': version_id
    } AS precedence
FROM ({{articles}})
