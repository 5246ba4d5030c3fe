-- The readings of article versions that no gathering has linked.
SELECT reading_number
FROM facts.readings AS reading
JOIN (
    SELECT version_number FROM articles WHERE version_id IN ({{ids}})
) AS article USING (version_number)
WHERE reading_number NOT IN (SELECT reading_number FROM decisions.gathered_readings)
ORDER BY reading_number
