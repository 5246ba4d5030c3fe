"""Errors of a lost catalog are told from errors of a statement, whatever DuckDB writes about them."""

import duckdb
import pytest

from hearsay.warehouse.lake.postgres import is_passing


@pytest.mark.parametrize(
    "message",
    [
        'TransactionContext Error: Failed to commit: Failed to execute query "ROLLBACK": ',
        'Failed to execute query "COMMIT": FATAL: terminating connection',
        'IO Error: Failed to execute query "SELECT 1\nFROM t": ',
        "server closed the connection unexpectedly",
    ],
)
def test_a_lost_catalog(message):
    assert is_passing(duckdb.Error(message))


@pytest.mark.parametrize(
    "message",
    [
        'Failed to execute query "SELECT x": ERROR: column "x" does not exist',
        'Failed to execute query "INSERT INTO rollbacks": ERROR: permission denied',
        "Catalog Error: Table with name t does not exist!",
    ],
)
def test_another_error(message):
    assert not is_passing(duckdb.Error(message))
