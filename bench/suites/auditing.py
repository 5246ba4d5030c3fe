"""The time that Great Expectations adds to the rules, on 1,000,000 claims.

The claims are those of a small chunk, repeated with other ids and other scores; one row in a thousand is broken.
The suite of claims is judged as the audit judges it, and by Polars alone: every rule as an expression, and the
conversion to pandas that the library would need for all rows. Then the whole audit, with evidence, quarantine and
checks, against evidence and Polars. It needs no gold.
"""

import time
from collections.abc import Callable
from pathlib import Path

import polars as pl

from bench.figure import Figure, Row, figures_of
from hearsay.expectations.audit import audit_chunk
from hearsay.expectations.cases import columns_to_judge
from hearsay.expectations.evidence import KnownKeys, add_evidence
from hearsay.expectations.rule import Kind, Rule
from hearsay.expectations.rules import rules_for
from hearsay.expectations.suites import judge_table, warm_up
from tests.unit.expectations.conftest import RUN, SEEN_AT, make_chunk

CLAIMS = 1_000_000


def measure(gold: Path, scorers: Path) -> list[Figure]:
    """Return the ratios of the judgement alone and of the whole audit, and the seconds."""
    frames = many_claims(CLAIMS)
    warm_up()
    known = KnownKeys(runs=frozenset({RUN}))
    rules = tuple(rule for rule in rules_for("claims") if rule.kind is not Kind.FRAME)
    evidence = add_evidence(frames, known, RUN, SEEN_AT)["claims"]
    judged = seconds(lambda: judge_table("claims", evidence))
    judged_straight = seconds(lambda: straight(rules, evidence))
    audited = seconds(lambda: audit_chunk(frames, known, RUN, SEEN_AT))
    audited_straight = seconds(lambda: straight(rules, add_evidence(frames, known, RUN, SEEN_AT)["claims"]))
    rows: tuple[Row, ...] = (
        ("judging over Polars", judged / judged_straight, None, "ratio"),
        ("whole audit over evidence and Polars", audited / audited_straight, None, "ratio"),
        ("processor time of judging", judged, None, "s"),
        ("processor time of the whole audit", audited, None, "s"),
        ("rules", len(rules), None, "count"),
    )
    return figures_of("auditing", rows, CLAIMS, "made claims", "", "claims")


def many_claims(rows: int) -> dict[str, pl.DataFrame]:
    """Return the frames of a sound chunk with its claims repeated; one in a thousand has a wrong confidence."""
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
    """Return the number of broken rows, counted by Polars alone, after the conversion that the library needs."""
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
    """Return the processor seconds of the faster of two rounds."""
    taken = []
    for _ in range(2):
        started = time.process_time()
        work()
        taken.append(time.process_time() - started)
    return min(taken)
