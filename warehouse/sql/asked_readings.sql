-- The readings of the incoming rows, with the number of the latest stored reading by the same reader, or NULL.
CREATE OR REPLACE TEMP TABLE asked_readings AS
WITH asked AS (
    SELECT version_id, reader_version, any_value(run_id) AS run_id, max(loaded_at) AS read_at
    FROM (
        SELECT version_id, reader_version, run_id, loaded_at FROM incoming_articles
        UNION ALL BY NAME
        SELECT version_id, reader_version, run_id FROM incoming_mentions
        UNION ALL BY NAME
        SELECT version_id, reader_version, run_id FROM incoming_claims
    )
    GROUP BY version_id, reader_version
)
SELECT
    asked.version_id,
    article.version_number,
    asked.reader_version,
    asked.run_id,
    coalesce(asked.read_at, article.loaded_at) AS read_at,
    stored.reading_number
FROM asked
JOIN (
    SELECT version_id, version_number, loaded_at FROM facts.articles WHERE version_number IN ({{versions}})
) AS article USING (version_id)
LEFT JOIN (
    SELECT version_number, reader_version, max(reading_number) AS reading_number
    FROM facts.readings
    WHERE version_number IN ({{versions}})
    GROUP BY ALL
) AS stored
    ON stored.version_number = article.version_number AND stored.reader_version = asked.reader_version
