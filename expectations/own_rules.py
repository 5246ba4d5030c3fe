"""Rules that users write: a table, a name, and an SQL expression that holds for every row that is fine."""

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

import polars as pl

from hearsay.errors import ConfigError
from hearsay.expectations.rule import FATAL, ROW, WARN, Rule, TableRules
from hearsay.expectations.rules import rules_for
from hearsay.warehouse.schema import PAGE_TABLES, TABLES, empty_frame


class OwnRule(NamedTuple):
    """One rule as it is written in hearsay.toml; docs/settings.md says what each field means."""

    table: str
    name: str
    holds: str
    why: str
    severity: str = WARN
    mostly: float = 1.0


def check_own_rules(rules: Iterable[OwnRule]) -> None:
    """Raise ConfigError, before any work is done, for a rule that could not be checked, with its fault."""
    seen: set[tuple[str, str]] = set()
    for rule in rules:
        named = f"rule {rule.name!r} of table {rule.table!r}"
        if rule.table not in PAGE_TABLES:
            raise ConfigError(f"{named}: there is no such table; rules can be about {', '.join(PAGE_TABLES)}")
        if (rule.table, rule.name) in seen or any(known.name == rule.name for known in rules_for(rule.table)):
            raise ConfigError(f"{named}: that name is taken; give it another")
        seen.add((rule.table, rule.name))
        if rule.severity not in (FATAL, ROW, WARN):
            raise ConfigError(f"{named}: {rule.severity!r} is no severity; known are fatal, row and warn")
        if rule.mostly < 1 and rule.severity != WARN:
            raise ConfigError(f"{named}: mostly is for warnings; a {rule.severity} rule holds for every row")
        if problem := _problem(rule):
            raise ConfigError(
                f"{named}: {rule.holds!r} {problem}; it takes an SQL expression over the columns of docs/tables.md"
            )


def _problem(rule: OwnRule) -> str | None:
    """Why the expression cannot be asked of the table's rows; None if it can."""
    try:
        found = empty_frame(TABLES[rule.table]).select(pl.sql_expr(rule.holds).alias("holds")).schema["holds"]
    except pl.exceptions.PolarsError as error:
        return f"cannot be read: {str(error).splitlines()[0]}"
    return None if found == pl.Boolean else f"gives {found}, not true or false"


@cache
def rules_of(own: tuple[OwnRule, ...], table_name: str) -> tuple[Rule, ...]:
    """The rules of one table, as the audit takes them."""
    return tuple(
        TableRules(rule.table).flag(rule.name, rule.severity, rule.why, pl.sql_expr(rule.holds), mostly=rule.mostly)
        for rule in own
        if rule.table == table_name
    )
