-- The same again: near-duplicates, stories, claim groups, and the keys by which they are found. Articles and claims that
-- are there already are gathered by the next run.

ALTER TABLE articles ADD COLUMN "copy_of" VARCHAR;
ALTER TABLE articles ADD COLUMN "copy_similarity" DOUBLE;
ALTER TABLE articles ADD COLUMN "story_id" VARCHAR;
ALTER TABLE claims ADD COLUMN "claim_group_id" VARCHAR;

CREATE TABLE stories (
    "story_id" VARCHAR NOT NULL,
    "first_version_id" VARCHAR NOT NULL,
    "title" VARCHAR,
    "first_published_at" TIMESTAMP WITH TIME ZONE NOT NULL,
    "last_published_at" TIMESTAMP WITH TIME ZONE NOT NULL,
    "outlet_count" BIGINT NOT NULL,
    "article_count" BIGINT NOT NULL,
    "original_count" BIGINT NOT NULL,
    "merged_into" VARCHAR,
    "merged_at" TIMESTAMP WITH TIME ZONE,
    "run_id" VARCHAR NOT NULL,
    PRIMARY KEY (story_id)
);

CREATE TABLE claim_groups (
    "claim_group_id" VARCHAR NOT NULL,
    "first_claim_id" VARCHAR NOT NULL,
    "content_text" VARCHAR NOT NULL,
    "source_entity_id" VARCHAR,
    "first_published_at" TIMESTAMP WITH TIME ZONE NOT NULL,
    "last_published_at" TIMESTAMP WITH TIME ZONE NOT NULL,
    "appearance_count" BIGINT NOT NULL,
    "outlet_count" BIGINT NOT NULL,
    "independent_outlet_count" BIGINT NOT NULL,
    "run_id" VARCHAR NOT NULL,
    PRIMARY KEY (claim_group_id)
);

CREATE TABLE article_bands (
    "band_hash" BIGINT NOT NULL,
    "version_id" VARCHAR NOT NULL
);

CREATE TABLE story_keys (
    "key_hash" BIGINT NOT NULL,
    "version_id" VARCHAR NOT NULL
);

CREATE TABLE claim_bands (
    "band_hash" BIGINT NOT NULL,
    "claim_id" VARCHAR NOT NULL
);

CREATE TABLE article_profiles (
    "version_id" VARCHAR NOT NULL,
    "terms" STRUCT("term" VARCHAR, "weight" DOUBLE)[] NOT NULL,
    "title_terms" STRUCT("term" VARCHAR, "weight" DOUBLE)[] NOT NULL,
    "names" STRUCT("term" VARCHAR, "weight" DOUBLE)[] NOT NULL,
    PRIMARY KEY (version_id)
);
