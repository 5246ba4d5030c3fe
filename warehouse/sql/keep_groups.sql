-- A claim of a new reading belongs to the group that the same claim has in an earlier reading of the version.
INSERT INTO decisions.claim_group_members
SELECT new.claim_number, any_value(member.claim_group_number)
FROM asked_readings AS asked
JOIN (FROM facts.readings WHERE version_number IN ({{versions}})) AS earlier
    ON earlier.version_number = asked.version_number AND earlier.reading_number < asked.reading_number
JOIN (FROM facts.claims WHERE reading_number IN ({{readings}})) AS old ON old.reading_number = earlier.reading_number
JOIN (FROM facts.claims WHERE reading_number IN ({{readings}})) AS new
    ON new.reading_number = asked.reading_number AND new.claim_id = old.claim_id
JOIN (
    FROM decisions.claim_group_members WHERE claim_number IN ({{claims}})
) AS member ON member.claim_number = old.claim_number
WHERE new.claim_number NOT IN (
    SELECT claim_number FROM decisions.claim_group_members WHERE claim_number IN ({{claims}})
)
GROUP BY new.claim_number
ORDER BY new.claim_number
