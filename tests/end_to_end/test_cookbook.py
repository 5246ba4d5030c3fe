"""The cookbook's questions, asked of the sample pages: a recipe that does not run is worse than none."""

import re

import pytest

from hearsay.warehouse.query import QueryLimits, run_query
from tests.end_to_end.conftest import ROOT

pytestmark = pytest.mark.slow

PAGE = (ROOT / "docs" / "cookbook.md").read_text(encoding="utf-8")
RECIPES = dict(
    re.findall(r"^### (\d+\. [^\n]+)\n\n(?:[^`#][^\n]*\n+)*```sql\n(.*?)```", PAGE, re.DOTALL | re.MULTILINE)
)


@pytest.fixture(scope="module")
def warehouse(samples):
    """A warehouse with the sample pages."""
    return samples.folder / "hearsay.duckdb"


def test_no_recipe_is_lost():
    """None is lost to a heading that is written otherwise."""
    assert [recipe.split(".")[0] for recipe in RECIPES] == [str(number) for number in range(1, 26)]
    assert PAGE.count("```sql") == len(RECIPES)


@pytest.mark.parametrize("question", RECIPES)
def test_a_recipe_runs_and_finds_something(warehouse, question):
    """In the sandbox, as a user runs it."""
    assert not run_query(warehouse, RECIPES[question], QueryLimits()).is_empty()


def test_a_wire_story_in_two_outlets_is_one_source(warehouse):
    """What claim groups are for."""
    spread = run_query(
        warehouse,
        "SELECT outlet_count, independent_outlet_count, outlets FROM claim_spread "
        "WHERE content_text ILIKE '%herring%'",
        QueryLimits(),
    )
    assert set(spread.filter(outlet_count=2)["independent_outlet_count"]) == {1}
    (outlets,) = {tuple(found) for found in spread.filter(outlet_count=2)["outlets"]}
    assert outlets == ("harbourpost.example", "tarncourier.example")
