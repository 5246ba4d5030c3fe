-- Kind, role, affiliation and pronoun of claims; a relation between entities is no longer called a kind. Claims that
-- are stored have no kind until their pages are read again.
ALTER TABLE facts.claims ADD COLUMN kind VARCHAR;
ALTER TABLE facts.claims ADD COLUMN is_said BOOLEAN;
ALTER TABLE facts.claims ADD COLUMN has_source BOOLEAN;
ALTER TABLE facts.claims ADD COLUMN source_pronoun VARCHAR;
ALTER TABLE facts.claims ADD COLUMN context_start_char INTEGER;
ALTER TABLE facts.claims ADD COLUMN context_end_char INTEGER;
ALTER TABLE facts.claims ADD COLUMN source_role_text VARCHAR;
ALTER TABLE facts.claims ADD COLUMN source_role_start_char INTEGER;
ALTER TABLE facts.claims ADD COLUMN source_role_end_char INTEGER;
ALTER TABLE facts.claims ADD COLUMN affiliation_text VARCHAR;
ALTER TABLE facts.claims ADD COLUMN affiliation_start_char INTEGER;
ALTER TABLE facts.claims ADD COLUMN affiliation_end_char INTEGER;
ALTER TABLE facts.claims ADD COLUMN affiliation_entity_number BIGINT;
ALTER TABLE entity_links RENAME COLUMN kind TO relation;
