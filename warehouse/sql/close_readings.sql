-- A state for each reading of the touched articles whose state changes. A reading is open if its version is current,
-- its reader is the version's reader, and no later reading by that reader replaced it. $closed_at is for the others.
INSERT INTO decisions.reading_states
SELECT
    $first_number + row_number() OVER (ORDER BY reading_number) - 1,
    reading_number,
    CASE WHEN reason_now IS NOT NULL THEN $closed_at END,
    reason_now
FROM (
    SELECT
        reading_number,
        reading.closed_reason AS reason_before,
        CASE
            WHEN reading_number < max(reading_number) OVER (PARTITION BY version_id, reading.reader_version)
                THEN 'read again'
            WHEN NOT is_current THEN 'new version'
            WHEN reading.reader_version <> article.reader_version THEN 'new reader'
        END AS reason_now
    FROM readings AS reading
    JOIN articles AS article USING (version_id)
    WHERE article.article_id IN (SELECT article_id FROM touched)
)
WHERE (reason_now IS NULL) <> (reason_before IS NULL)
    OR (reason_now = 'read again' AND reason_before <> 'read again')
