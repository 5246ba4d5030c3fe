-- Versions of asked readings whose stored rows of a table differ from the incoming ones.
CREATE OR REPLACE TEMP TABLE changed_{{table}} AS
WITH known AS (
    SELECT {{columns}} FROM {{table}} AS stored SEMI JOIN asked_readings USING (version_id, reader_version)
),
incoming AS (
    SELECT {{columns}} FROM incoming_{{table}} AS stored
)
SELECT version_id FROM (FROM known EXCEPT FROM incoming)
UNION
SELECT version_id FROM (FROM incoming EXCEPT FROM known)
