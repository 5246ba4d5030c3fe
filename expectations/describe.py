"""docs/checks.md, written from the rules themselves."""

from collections.abc import Iterator

from hearsay.expectations.history_rules import FEWEST_ARTICLES, FEWEST_RUNS, HISTORY_RULES
from hearsay.expectations.rule import DEPENDS_ON_QUARANTINED, Rule
from hearsay.expectations.rules import SYSTEMATIC_MINIMUM, rules_for
from hearsay.warehouse.schema import GATHERED_TABLES, PAGE_TABLES, TABLES

_INTRODUCTION = f"""# What the audit checks

Generated from `expectations/rules.py`; do not edit by hand.

Every chunk of rows passes the audit before any of it is published. A rule that fails does one of three things:

- **fatal**: nothing of the chunk is published.
- **row**: the rows that break it go to `quarantine`, and with them, under the rule `{DEPENDS_ON_QUARANTINED}`, the
  rows that refer to them. The rest is published.
- **warn**: it is reported, and everything is published.

A rule about a share of the rows, `most_rows_sound` among them, needs {SYSTEMATIC_MINIMUM} rows of its table
in a chunk to say anything.

What is gathered after publication has suites too: {", ".join(f"`{name}`" for name in GATHERED_TABLES)}.
It comes from no page, so there is no quarantine: when a row breaks a rule, nothing of the batch is published.
"""


def checks_markdown() -> str:
    """A Markdown page with one table of rules for each table that is audited: rule, severity, why."""
    return "\n".join(
        [_INTRODUCTION, *(_section(name) for name in (*PAGE_TABLES, *GATHERED_TABLES)), _history_section()]
    )


def _history_section() -> str:
    lines = [
        "## A run beside the runs before it",
        "",
        "At its end a run is compared with the finished runs of the same sources before it, up to a month of daily "
        f"ones. It takes {FEWEST_RUNS} of them, and {FEWEST_ARTICLES} articles on both sides to compare shares and "
        "distributions; until then a rule holds and says so. Each is a warning.",
        "",
        "| rule | holds | why |",
        "| --- | --- | --- |",
    ]
    for rule in HISTORY_RULES:
        low = f"{rule.low:.2g} to " if rule.low is not None else "at most "
        lines.append(f"| `{rule.name}` | {low}{rule.high:.2g} | {rule.why} |")
    return "\n".join((*lines, ""))


def _section(table_name: str) -> str:
    lines = [f"## {table_name}", "", TABLES[table_name].description, ""]
    lines += ["| rule | severity | looks at | why |", "| --- | --- | --- | --- |"]
    lines += [f"| {' | '.join(_cells(rule))} |" for rule in rules_for(table_name)]
    return "\n".join((*lines, ""))


def _cells(rule: Rule) -> Iterator[str]:
    yield f"`{rule.name}`"
    yield rule.severity if rule.mostly == 1 else f"{rule.severity} (below {rule.mostly:.0%})"
    looks_at = [f"`{name}`" for name in rule.columns if not name.startswith("@")]
    if len(looks_at) < len(rule.columns) or rule.name.endswith("_known"):
        looks_at.append("other rows")
    yield ", ".join(looks_at) or "the whole frame"
    yield rule.why.replace("|", "\\|")
