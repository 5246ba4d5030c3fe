"""The doctor on warehouses with a planted fault each."""

import json
import subprocess
import sys

import pytest

from hearsay.flows.doctor import examine
from hearsay.warehouse.connection import open_for_reading, open_for_writing
from hearsay.warehouse.integrity import find_flaws
from tests.integration.test_publish import publish_page

FAULTS = {
    "facts.readings.version_number refers to a row of articles": "UPDATE facts.readings SET version_number = 999",
    "facts.mentions.entity_number refers to a row of entities": "DELETE FROM facts.entities",
    "facts.claims.reading_number refers to a row of facts.readings": "UPDATE facts.claims SET reading_number = 999",
    "facts.articles.capture_id refers to a row of captures": "DELETE FROM facts.captures",
    "inputs.run_id refers to a row of runs": "UPDATE inputs SET run_id = 'gone'",
    "facts.claim_mentions.mention_number refers to a row of facts.mentions": "DELETE FROM facts.mentions",
    "claims: keys are unique": "INSERT INTO facts.claims FROM facts.claims",
    "facts.readings: keys are unique": "INSERT INTO facts.readings FROM facts.readings",
    "mentions: mention_text is the text at its span": "UPDATE facts.mentions SET start_char = start_char + 1",
    "claims: source_text is the text at source_spans": "UPDATE facts.claims SET source_text = 'Mara'",
    "claims: cue_text is the text at cue_spans": "UPDATE facts.claims SET cue_text = 'says'",
    "claims: content_text is the text at content_spans": "UPDATE facts.claims SET content_text = 'Soon.'",
    "articles: text_sha256 is the hash of the text": "UPDATE facts.articles SET text_sha256 = repeat('0', 64)",
    "articles: each article has one current version": "UPDATE facts.articles SET is_current = false",
    "claims: open in the current version and reading, closed in others": "INSERT INTO decisions.reading_states "
    "SELECT 999, reading_number, now(), 'new reader' FROM facts.readings",
    "runs: the counts match the ledger": "UPDATE runs SET inputs_loaded = 7",
    "runs: rows extracted = loaded + quarantined": "UPDATE runs SET rows_loaded = rows_loaded - 1",
    "columns match the schema": "ALTER TABLE quarantine DROP COLUMN row_json",
}


@pytest.fixture
def warehouse(make_warehouse):
    return make_warehouse(fill=publish_page)


def wrong(path):
    with open_for_reading(path) as connection:
        return {flaw.name: flaw for flaw in find_flaws(connection) if flaw.wrong}


def test_a_sound_warehouse_has_no_flaw(warehouse):
    """A check that reports faults in a sound warehouse would be ignored when a fault is real."""
    assert not wrong(warehouse)


ON_A_LAKE = ("claims: keys are unique", "inputs.run_id refers to a row of runs", "columns match the schema")
"""Faults that are planted in a lake too. Each costs some seconds there, and the checks are the same SQL."""


@pytest.mark.parametrize(
    ("name", "kind"), [(name, "file") for name in FAULTS] + [(name, "lake") for name in ON_A_LAKE], indirect=["kind"]
)
def test_a_planted_fault_is_found_by_name_with_an_example_and_advice(warehouse, name):
    """A damaged or edited file still answers queries, so the doctor must name the fault."""
    with open_for_writing(warehouse) as connection:
        connection.execute(FAULTS[name])
    findings = wrong(warehouse)
    assert name in findings
    assert findings[name].example
    assert findings[name].advice


def test_a_file_that_is_not_a_database_is_a_diagnosis_and_not_an_error(tmp_path):
    """People run the doctor when something is broken, so it must answer then too."""
    path = tmp_path / "w.duckdb"
    path.write_bytes(b"not a database" * 100)
    diagnoses = {diagnosis.subject: diagnosis for diagnosis in examine(path, 1)}
    assert diagnoses["warehouse"].state == "wrong"
    assert diagnoses["reader"].state == "fine"


def test_the_command_ends_with_1_where_something_is_wrong(warehouse):
    """A scheduler decides by the exit code."""
    command = [sys.executable, "-m", "hearsay.flows.command_line", "--warehouse", str(warehouse), "doctor", "--json"]
    sound = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (sound.returncode, json.loads(sound.stdout)["is_sound"]) == (0, True), sound.stdout
    with open_for_writing(warehouse) as connection:
        connection.execute(FAULTS["runs: the counts match the ledger"])
    broken = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (broken.returncode, json.loads(broken.stdout)["is_sound"]) == (1, False), broken.stdout
