-- Pairs of an old and a new article version of the same capture. One of the two is NULL if the capture gave no
-- article before, or gives none now.
CREATE OR REPLACE TEMP TABLE pairs AS
SELECT row_number() OVER (ORDER BY name, old_version, new_version) AS pair, *
FROM (
    SELECT DISTINCT ON (old.version_id, new.version_id)
        new.name,
        old.version_id AS old_version,
        new.version_id AS new_version,
        new.outcome,
        new.reason,
        old.title AS old_title,
        new.title AS new_title,
        old.authors AS old_authors,
        new.authors AS new_authors,
        old.published_at AS old_published_at,
        new.published_at AS new_published_at,
        both_known AND old.text_sha256 <> new.text_sha256 AS text_changed,
        both_known AND old.title IS DISTINCT FROM new.title AS title_changed,
        both_known
            AND (old.published_at, old.published_precision)
                IS DISTINCT FROM (new.published_at, new.published_precision) AS date_changed,
        both_known AND old.authors IS DISTINCT FROM new.authors AS authors_changed
    FROM (SELECT * FROM old_pages) AS old
    JOIN (SELECT * FROM new_pages) AS new USING (capture_id),
    LATERAL (SELECT old.version_id IS NOT NULL AND new.version_id IS NOT NULL AS both_known)
    WHERE capture_id IN (SELECT capture_id FROM done) AND coalesce(old.version_id, new.version_id) IS NOT NULL
    ORDER BY old.version_id, new.version_id, new.name
)
