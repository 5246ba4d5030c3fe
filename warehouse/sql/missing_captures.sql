-- Captures of the old or the new warehouse that the rebuild did not process, each with the cause.
SELECT
    name,
    sha256,
    CASE
        WHEN archive_file IS NULL THEN 'not in the archive: archiving was off'
        ELSE 'its record is not in the archive: ' || archive_file
    END
FROM (
    FROM old_pages
    UNION BY NAME
    SELECT * FROM new_pages WHERE capture_id NOT IN (SELECT capture_id FROM old_pages)
)
WHERE capture_id NOT IN (SELECT capture_id FROM done)
ORDER BY name, sha256
