-- The incoming mentions with their numbers.
CREATE OR REPLACE TEMP TABLE numbered_mentions AS
SELECT
    $first + row_number() OVER (ORDER BY reading_number, start_char, end_char) - 1 AS mention_number,
    asked.reading_number,
    {{columns}},
    entity.entity_number
FROM incoming_mentions AS mention
JOIN asked_readings AS asked USING (version_id, reader_version)
LEFT JOIN entity_numbers AS entity USING (entity_id)
