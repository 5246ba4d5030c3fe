"""Rules of the user: a table, a name, and an SQL expression that holds for every valid row."""

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

import polars as pl

from hearsay.errors import ConfigError
from hearsay.expectations.rule import FATAL, ROW, WARN, Rule, TableRules
from hearsay.expectations.rules import rules_for
from hearsay.warehouse.schema import PAGE_TABLES, TABLES, empty_frame


class OwnRule(NamedTuple):
    """A rule of hearsay.toml. docs/settings.md describes the fields."""

    table: str
    name: str
    holds: str
    why: str
    severity: str = WARN
    mostly: float = 1.0


def check_own_rules(rules: Iterable[OwnRule]) -> None:
    """Raise ConfigError, before any work is done, for a rule that cannot be checked.

    The message has the rule and the fault.
    """
    seen: set[tuple[str, str]] = set()
    for rule in rules:
        named = f"rule {rule.name!r} of table {rule.table!r}"
        if rule.table not in PAGE_TABLES:
            raise ConfigError(f"{named}: the table is unknown; use one of {', '.join(PAGE_TABLES)}")
        if (rule.table, rule.name) in seen or any(builtin.name == rule.name for builtin in rules_for(rule.table)):
            raise ConfigError(f"{named}: the name is taken; use another name")
        seen.add((rule.table, rule.name))
        if rule.severity not in (FATAL, ROW, WARN):
            raise ConfigError(f"{named}: {rule.severity!r} is not a severity; use fatal, row or warn")
        if rule.mostly < 1 and rule.severity != WARN:
            raise ConfigError(f"{named}: mostly is only for severity warn; a {rule.severity} rule needs every row")
        if problem := _problem(rule):
            raise ConfigError(
                f"{named}: {rule.holds!r} {problem}; use an SQL expression over the columns of docs/tables.md"
            )


def _problem(rule: OwnRule) -> str | None:
    """Return the reason why the expression cannot be evaluated for the table's rows, or None."""
    try:
        dtype = empty_frame(TABLES[rule.table]).select(pl.sql_expr(rule.holds).alias("holds")).schema["holds"]
    except pl.exceptions.PolarsError as error:
        return f"is not valid: {str(error).splitlines()[0]}"
    return None if dtype == pl.Boolean else f"has type {dtype}, and must be true or false"


@cache
def rules_of(own: tuple[OwnRule, ...], table_name: str) -> tuple[Rule, ...]:
    """Return the user's rules for a table, as rules of the audit."""
    return tuple(
        TableRules(rule.table).flag(rule.name, rule.severity, rule.why, pl.sql_expr(rule.holds), mostly=rule.mostly)
        for rule in own
        if rule.table == table_name
    )
