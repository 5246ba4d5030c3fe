"""The index of keys finds what a pass over the table finds, whatever happened to its files."""

from pathlib import Path

import duckdb
import numpy as np
import pytest

from hearsay.warehouse import key_index
from hearsay.warehouse.key_index import KeyIndex, find_in, merge_sorted


@pytest.fixture
def connection():
    connection = duckdb.connect()
    connection.execute("CREATE SCHEMA facts; CREATE TABLE facts.claim_bands (band_hash BIGINT, claim_number BIGINT)")
    yield connection
    connection.close()


@pytest.fixture
def index(tmp_path: Path) -> KeyIndex:
    return KeyIndex(tmp_path / "keys", "facts.claim_bands", "band_hash", "claim_number")


def add(connection, first: int, last: int) -> None:
    """Add three keys for each number; every tenth key is shared with other numbers."""
    connection.execute(
        "INSERT INTO facts.claim_bands "
        "SELECT CASE WHEN (i + k) % 10 = 0 THEN k ELSE (hash(i * 3 + k) >> 1)::BIGINT END, i "
        "FROM range(?, ?) AS numbers(i), range(3) AS keys(k)",
        [first, last],
    )


def assert_finds_all(connection, index: KeyIndex) -> None:
    """Compare the index with the table for keys that are there, and keys that are not."""
    keys = [key for (key,) in connection.execute("SELECT DISTINCT band_hash FROM facts.claim_bands").fetchall()]
    asked = np.array(sorted({*keys[::3], 7, 8, 9, 2**62}), np.int64)
    found = index.find(connection, asked)
    wanted = connection.execute(
        "SELECT band_hash, claim_number FROM facts.claim_bands WHERE band_hash IN (SELECT unnest(?::BIGINT[]))",
        [asked.tolist()],
    ).fetchall()
    assert sorted(zip(*found.tolist(), strict=True)) == sorted(wanted)


def test_keys_are_found_after_each_growth(connection, index, monkeypatch) -> None:
    """Files are merged as they grow, up to a size; no key may be lost or found twice on the way."""
    monkeypatch.setattr(key_index, "LARGEST", 1000)
    assert index.find(connection, np.array([1], np.int64)).shape == (2, 0)
    first = 1
    for count in (1, 5, 40, 100, 3, 600, 1, 250):
        add(connection, first, first + count)
        first += count
        assert_finds_all(connection, index)
    assert len(list(index.folder.glob("*.npy"))) < 12


@pytest.mark.parametrize("damage", ["cut", "gone", "garbage", "left over", "half written", "all gone"])
def test_a_damaged_index_is_built_again(connection, index, damage, monkeypatch) -> None:
    """A power cut leaves any of these; the index is a cache, so no look-up may fail or differ."""
    monkeypatch.setattr(key_index, "LARGEST", 300)
    add(connection, 1, 400)
    assert_finds_all(connection, index)
    files = sorted(index.folder.glob("*.npy"), key=lambda path: int(path.stem.split("-")[0]))
    if damage == "cut":
        files[0].write_bytes(files[0].read_bytes()[:200])
    elif damage == "gone":
        files[1].unlink()
    elif damage == "garbage":
        files[-1].write_bytes(b"not an array")
    elif damage == "left over":
        first, last = files[0].stem.split("-")
        np.save(index.folder / f"{first}-{int(last) - 5}.npy", np.zeros((2, 3), np.int64))
    elif damage == "half written":
        (index.folder / ".x.new").write_bytes(b"half")
    else:
        for file in files:
            file.unlink()
    add(connection, 400, 450)
    assert_finds_all(connection, index)
    assert not list(index.folder.glob(".*.new"))


def test_an_index_of_another_warehouse_is_not_used(connection, index) -> None:
    """A file restored from a copy has other rows under the same numbers."""
    add(connection, 1, 100)
    assert_finds_all(connection, index)
    connection.execute("UPDATE facts.claim_bands SET band_hash = band_hash + 1")
    assert_finds_all(connection, index)


def test_merging_and_finding_keep_every_pair() -> None:
    """Equal keys in both files must all be found, in the order of their numbers."""
    left = np.array([[1, 1, 5, 9], [1, 2, 1, 3]], np.int64)
    right = np.array([[1, 5, 5, 12], [7, 8, 9, 7]], np.int64)
    merged = merge_sorted(left, right)
    assert merged.tolist() == [[1, 1, 1, 5, 5, 5, 9, 12], [1, 2, 7, 1, 8, 9, 3, 7]]
    assert find_in(merged, np.array([1, 4, 12, 13], np.int64)).tolist() == [[1, 1, 1, 12], [1, 2, 7, 7]]
