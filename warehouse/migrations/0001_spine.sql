-- The first schema. Frozen: a later change of warehouse/schema.py is a new file beside this one.

CREATE TABLE runs (
    "run_id" VARCHAR NOT NULL,
    "trigger" VARCHAR NOT NULL,
    "started_at" TIMESTAMP WITH TIME ZONE NOT NULL,
    "finished_at" TIMESTAMP WITH TIME ZONE,
    "state" VARCHAR NOT NULL,
    "code_version" VARCHAR NOT NULL,
    "extractor_version" VARCHAR NOT NULL,
    "reader_version" VARCHAR NOT NULL,
    "schema_version" INTEGER NOT NULL,
    "settings" VARCHAR NOT NULL,
    "inputs_loaded" BIGINT NOT NULL,
    "inputs_unchanged" BIGINT NOT NULL,
    "inputs_duplicate" BIGINT NOT NULL,
    "inputs_rejected" BIGINT NOT NULL,
    "inputs_failed" BIGINT NOT NULL,
    "rows_extracted" BIGINT NOT NULL,
    "rows_loaded" BIGINT NOT NULL,
    "rows_quarantined" BIGINT NOT NULL,
    PRIMARY KEY (run_id)
);

CREATE TABLE inputs (
    "run_id" VARCHAR NOT NULL,
    "input_number" BIGINT NOT NULL,
    "given" VARCHAR NOT NULL,
    "outcome" VARCHAR NOT NULL,
    "reason" VARCHAR NOT NULL,
    "detail" VARCHAR,
    "capture_id" VARCHAR,
    "version_id" VARCHAR,
    "seconds" DOUBLE NOT NULL,
    PRIMARY KEY (run_id, input_number)
);

CREATE TABLE captures (
    "capture_id" VARCHAR NOT NULL,
    "sha256" VARCHAR NOT NULL,
    "url" VARCHAR,
    "final_url" VARCHAR,
    "fetched_at" TIMESTAMP WITH TIME ZONE,
    "first_seen_at" TIMESTAMP WITH TIME ZONE NOT NULL,
    "last_seen_at" TIMESTAMP WITH TIME ZONE NOT NULL,
    "http_status" INTEGER,
    "media_type" VARCHAR,
    "content_kind" VARCHAR NOT NULL,
    "byte_count" BIGINT NOT NULL,
    "outcome" VARCHAR NOT NULL,
    "reason" VARCHAR NOT NULL,
    "version_id" VARCHAR,
    "extractor_version" VARCHAR NOT NULL,
    "reader_version" VARCHAR NOT NULL,
    "run_id" VARCHAR NOT NULL,
    PRIMARY KEY (capture_id)
);

CREATE TABLE articles (
    "version_id" VARCHAR NOT NULL,
    "article_id" VARCHAR NOT NULL,
    "url" VARCHAR,
    "canonical_url" VARCHAR,
    "domain" VARCHAR,
    "site_name" VARCHAR,
    "title" VARCHAR,
    "subtitle" VARCHAR,
    "authors" VARCHAR[] NOT NULL,
    "published_at" TIMESTAMP WITH TIME ZONE,
    "published_basis" VARCHAR NOT NULL,
    "published_precision" VARCHAR NOT NULL,
    "published_text" VARCHAR,
    "modified_at" TIMESTAMP WITH TIME ZONE,
    "language" VARCHAR,
    "section" VARCHAR,
    "tags" VARCHAR[] NOT NULL,
    "text" VARCHAR NOT NULL,
    "text_sha256" VARCHAR NOT NULL,
    "word_count" INTEGER NOT NULL,
    "removed" STRUCT("part" VARCHAR, "reason" VARCHAR, "text" VARCHAR)[] NOT NULL,
    "version" INTEGER NOT NULL,
    "is_current" BOOLEAN NOT NULL,
    "capture_id" VARCHAR NOT NULL,
    "first_seen_at" TIMESTAMP WITH TIME ZONE NOT NULL,
    "last_seen_at" TIMESTAMP WITH TIME ZONE NOT NULL,
    "loaded_at" TIMESTAMP WITH TIME ZONE NOT NULL,
    "extractor_version" VARCHAR NOT NULL,
    "reader_version" VARCHAR NOT NULL,
    "run_id" VARCHAR NOT NULL,
    PRIMARY KEY (version_id)
);

CREATE TABLE mentions (
    "mention_id" VARCHAR NOT NULL,
    "version_id" VARCHAR NOT NULL,
    "article_id" VARCHAR NOT NULL,
    "start_char" INTEGER NOT NULL,
    "end_char" INTEGER NOT NULL,
    "mention_text" VARCHAR NOT NULL,
    "entity_type" VARCHAR NOT NULL,
    "entity_id" VARCHAR,
    "confidence" DOUBLE NOT NULL,
    "reader_version" VARCHAR NOT NULL,
    "run_id" VARCHAR NOT NULL,
    PRIMARY KEY (mention_id)
);

CREATE TABLE entities (
    "entity_id" VARCHAR NOT NULL,
    "canonical_name" VARCHAR NOT NULL,
    "entity_type" VARCHAR NOT NULL,
    "aliases" VARCHAR[] NOT NULL,
    "identifiers" STRUCT("scheme" VARCHAR, "value" VARCHAR)[] NOT NULL,
    "first_seen_at" TIMESTAMP WITH TIME ZONE NOT NULL,
    "last_seen_at" TIMESTAMP WITH TIME ZONE NOT NULL,
    "run_id" VARCHAR NOT NULL,
    PRIMARY KEY (entity_id)
);

CREATE TABLE claims (
    "claim_id" VARCHAR NOT NULL,
    "version_id" VARCHAR NOT NULL,
    "article_id" VARCHAR NOT NULL,
    "source_text" VARCHAR,
    "source_spans" STRUCT("start" INTEGER, "end" INTEGER)[] NOT NULL,
    "cue_text" VARCHAR,
    "cue_spans" STRUCT("start" INTEGER, "end" INTEGER)[] NOT NULL,
    "content_text" VARCHAR NOT NULL,
    "content_spans" STRUCT("start" INTEGER, "end" INTEGER)[] NOT NULL,
    "source_entity_id" VARCHAR,
    "source_type" VARCHAR NOT NULL,
    "cue_lemma" VARCHAR,
    "quote_type" VARCHAR NOT NULL,
    "polarity" VARCHAR NOT NULL,
    "certainty" VARCHAR NOT NULL,
    "check_worthiness" DOUBLE,
    "confidence" DOUBLE NOT NULL,
    "parent_claim_id" VARCHAR,
    "closed_at" TIMESTAMP WITH TIME ZONE,
    "closed_reason" VARCHAR,
    "reader_version" VARCHAR NOT NULL,
    "run_id" VARCHAR NOT NULL,
    PRIMARY KEY (claim_id)
);

CREATE TABLE claim_mentions (
    "claim_id" VARCHAR NOT NULL,
    "mention_id" VARCHAR NOT NULL,
    "role" VARCHAR NOT NULL,
    PRIMARY KEY (claim_id, mention_id, role)
);

CREATE TABLE quarantine (
    "quarantine_id" VARCHAR NOT NULL,
    "run_id" VARCHAR NOT NULL,
    "table_name" VARCHAR NOT NULL,
    "row_id" VARCHAR NOT NULL,
    "rule" VARCHAR NOT NULL,
    "severity" VARCHAR NOT NULL,
    "row_json" VARCHAR NOT NULL,
    "quarantined_at" TIMESTAMP WITH TIME ZONE NOT NULL,
    "released_at" TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (quarantine_id)
);

CREATE TABLE checks (
    "run_id" VARCHAR NOT NULL,
    "suite" VARCHAR NOT NULL,
    "rule" VARCHAR NOT NULL,
    "severity" VARCHAR NOT NULL,
    "why" VARCHAR NOT NULL,
    "is_success" BOOLEAN NOT NULL,
    "observed" VARCHAR,
    "checked_count" BIGINT NOT NULL,
    "unexpected_count" BIGINT NOT NULL,
    "unexpected_percent" DOUBLE NOT NULL,
    PRIMARY KEY (run_id, suite, rule)
);
