-- The named entities of the articles of readings, a row for each mention: names that recur weigh more.
SELECT article.version_id, mention.entity_number
FROM (
    SELECT reading_number, entity_number
    FROM facts.mentions
    WHERE reading_number IN ({{readings}}) AND entity_number IS NOT NULL AND entity_type NOT IN ('date', 'money')
) AS mention
JOIN (FROM facts.readings WHERE reading_number IN ({{readings}})) AS reading USING (reading_number)
JOIN (FROM facts.articles WHERE version_number IN ({{versions}})) AS article USING (version_number)
ORDER BY ALL
