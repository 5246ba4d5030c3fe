"""What tests of several modules over one warehouse share."""

import pytest

from hearsay.warehouse.migrate import prepare_warehouse
from tests.made_pages import NOON


@pytest.fixture
def warehouse(tmp_path):
    """A warehouse of this schema without a row. A module with a fixture of this name has a warehouse of its own."""
    path = tmp_path / "w.duckdb"
    prepare_warehouse(path, NOON)
    return path
