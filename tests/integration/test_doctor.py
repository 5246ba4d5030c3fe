"""The doctor on warehouses with a planted fault each."""

import json
import subprocess
import sys

import duckdb
import pytest

from hearsay.flows.doctor import examine
from hearsay.warehouse.connection import open_for_reading
from hearsay.warehouse.integrity import find_flaws
from hearsay.warehouse.migrate import prepare_warehouse
from tests.integration.test_publish import publish
from tests.made_pages import NOON, page

FAULTS = {
    "mentions.version_id refers to a row of articles": "UPDATE mentions SET version_id = 'gone'",
    "mentions.entity_id refers to a row of entities": "DELETE FROM entities",
    "claims.version_id refers to a row of articles": "UPDATE claims SET version_id = 'gone'",
    "articles.capture_id refers to a row of captures": "DELETE FROM captures",
    "inputs.run_id refers to a row of runs": "UPDATE inputs SET run_id = 'gone'",
    "claim_mentions.mention_id refers to a row of mentions": "DELETE FROM mentions",
    "mentions: mention_text is the text at its span": "UPDATE mentions SET start_char = start_char + 1",
    "claims: source_text is the text at source_spans": "UPDATE claims SET source_text = 'Mara'",
    "claims: cue_text is the text at cue_spans": "UPDATE claims SET cue_text = 'says'",
    "claims: content_text is the text at content_spans": "UPDATE claims SET content_text = 'Soon.'",
    "articles: text_sha256 is the hash of the text": "UPDATE articles SET text_sha256 = repeat('0', 64)",
    "articles: each article has one current version": "UPDATE articles SET is_current = false",
    "claims: open in the current version and reading, closed in others": "UPDATE claims SET closed_at = now()",
    "runs: the counts match the ledger": "UPDATE runs SET inputs_loaded = 7",
    "runs: rows extracted = loaded + quarantined": "UPDATE runs SET rows_loaded = rows_loaded - 1",
    "columns match the schema": "ALTER TABLE quarantine DROP COLUMN row_json",
}


@pytest.fixture
def warehouse(tmp_path):
    path = tmp_path / "w.duckdb"
    prepare_warehouse(path, NOON)
    publish(path, [page()])
    return path


def wrong(path):
    with open_for_reading(path) as connection:
        return {flaw.name: flaw for flaw in find_flaws(connection) if flaw.wrong}


def test_a_sound_warehouse_has_no_flaw(warehouse):
    """A check that reports faults in a sound warehouse would be ignored when a fault is real."""
    assert not wrong(warehouse)


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found_by_name_with_an_example_and_advice(warehouse, name):
    """A damaged or edited file still answers queries, so the doctor must name the fault."""
    with duckdb.connect(str(warehouse)) as connection:
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
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(FAULTS["runs: the counts match the ledger"])
    broken = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (broken.returncode, json.loads(broken.stdout)["is_sound"]) == (1, False), broken.stdout
