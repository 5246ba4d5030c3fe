"""Neighbours by shared keys: the nearest, and no more of them however often a text is repeated."""

import duckdb
import pytest

from hearsay.warehouse.key_index import KeyIndex
from hearsay.warehouse.neighbours import MOST_EQUAL, sharing_keys

REPETITIONS = 3 * MOST_EQUAL


@pytest.fixture
def connection():
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE SCHEMA facts; CREATE TABLE facts.claim_bands (band_hash BIGINT, claim_number BIGINT)"
        )
        yield connection


@pytest.fixture
def index(tmp_path):
    return KeyIndex(tmp_path / "keys", "facts.claim_bands", "band_hash", "claim_number")


def add(connection, keys, numbers):
    connection.execute(
        "INSERT INTO facts.claim_bands SELECT key, number FROM unnest(?) AS k(key), unnest(?) AS n(number)",
        [keys, numbers],
    )


def test_a_repeated_sentence_has_a_bounded_number_of_neighbours(connection, index):
    """Those that were loaded first are returned, after a nearer one that was loaded last."""
    add(connection, [1, 2], list(range(1, REPETITIONS)))
    add(connection, [1, 2, 3], [REPETITIONS])
    near = sharing_keys(connection, index, {"a": [1, 2, 3], "b": [4]}, least=1, most=10)
    assert near.rows() == [("a", REPETITIONS, 3), *(("a", number, 2) for number in range(1, MOST_EQUAL))]


def test_equally_near_rows_are_all_returned(connection, index):
    """Ids decide between equals later, so the order of loading must not."""
    add(connection, [1, 2], [5, 6])
    add(connection, [2], [1, 2, 3])
    near = sharing_keys(connection, index, {"a": [1, 2]}, least=1, most=3)
    assert near["number"].to_list() == [5, 6, 1, 2, 3]
    near = sharing_keys(connection, index, {"a": [1, 2]}, least=2, most=3)
    assert near["number"].to_list() == [5, 6]
