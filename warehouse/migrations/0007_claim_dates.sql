-- The date that a claim is about and the one on which it was said; of claims that are there already, not known.

ALTER TABLE claims ADD COLUMN "about_from_on" DATE;
ALTER TABLE claims ADD COLUMN "about_to_on" DATE;
ALTER TABLE claims ADD COLUMN "about_precision" VARCHAR DEFAULT 'none';
ALTER TABLE claims ADD COLUMN "about_basis" VARCHAR DEFAULT 'none';
ALTER TABLE claims ADD COLUMN "about_text" VARCHAR;
ALTER TABLE claims ADD COLUMN "about_start_char" INTEGER;
ALTER TABLE claims ADD COLUMN "about_end_char" INTEGER;
ALTER TABLE claims ADD COLUMN "said_from_on" DATE;
ALTER TABLE claims ADD COLUMN "said_to_on" DATE;
ALTER TABLE claims ADD COLUMN "said_precision" VARCHAR DEFAULT 'none';
ALTER TABLE claims ADD COLUMN "said_basis" VARCHAR DEFAULT 'none';
ALTER TABLE claims ADD COLUMN "said_text" VARCHAR;
ALTER TABLE claims ADD COLUMN "said_start_char" INTEGER;
ALTER TABLE claims ADD COLUMN "said_end_char" INTEGER;
ALTER TABLE claims ALTER COLUMN "about_precision" SET NOT NULL;
ALTER TABLE claims ALTER COLUMN "about_precision" DROP DEFAULT;
ALTER TABLE claims ALTER COLUMN "about_basis" SET NOT NULL;
ALTER TABLE claims ALTER COLUMN "about_basis" DROP DEFAULT;
ALTER TABLE claims ALTER COLUMN "said_precision" SET NOT NULL;
ALTER TABLE claims ALTER COLUMN "said_precision" DROP DEFAULT;
ALTER TABLE claims ALTER COLUMN "said_basis" SET NOT NULL;
ALTER TABLE claims ALTER COLUMN "said_basis" DROP DEFAULT;
