"""What tests of several modules over one warehouse share."""

import pytest

from hearsay.warehouse.migrate import prepare_warehouse
from tests.made_pages import NOON

KINDS = ("file", "lake")


def made_warehouse(request, folder, kind=None, name="w"):
    """Make a warehouse of this schema without a row. Without `kind`, the parameter of the fixture names it."""
    if (kind or request.param) == "lake":
        postgres = request.getfixturevalue("postgres")
        lake = postgres.made_lake(folder)
        request.addfinalizer(lambda: postgres.drop(lake))
        return lake
    path = folder / f"{name}.duckdb"
    prepare_warehouse(path, NOON)
    return path


@pytest.fixture(params=KINDS)
def kind(request):
    """The kind of the warehouses of a test: a test that asks for it runs on a file, and again on a lake."""
    return request.param


@pytest.fixture
def make_warehouse(kind, request, tmp_path):
    """Return a function that makes a warehouse of this schema without a row."""

    return lambda name="w": made_warehouse(request, tmp_path, kind, name)


@pytest.fixture
def new_location(kind, request, tmp_path):
    """Return a function that names a place where no warehouse is yet."""

    def named(name="w"):
        if kind == "lake":
            postgres = request.getfixturevalue("postgres")
            lake = postgres.new_lake(tmp_path)
            request.addfinalizer(lambda: postgres.drop(lake))
            return lake
        return tmp_path / f"{name}.duckdb"

    return named


@pytest.fixture
def warehouse(make_warehouse):
    """A warehouse of this schema without a row. A module with a fixture of this name has a warehouse of its own."""
    return make_warehouse()


@pytest.fixture
def warehouse_file(tmp_path):
    """A warehouse in a file, for tests of what a lake does not have."""
    path = tmp_path / "w.duckdb"
    prepare_warehouse(path, NOON)
    return path
