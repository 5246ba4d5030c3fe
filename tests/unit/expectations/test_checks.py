"""Checks of chunks add up to the checks of the run, and the docs list every rule."""

import polars as pl
import pytest
from conftest import RUN

from expectations.checks import check_row, checks_frame, sum_checks
from expectations.describe import checks_markdown
from expectations.rules import all_rules, find_rule
from warehouse.schema import CHECKS


def part(rule, checked, unexpected, *, is_success, observed=None, **more):
    row = check_row(RUN, rule, checked=checked, unexpected=unexpected, is_success=is_success, observed=observed)
    return checks_frame([row | more])


def test_counts_add_up():
    """The checks table has one row for a rule of a run, however many chunks the run had."""
    rule = find_rule("claims", "polarity_allowed")
    parts = [
        part(rule, 10, 0, is_success=True),
        part(rule, 30, 2, is_success=False, observed="first"),
        part(rule, 0, 0, is_success=True),
    ]
    row = sum_checks(parts).row(0, named=True)
    assert (row["checked_count"], row["unexpected_count"], row["unexpected_percent"]) == (40, 2, 5)
    assert (row["is_success"], row["observed"], row["severity"]) == (False, "first", "row")
    assert sum_checks(parts).schema == CHECKS.polars_schema


@pytest.mark.parametrize(("unexpected", "is_success"), [(30, True), (31, False)])
def test_shares_are_judged_over_the_run(unexpected, is_success):
    """One page without a date fails the share of its chunk; what counts is the share of the run."""
    rule = find_rule("articles", "most_have_date")
    parts = [part(rule, unexpected, unexpected, is_success=False), part(rule, 100 - unexpected, 0, is_success=True)]
    assert sum_checks(parts)["is_success"].to_list() == [is_success]


def test_a_check_that_was_fatal_once_stays_fatal():
    """A warning that could not be checked in one chunk has stopped it; the sum must not hide that."""
    rule = find_rule("articles", "long_enough")
    parts = [part(rule, 1, 0, is_success=True), part(rule, 1, 0, is_success=False, severity="fatal")]
    assert sum_checks(parts)["severity"].to_list() == ["fatal"]


def test_no_chunks_give_no_checks():
    """A run in which nothing was new has no checks, but still a frame of the right shape."""
    assert sum_checks([]).schema == CHECKS.polars_schema
    assert sum_checks([checks_frame([])]).is_empty()


def test_the_page_lists_every_rule():
    """docs/checks.md is generated from the rules; a rule missing there is a rule nobody knows of."""
    page = checks_markdown()
    for rule in all_rules():
        assert f"| `{rule.name}` | {rule.severity}" in page
        assert rule.why in page
    rows = [line for line in page.splitlines() if line.startswith("| ")]
    assert all(line.replace("\\|", "").count("|") == 5 for line in rows)
    assert len(rows) == len(all_rules()) + 2 * pl.Series([rule.table for rule in all_rules()]).n_unique()
