-- The claims of every article version in its latest reading, to compare a warehouse before and after a rebuild.
SELECT
    claims.claim_id,
    claims.version_id,
    claims.source_text,
    claims.cue_text,
    claims.content_text,
    claims.source_type,
    claims.quote_type,
    claims.polarity,
    claims.certainty
FROM claims
JOIN articles USING (version_id, reader_version)
