"""Checks show the values that broke them, and the documentation lists every rule."""

import polars as pl

from hearsay.expectations.checks import observe
from hearsay.expectations.describe import checks_markdown
from hearsay.expectations.history_rules import HISTORY_RULES
from hearsay.expectations.rules import all_rules, find_rule, rules_for
from hearsay.warehouse.schema import GATHERED_TABLES
from tests.unit.expectations.conftest import change


def test_the_first_broken_rows_are_shown(chunk):
    """A failed check must show some values without the whole table."""
    frame = pl.concat([chunk["claims"].with_columns(claim_id=pl.col("claim_id") + f"-{n}") for n in range(2)])
    assert observe(find_rule("claims", "polarity_allowed"), frame, (0, 1, 2, 5, 7)) == (
        "claim-1-1-0: polarity='+'; claim-1-2-0: polarity='+'; claim-1-3-0: polarity='+'; and 2 more"
    )
    assert observe(find_rule("claims", "key_unique"), frame, (0,)) == "claim-1-1-0"
    assert observe(find_rule("claims", "polarity_allowed"), frame, ()) is None


def test_of_required_columns_the_empty_ones_are_shown(chunk):
    """Ten filled columns beside a null would hide the fault."""
    frame = change(chunk["claims"], 1, confidence=float("nan"), certainty=None)
    seen = observe(find_rule("claims", "required_values_present"), frame, (1,))
    assert seen == "claim-1-2: certainty=None, confidence=nan"


def test_long_values_are_cut(chunk):
    """The text of an article is too long for a table of checks."""
    seen = observe(find_rule("articles", "text_not_blank"), chunk["articles"], (0,))
    assert seen
    assert len(seen) < 90
    assert seen.endswith("…")


def test_the_page_lists_every_rule():
    """docs/checks.md is generated from the rules. A rule that is missing there is unknown to users."""
    page, history = checks_markdown().split("## Comparison with earlier runs")
    assert all(f"| `{rule.name}` |" in history and rule.why in history for rule in HISTORY_RULES)
    rules = [*all_rules(), *(rule for name in GATHERED_TABLES for rule in rules_for(name))]
    for rule in rules:
        assert f"| `{rule.name}` | {rule.severity}" in page
        assert rule.why in page
    rows = [line for line in page.splitlines() if line.startswith("| ")]
    assert all(line.replace("\\|", "").count("|") == 5 for line in rows)
    assert len(rows) == len(rules) + 2 * len({rule.table for rule in rules})
