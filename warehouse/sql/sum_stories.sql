-- Rows of the touched stories, from their articles. An article without a known outlet is an outlet of its own.
SELECT
    story_id,
    first(version_id ORDER BY precedence),
    first(title ORDER BY precedence),
    min(appeared_at),
    max(appeared_at),
    count(DISTINCT coalesce(domain, article_id)),
    count(DISTINCT article_id),
    count(DISTINCT article_id) FILTER (WHERE copy_of IS NULL),
    NULL,
    NULL,
    $run_id
FROM decisions.appearances
WHERE story_id IN (SELECT id FROM touched)
GROUP BY story_id
ORDER BY story_id
