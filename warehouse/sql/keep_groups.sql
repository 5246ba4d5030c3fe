-- A claim of a new reading belongs to the group that the same claim has in an earlier reading of the version.
INSERT INTO decisions.claim_group_members
SELECT new.claim_number, any_value(member.claim_group_number)
FROM asked_readings AS asked
JOIN facts.readings AS earlier
    ON earlier.version_number = asked.version_number AND earlier.reading_number < asked.reading_number
JOIN facts.claims AS old ON old.reading_number = earlier.reading_number
JOIN facts.claims AS new ON new.reading_number = asked.reading_number AND new.claim_id = old.claim_id
JOIN decisions.claim_group_members AS member ON member.claim_number = old.claim_number
WHERE new.claim_number NOT IN (SELECT claim_number FROM decisions.claim_group_members)
GROUP BY new.claim_number
ORDER BY new.claim_number
