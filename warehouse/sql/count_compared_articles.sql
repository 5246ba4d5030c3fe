SELECT
    count(DISTINCT old_version) AS before,
    count(DISTINCT new_version) AS now,
    count(*) FILTER (
        WHERE old_version IS NOT NULL
            AND new_version IS NOT NULL
            AND NOT (text_changed OR title_changed OR date_changed OR authors_changed)
    ) AS the_same,
    count(*) FILTER (WHERE text_changed) AS text_changed,
    count(*) FILTER (WHERE title_changed) AS title_changed,
    count(*) FILTER (WHERE date_changed) AS date_changed,
    count(*) FILTER (WHERE authors_changed) AS authors_changed,
    count(*) FILTER (WHERE new_version IS NULL) AS no_longer,
    count(*) FILTER (WHERE old_version IS NULL) AS new
FROM compared_articles
