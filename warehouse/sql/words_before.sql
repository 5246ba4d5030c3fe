-- The text right before mentions of persons, for their titles. The registered frame `named` has the mentions.
SELECT
    named.version_number,
    article.article_id,
    named.start_char,
    article.text[greatest(named.start_char - {{reach}}, 0) + 1 : named.start_char] AS before
FROM (SELECT DISTINCT version_number, start_char FROM named) AS named
JOIN {{articles}} AS article USING (version_number)
