-- What a server gave to tell later whether a page has changed, so that an unchanged one costs one round trip.

CREATE TABLE validators (
    "url" VARCHAR NOT NULL,
    "final_url" VARCHAR NOT NULL,
    "etag" VARCHAR,
    "last_modified_text" VARCHAR,
    "capture_id" VARCHAR NOT NULL,
    "run_id" VARCHAR NOT NULL,
    PRIMARY KEY (url)
);
