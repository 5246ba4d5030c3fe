-- The articles of captures that were seen again.
INSERT INTO touched
SELECT DISTINCT article_id
FROM seen
JOIN captures USING (capture_id)
JOIN articles USING (version_id)
WHERE article_id NOT IN (SELECT article_id FROM touched)
