-- What entities are to one another, which of them are one, and what the user knows of them.

CREATE TABLE entity_links (
    "entity_id" VARCHAR NOT NULL,
    "kind" VARCHAR NOT NULL,
    "to_entity_id" VARCHAR NOT NULL,
    "to_name" VARCHAR NOT NULL,
    "to_scheme" VARCHAR NOT NULL,
    "to_value" VARCHAR NOT NULL,
    "run_id" VARCHAR NOT NULL,
    PRIMARY KEY (entity_id, kind, to_entity_id)
);

CREATE TABLE entity_joins (
    "join_id" VARCHAR NOT NULL,
    "from_entity_id" VARCHAR NOT NULL,
    "to_entity_id" VARCHAR NOT NULL,
    "reason" VARCHAR NOT NULL,
    "joined_at" TIMESTAMP WITH TIME ZONE NOT NULL,
    "undone_at" TIMESTAMP WITH TIME ZONE,
    "undone_reason" VARCHAR,
    PRIMARY KEY (join_id)
);

CREATE TABLE knowledge (
    "entity_id" VARCHAR NOT NULL,
    "name" VARCHAR NOT NULL,
    "entity_type" VARCHAR NOT NULL,
    "aliases" VARCHAR[] NOT NULL,
    "identifiers" STRUCT("scheme" VARCHAR, "value" VARCHAR)[] NOT NULL,
    "country" VARCHAR,
    "description" VARCHAR,
    "file" VARCHAR NOT NULL,
    "loaded_at" TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (entity_id)
);
