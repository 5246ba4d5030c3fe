-- Rows of the touched claim groups, from their claims in the table members. An article without a known outlet is an
-- outlet of its own.
SELECT
    claim_group_id,
    first(claim_id ORDER BY precedence, claim_id),
    first(content_text ORDER BY precedence, claim_id),
    first(source_entity_id ORDER BY precedence, claim_id),
    min(appeared_at),
    max(appeared_at),
    count(DISTINCT article.article_id),
    count(DISTINCT coalesce(article.domain, article.article_id)),
    count(DISTINCT coalesce(original.domain, original.article_id, article.domain, article.article_id)),
    $run_id
FROM members
JOIN (FROM appearances WHERE version_id IN ({{versions}})) AS article USING (version_id)
LEFT JOIN (FROM articles WHERE version_id IN ({{originals}})) AS original ON original.version_id = article.copy_of
GROUP BY claim_group_id
ORDER BY claim_group_id
