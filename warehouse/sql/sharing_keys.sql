-- For each asking id, the ids that share at least $least keys with it, at most $most, those with most keys first.
SELECT asking, {{id}} AS id
FROM {{table}}
JOIN asked ON {{table}}.{{key}} = asked.key
GROUP BY asking, id
HAVING count(*) >= $least
QUALIFY row_number() OVER (PARTITION BY asking ORDER BY count(*) DESC, id) <= $most
ORDER BY asking, count(*) DESC, id
