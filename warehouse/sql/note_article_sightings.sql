-- captures.last_seen_at, not the time of this sighting: a capture that a rebuild reads again may have been seen since.
UPDATE articles
SET last_seen_at = latest.seen_at
FROM (
    SELECT captures.version_id, max(captures.last_seen_at) AS seen_at
    FROM seen
    JOIN captures USING (capture_id)
    WHERE captures.version_id IS NOT NULL
    GROUP BY captures.version_id
) AS latest
WHERE articles.version_id = latest.version_id AND articles.last_seen_at < latest.seen_at
