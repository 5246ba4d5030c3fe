-- The named entities of article versions, as the latest reader of each version found them.
SELECT mention.version_id, entity_id, canonical_name AS name
FROM mentions AS mention
JOIN articles AS article
    ON article.version_id = mention.version_id
    AND article.reader_version = mention.reader_version
JOIN entities USING (entity_id)
WHERE mention.entity_type NOT IN ('date', 'money') AND mention.version_id IN ({{ids}})
