-- Articles that a text names: the beginning of an id, or an address of the article or of one of its captures.
SELECT DISTINCT article_id, title
FROM articles
WHERE is_current
    AND article_id IN (
        SELECT article_id
        FROM articles
        WHERE starts_with(article_id, $reference)
            OR starts_with(version_id, $reference)
            OR url = $reference
            OR canonical_url = $reference
        UNION
        SELECT article_id
        FROM articles
        SEMI JOIN (
            SELECT version_id FROM captures WHERE url = $reference OR final_url = $reference
        ) AS capture USING (version_id)
        UNION
        SELECT article_id FROM claims WHERE length($reference) >= 6 AND starts_with(claim_id, $reference)
    )
