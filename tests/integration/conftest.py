"""What tests of several modules over one warehouse share."""

import shutil

import pytest

from hearsay.warehouse.connection import open_for_writing
from hearsay.warehouse.migrate import prepare_warehouse
from tests.made_pages import NOON

KINDS = ("file", "lake")


def made_warehouse(request, folder, kind=None, name="w", fill=None):
    """Make a warehouse of this schema.

    Args:
        request: The request of a fixture.
        folder: The folder of the warehouse.
        kind: The kind. Without it, the parameter of the fixture names the kind.
        name: The name of a file.
        fill: A function that fills a new warehouse. It is called once in a process for each kind, and the result
            is a copy. Without it, the warehouse has no rows.
    """
    kind = kind or request.param
    templates = request.getfixturevalue("templates")
    if (kind, fill) not in templates:
        templates[kind, fill] = _template(request, kind, fill)
    template = templates[kind, fill]
    if kind == "lake":
        postgres = request.getfixturevalue("postgres")
        lake = postgres.copied_lake(template, folder)
        request.addfinalizer(lambda: postgres.drop(lake))
        return lake
    return shutil.copyfile(template, folder / f"{name}.duckdb")


def _template(request, kind, fill):
    """Make a warehouse that tests copy. A lake lives as long as its server."""
    folder = request.getfixturevalue("tmp_path_factory").mktemp("template")
    if kind == "lake":
        location = request.getfixturevalue("postgres").made_lake(folder)
    else:
        location = folder / "w.duckdb"
        prepare_warehouse(location, NOON)
    if fill is not None:
        fill(location)
        with open_for_writing(location):  # moves commits from a write-ahead log into the file
            pass
    return location


@pytest.fixture(scope="session")
def templates():
    """The warehouses that tests copy, by kind and by the function that filled them."""
    return {}


@pytest.fixture(params=KINDS)
def kind(request):
    """The kind of the warehouses of a test: a test that asks for it runs on a file, and again on a lake."""
    return request.param


@pytest.fixture
def make_warehouse(kind, request, tmp_path):
    """Return a function that makes a warehouse, without a row or as a copy of what `fill` has filled."""

    return lambda name="w", fill=None: made_warehouse(request, tmp_path, kind, name, fill)


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
def warehouse_file(request, tmp_path):
    """A warehouse in a file, for tests of what a lake does not have."""
    return made_warehouse(request, tmp_path, "file")
