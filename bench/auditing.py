"""What Great Expectations adds to the rules: python bench/auditing.py [ROWS].

Makes ROWS claims (1,000,000 unless told), by repeating those of a small chunk under other ids and with other scores,
and judges the suite of claims once as the audit does, and once straight in Polars: every rule as an expression, and
the conversion to pandas that the library would need for all rows. Then the same with all that the audit does besides:
the evidence that rules read on both sides, and on the audit's the other tables, quarantine and checks. Prints seconds
of processor time and their ratios, of the faster of two rounds each, one row in a thousand broken.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from hearsay.expectations.audit import audit_chunk  # noqa: E402
from hearsay.expectations.cases import columns_to_judge  # noqa: E402
from hearsay.expectations.evidence import KnownKeys, add_evidence  # noqa: E402
from hearsay.expectations.rule import Kind, Rule  # noqa: E402
from hearsay.expectations.rules import rules_for  # noqa: E402
from hearsay.expectations.suites import judge_table, warm_up  # noqa: E402
from tests.unit.expectations.conftest import RUN, SEEN_AT, make_chunk  # noqa: E402


def many_claims(rows: int) -> dict[str, pl.DataFrame]:
    """The frames of a sound chunk with its claims repeated; one in a thousand has a wrong confidence."""
    chunk = make_chunk(pages=2)
    claims = chunk["claims"].with_columns(parent_claim_id=pl.lit(None, pl.String))
    claims = pl.concat([claims] * (rows // claims.height + 1)).head(rows).with_row_index("n")
    number = pl.col("n")
    claims = claims.with_columns(
        claim_id=pl.format("{}{}", number.hash(1), number.hash(2)),
        confidence=pl.when(number % 1000 == 0).then(1.5).otherwise(0.5 + number / (2 * rows)),
        check_worthiness=number / rows,
    )
    return chunk | {"claims": claims.select(chunk["claims"].columns).rechunk()}


def straight(rules: tuple[Rule, ...], evidence: pl.DataFrame) -> int:
    """The rows that each rule is broken by, counted by Polars alone, and the conversion that the library needs."""
    columns = columns_to_judge(evidence, rules)
    columns.to_pandas()
    broken = columns.select(_is_broken(rule).sum().alias(rule.name) for rule in rules)
    return int(broken.sum_horizontal()[0])


def _is_broken(rule: Rule) -> pl.Expr:  # noqa: PLR0911 - one a kind
    column = pl.col(rule.columns[0])
    match rule.kind:
        case Kind.NOT_NULL:
            return column.is_null()
        case Kind.UNIQUE:
            return pl.struct(rule.columns).is_duplicated()
        case Kind.IN_SET:
            return column.is_not_null() & ~column.is_in(rule.allowed)
        case Kind.BETWEEN:
            return ~column.is_between(
                rule.low if rule.low is not None else float("-inf"),
                rule.high if rule.high is not None else float("inf"),
            )
        case Kind.MATCHES:
            return ~column.str.contains(rule.pattern or "")
        case Kind.REQUIRED:
            return pl.col(rule.name).is_not_null()
        case _:
            return ~pl.col(rule.name)


def seconds(work: Callable[[], object]) -> float:
    """Processor seconds of the faster of two rounds."""
    taken = []
    for _ in range(2):
        started = time.process_time()
        work()
        taken.append(time.process_time() - started)
    return min(taken)


def main(rows: int) -> None:
    """Prints two lines: the judgement alone, and the whole audit."""
    frames = many_claims(rows)
    warm_up()
    known = KnownKeys(runs=frozenset({RUN}))
    rules = tuple(rule for rule in rules_for("claims") if rule.kind is not Kind.FRAME)
    print(f"{rows:,} claims, {len(rules)} rules, processor seconds")
    evidence = add_evidence(frames, known, RUN, SEEN_AT)["claims"]
    by_library = seconds(lambda: judge_table("claims", evidence))
    by_polars = seconds(lambda: straight(rules, evidence))
    print(f"judged by Great Expectations {by_library:.2f}, by Polars {by_polars:.2f}: {by_library / by_polars:.2f}")
    by_library = seconds(lambda: audit_chunk(frames, known, RUN, SEEN_AT))
    by_polars = seconds(lambda: straight(rules, add_evidence(frames, known, RUN, SEEN_AT)["claims"]))
    print(f"the whole audit {by_library:.2f}, evidence and Polars {by_polars:.2f}: {by_library / by_polars:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
