UPDATE asked_readings
SET reading_number = numbered.reading_number
FROM (
    SELECT version_id, reader_version, $first + row_number() OVER (ORDER BY version_number) - 1 AS reading_number
    FROM asked_readings
    WHERE reading_number IS NULL
) AS numbered
WHERE asked_readings.version_id = numbered.version_id
    AND asked_readings.reader_version = numbered.reader_version
    AND asked_readings.reading_number IS NULL
