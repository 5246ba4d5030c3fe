-- For each asking id, the rows that share at least $least keys with it, at most $most, those with most keys first.
WITH shared AS (
    SELECT asking, {{number}} AS number, count(*) AS keys
    FROM facts.{{table}} AS look_up
    JOIN asked ON look_up.{{key}} = asked.key
    GROUP BY asking, number
    HAVING count(*) >= $least
)
SELECT asking, number, {{id}} AS id
FROM shared
JOIN {{rows}} AS named ON named.{{number}} = shared.number
QUALIFY row_number() OVER (PARTITION BY asking ORDER BY keys DESC, id, number DESC) <= $most
ORDER BY asking, keys DESC, id, number DESC
