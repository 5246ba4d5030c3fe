-- Which runs are of the same backfill, so that one that was killed goes on without fetching again what it had.

ALTER TABLE runs ADD COLUMN "backfill_id" VARCHAR;
