-- Rows of stories, from their articles. An article without a known outlet is an outlet of its own.
SELECT
    members.story_id,
    first(version_id ORDER BY precedence) AS first_version_id,
    first(title ORDER BY precedence) AS title,
    min(appeared_at) AS first_published_at,
    max(appeared_at) AS last_published_at,
    count(DISTINCT coalesce(domain, article_id)) AS outlet_count,
    count(DISTINCT article_id) AS article_count,
    count(DISTINCT article_id) FILTER (WHERE copy_of IS NULL) AS original_count,
    NULL::VARCHAR AS merged_into,
    NULL::TIMESTAMPTZ AS merged_at,
    $run_id AS run_id
FROM members
JOIN ({{articles}}) AS article USING (version_number)
GROUP BY members.story_id
ORDER BY members.story_id
