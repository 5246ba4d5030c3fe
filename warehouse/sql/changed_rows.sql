-- Versions of asked readings whose stored rows of a table differ from the incoming ones.
CREATE OR REPLACE TEMP TABLE changed_{{table}} AS
WITH stored AS (
    SELECT asked.version_id, asked.reader_version, {{columns}}, fact.{{entity_number}} AS entity_number
    FROM (FROM facts.{{table}} WHERE reading_number IN ({{readings}})) AS fact
    JOIN asked_readings AS asked USING (reading_number)
),
incoming AS (
    SELECT fact.version_id, fact.reader_version, {{columns}}, entity.entity_number
    FROM incoming_{{table}} AS fact
    LEFT JOIN entity_numbers AS entity ON entity.entity_id = fact.{{entity_id}}
)
SELECT version_id FROM (FROM stored EXCEPT FROM incoming)
UNION
SELECT version_id FROM (FROM incoming EXCEPT FROM stored)
