-- Where the archive holds the bytes of a capture.

ALTER TABLE captures ADD COLUMN "archive_file" VARCHAR;
ALTER TABLE captures ADD COLUMN "archive_offset" BIGINT;
