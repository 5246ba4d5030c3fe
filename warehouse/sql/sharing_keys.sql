-- For each asking id, the numbers of rows that share at least $least keys with it: at most $most, and further ones that
-- share as many keys as the last.
SELECT asking, {{number}} AS number, count(*) AS keys
FROM facts.{{table}} AS look_up
JOIN asked ON look_up.{{key}} = asked.key
GROUP BY asking, number
HAVING count(*) >= $least
QUALIFY rank() OVER (PARTITION BY asking ORDER BY count(*) DESC) <= $most
