"""The audit of stories, claim groups and their keys, which are computed after publication.

These rows do not come from a page, so a broken rule is a fault of hearsay. Then nothing of the batch is published, no
article changes, and the next run tries again. There is no quarantine.
"""

from collections.abc import Mapping

import polars as pl

from hearsay.expectations.checks import check_row, checks_frame, observe
from hearsay.expectations.suites import judge_table
from hearsay.warehouse.schema import GATHERED_TABLES


def audit_gathered(frames: Mapping[str, pl.DataFrame], run_id: str) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Audit the frames of GATHERED_TABLES.

    Returns:
        Rows of the table checks, and a sentence for each broken rule.
    """
    rows, broken = [], []
    for name in GATHERED_TABLES:
        for verdict in judge_table(name, frames[name]):
            observed = observe(verdict.rule, frames[name], verdict.broken) if verdict.error is None else verdict.error
            rows.append(
                check_row(
                    run_id,
                    verdict.rule,
                    checked=frames[name].height,
                    unexpected=len(verdict.broken),
                    is_success=verdict.is_success,
                    observed=observed,
                )
            )
            if not verdict.is_success:
                broken.append(f"{name}: {verdict.rule.name} ({observed})")
    return checks_frame(rows), tuple(broken)
