INSERT INTO decisions.gathered_readings
SELECT reading_number, $number, $run_id
FROM facts.readings
WHERE reading_number IN ({{readings}})
    AND reading_number NOT IN (
        SELECT reading_number FROM decisions.gathered_readings WHERE reading_number IN ({{readings}})
    )
ORDER BY reading_number
