-- Joins have numbers, because stories make many of them: a chunk finds the joins of its entities through an index beside
-- the warehouse. The key is no longer enforced, as in all tables that grow.
CREATE TABLE numbered_joins (
    join_id VARCHAR NOT NULL,
    from_entity_id VARCHAR NOT NULL,
    to_entity_id VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    joined_at TIMESTAMP WITH TIME ZONE NOT NULL,
    undone_at TIMESTAMP WITH TIME ZONE,
    undone_reason VARCHAR,
    join_number BIGINT NOT NULL
);
INSERT INTO numbered_joins
SELECT
    join_id,
    from_entity_id,
    to_entity_id,
    reason,
    joined_at,
    undone_at,
    undone_reason,
    row_number() OVER (ORDER BY joined_at, join_id)
FROM entity_joins;
DROP TABLE entity_joins;
ALTER TABLE numbered_joins RENAME TO entity_joins;
