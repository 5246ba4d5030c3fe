-- A state for each reading of some article versions whose state changes. A reading is open if its version is current,
-- its reader is the version's reader, and no later reading by that reader replaced it. $closed_at is for the others.
INSERT INTO decisions.reading_states
SELECT
    $first + row_number() OVER (ORDER BY reading_number) - 1,
    reading_number,
    CASE WHEN reason_now IS NOT NULL THEN $closed_at END,
    reason_now
FROM (
    SELECT
        reading.reading_number,
        state.closed_reason AS reason_before,
        CASE
            WHEN reading.reading_number
                < max(reading.reading_number) OVER (PARTITION BY reading.version_number, reading.reader_version)
                THEN 'read again'
            WHEN NOT article.is_current THEN 'new version'
            WHEN reading.reader_version <> article.reader_version THEN 'new reader'
        END AS reason_now
    FROM (FROM facts.readings WHERE version_number IN ({{versions}})) AS reading
    JOIN (FROM articles WHERE version_number IN ({{versions}})) AS article USING (version_number)
    LEFT JOIN (
        SELECT
            reading_number,
            max_by({'reason': closed_reason}, state_number).reason AS closed_reason
        FROM decisions.reading_states
        WHERE reading_number IN (SELECT reading_number FROM facts.readings WHERE version_number IN ({{versions}}))
        GROUP BY reading_number
    ) AS state USING (reading_number)
)
WHERE (reason_now IS NULL) <> (reason_before IS NULL)
    OR (reason_now = 'read again' AND reason_before <> 'read again')
ORDER BY reading_number
