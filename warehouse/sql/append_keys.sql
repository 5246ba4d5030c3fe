INSERT INTO facts.{{table}} BY NAME
SELECT {{columns}}, article.version_number
FROM keyed
JOIN (
    SELECT version_id, version_number FROM articles WHERE version_id IN ({{versions}})
) AS article USING (version_id)
ORDER BY article.version_number
