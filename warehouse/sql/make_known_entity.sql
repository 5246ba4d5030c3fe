-- The entity of an entry of the knowledge table, with times and run of the entity that is joined to it.
INSERT INTO facts.entities BY NAME
SELECT
    knowledge.entity_id,
    name AS canonical_name,
    knowledge.entity_type,
    knowledge.aliases,
    knowledge.identifiers,
    joined.first_seen_at,
    joined.last_seen_at,
    joined.run_id,
    $number AS entity_number
FROM knowledge, entities AS joined
WHERE knowledge.entity_id = $entity
    AND joined.entity_id = $like
    AND NOT EXISTS (SELECT 1 FROM entities WHERE entity_id = $entity)
