-- Why a run ended as it did: what broke, or that nobody carries it out any more.

ALTER TABLE runs ADD COLUMN "reason" VARCHAR;
ALTER TABLE runs ADD COLUMN "detail" VARCHAR;
