"""Generation of docs/checks.md from the rules."""

from collections.abc import Iterator

from hearsay.expectations.history_rules import FEWEST_ARTICLES, FEWEST_RUNS, HISTORY_RULES
from hearsay.expectations.rule import DEPENDS_ON_QUARANTINED, Rule
from hearsay.expectations.rules import SYSTEMATIC_MINIMUM, rules_for
from hearsay.warehouse.schema import GATHERED_TABLES, PAGE_TABLES, TABLES

_INTRODUCTION = f"""# What the audit checks

Generated from `expectations/rules.py`; do not edit by hand.

The audit checks every chunk of rows before any row is published. The effect of a broken rule depends on its severity:

- **fatal**: nothing of the chunk is published.
- **row**: the rows that break the rule go to `quarantine`. So do rows that refer to them, under the rule
  `{DEPENDS_ON_QUARANTINED}`. The other rows are published.
- **warn**: the report shows the rule, and all rows are published.

A rule about a share of the rows, such as `most_rows_sound`, needs at least {SYSTEMATIC_MINIMUM} rows of its table in
a chunk. Otherwise it holds.

The tables that are filled after publication have rules too: {", ".join(f"`{name}`" for name in GATHERED_TABLES)}.
Their rows come from no page, so there is no quarantine. If a row breaks a rule, nothing of the batch is published.
"""


def checks_markdown() -> str:
    """Return a Markdown page with a table of rules (rule, severity, columns, reason) for each audited table."""
    return "\n".join(
        [_INTRODUCTION, *(_section(name) for name in (*PAGE_TABLES, *GATHERED_TABLES)), _history_section()]
    )


def _history_section() -> str:
    lines = [
        "## Comparison with earlier runs",
        "",
        "At its end, a run is compared with earlier finished runs of the same sources, up to a month of daily runs. "
        f"The rules need at least {FEWEST_RUNS} earlier runs. Rules about shares and distributions also need "
        f"{FEWEST_ARTICLES} articles in the run and {FEWEST_ARTICLES} in the earlier runs. With fewer, a rule holds "
        "and says so. All of these rules are warnings.",
        "",
        "| rule | holds for | reason |",
        "| --- | --- | --- |",
    ]
    for rule in HISTORY_RULES:
        low = f"{rule.low:.2g} to " if rule.low is not None else "at most "
        lines.append(f"| `{rule.name}` | {low}{rule.high:.2g} | {rule.why} |")
    return "\n".join((*lines, ""))


def _section(table_name: str) -> str:
    lines = [f"## {table_name}", "", TABLES[table_name].description, ""]
    lines += ["| rule | severity | columns | reason |", "| --- | --- | --- | --- |"]
    lines += [f"| {' | '.join(_cells(rule))} |" for rule in rules_for(table_name)]
    return "\n".join((*lines, ""))


def _cells(rule: Rule) -> Iterator[str]:
    yield f"`{rule.name}`"
    yield rule.severity if rule.mostly == 1 else f"{rule.severity} (below {rule.mostly:.0%})"
    columns = [f"`{name}`" for name in rule.columns if not name.startswith("@")]
    if len(columns) < len(rule.columns) or rule.name.endswith("_known"):
        columns.append("other rows")
    yield ", ".join(columns) or "the whole frame"
    yield rule.why.replace("|", "\\|")
