"""The doctor on a warehouse that was broken on purpose, one fault at a time."""

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
    "mentions.version_id leads to articles": "UPDATE mentions SET version_id = 'gone'",
    "mentions.entity_id leads to entities": "DELETE FROM entities",
    "claims.version_id leads to articles": "UPDATE claims SET version_id = 'gone'",
    "articles.capture_id leads to captures": "DELETE FROM captures",
    "inputs.run_id leads to runs": "UPDATE inputs SET run_id = 'gone'",
    "claim_mentions.mention_id leads to mentions": "DELETE FROM mentions",
    "mentions: text[start:end] is the mention": "UPDATE mentions SET start_char = start_char + 1",
    "claims: the source's spans, cut out of the text, are its words": "UPDATE claims SET source_text = 'Mara'",
    "claims: the cue's spans, cut out of the text, are its words": "UPDATE claims SET cue_text = 'says'",
    "claims: the content's spans, cut out of the text, are its words": "UPDATE claims SET content_text = 'Soon.'",
    "articles: the hash is that of the text": "UPDATE articles SET text_sha256 = repeat('0', 64)",
    "articles: of each one version is current": "UPDATE articles SET is_current = false",
    "claims: those of past versions are closed": "UPDATE claims SET closed_at = now()",
    "runs: the counts are those of the ledger": "UPDATE runs SET inputs_loaded = 7",
    "runs: rows extracted = loaded + quarantined": "UPDATE runs SET rows_loaded = rows_loaded - 1",
    "columns are the schema's": "ALTER TABLE quarantine DROP COLUMN row_json",
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
    """Whatever a check finds in a good warehouse would be shouted over and over."""
    assert not wrong(warehouse)


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found_by_name_with_an_example_and_advice(warehouse, name):
    """A file that somebody edited, or half a disk, must not answer queries as if nothing were."""
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(FAULTS[name])
    found = wrong(warehouse)
    assert name in found
    assert found[name].example
    assert found[name].advice


def test_a_file_that_is_no_database_is_a_diagnosis_and_not_an_error(tmp_path):
    """The doctor is asked when things are broken: it must answer."""
    path = tmp_path / "w.duckdb"
    path.write_bytes(b"not a database" * 100)
    found = {one.subject: one for one in examine(path, 1)}
    assert found["warehouse"].state == "wrong"
    assert found["reader"].state == "fine"


def test_the_command_ends_with_1_where_something_is_wrong(warehouse):
    """So that a scheduler can ask it."""
    command = [sys.executable, "-m", "hearsay.flows.command_line", "--warehouse", str(warehouse), "doctor", "--json"]
    sound = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (sound.returncode, json.loads(sound.stdout)["is_sound"]) == (0, True), sound.stdout
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(FAULTS["runs: the counts are those of the ledger"])
    broken = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (broken.returncode, json.loads(broken.stdout)["is_sound"]) == (1, False), broken.stdout
