-- Captures with the same time (a folder, one --captured-at) are ordered by the page's own date of change, then by the
-- order in which they were loaded. These are all versions of the touched articles.
SELECT
    version_number,
    row_number() OVER (
        PARTITION BY article_id
        ORDER BY first_seen_at, modified_at NULLS FIRST, loaded_at, version_id
    )::INTEGER AS version,
    row_number() OVER (
        PARTITION BY article_id
        ORDER BY last_seen_at DESC, modified_at DESC NULLS LAST, loaded_at DESC, version_id DESC
    ) = 1 AS is_current
FROM ({{articles}})
