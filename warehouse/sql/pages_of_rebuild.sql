-- Every capture with its article version, to compare a warehouse before and after a rebuild.
SELECT
    captures.capture_id,
    captures.sha256,
    captures.outcome,
    captures.reason,
    captures.version_id,
    coalesce(captures.final_url, captures.url, named.given, 'sha256 ' || captures.sha256) AS name,
    captures.archive_file,
    articles.reader_version,
    articles.title,
    articles.text_sha256,
    articles.authors,
    articles.published_at,
    articles.published_precision
FROM captures
LEFT JOIN articles USING (version_id)
LEFT JOIN (
    SELECT capture_id, min(given) AS given FROM inputs GROUP BY capture_id
) AS named ON named.capture_id = captures.capture_id
