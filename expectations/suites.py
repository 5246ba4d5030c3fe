"""Rules as suites of Great Expectations, and the judgement of frames.

Only this module and data_docs import the library. The import takes about three seconds, so the first judgement or
`warm_up` does it. Great Expectations has no Polars engine, so frames are converted to pandas. The library receives
only cases (see expectations.cases). A judgement is two passes, because COMPLETE results cost twice as
much as plain verdicts. The first pass asks for verdicts; the second asks only the broken rules for their rows.
"""

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import polars as pl
from tqdm import tqdm

from hearsay.expectations.cases import columns_to_judge, group_cases, judged_columns, rows_like
from hearsay.expectations.library import load_library
from hearsay.expectations.own_rules import OwnRule, rules_of
from hearsay.expectations.rule import FATAL, ROW, WARN, Kind, Rule
from hearsay.expectations.rules import rules_for

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite
    from great_expectations.core import ExpectationSuiteValidationResult, ExpectationValidationResult
    from great_expectations.core.batch_definition import BatchDefinition
    from great_expectations.data_context.data_context.ephemeral_data_context import EphemeralDataContext
    from great_expectations.expectations.expectation import Expectation

ROW_NUMBER = "row_number"
"""The column that identifies broken rows. Keys cannot, because they may repeat."""

_SEVERITIES = {FATAL: "critical", ROW: "warning", WARN: "info"}
_LOCK = threading.Lock()
"""Great Expectations keeps its context in a global variable, so only one chunk is judged at a time."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on a rule: the numbers of the broken rows, or the error in place of the check."""

    rule: Rule
    is_success: bool
    broken: tuple[int, ...] = ()
    error: str | None = None
    excused: int = 0
    """The number of broken rows accepted because of their release from quarantine."""


def warm_up() -> None:
    """Import the library, build a context and judge a row, because the first chunk should not wait."""
    # The library's progress bars are off, but would still create a semaphore shared by processes. Python warns on the
    # terminal if the auditor's process ends before it has released that semaphore.
    tqdm.set_lock(threading.RLock())
    load_library()
    rule = Rule("warm", "", FATAL, "The first judgement loads more of the library.", Kind.NOT_NULL, (ROW_NUMBER,))
    with _LOCK:
        batch = _batch_definition().get_batch(
            batch_parameters={"dataframe": pl.DataFrame({ROW_NUMBER: [0]}).to_pandas()}
        )
        batch.validate(build_suite([rule], "warm_up"), result_format="COMPLETE")


def judge_table(table_name: str, evidence: pl.DataFrame, own: tuple[OwnRule, ...] = ()) -> tuple[Verdict, ...]:
    """Return a verdict for each rule of a table's suite, in order. A frame without rows breaks no rule.

    Args:
        table_name: The table.
        evidence: The frame from expectations.evidence.add_evidence.
        own: Rules of the user.
    """
    rules = (*(rule for rule in rules_for(table_name) if rule.kind is not Kind.FRAME), *rules_of(own, table_name))
    if evidence.is_empty():
        return tuple(Verdict(rule, is_success=True) for rule in rules)
    with _LOCK:
        return _judge_cases(table_name, rules, columns_to_judge(evidence, rules))


def judge_rules(name: str, rules: Sequence[Rule], rows: pl.DataFrame) -> tuple[Verdict, ...]:
    """Return a verdict for each rule, judged on every row. `rows` are from columns_to_judge."""
    with _LOCK:
        results = _ask(name, rules, rows.with_row_index(ROW_NUMBER))
        return tuple(_verdict(rule, results[rule.name]) for rule in rules)


def build_suite(rules: Sequence[Rule], name: str) -> "ExpectationSuite":
    """Return a suite of rules of a table. Each expectation has the name and reason of a rule in `meta`."""
    from great_expectations import ExpectationSuite  # noqa: PLC0415

    expectations = [_expectation(rule) for rule in rules if rule.kind is not Kind.FRAME]
    return ExpectationSuite(name=name, expectations=expectations)


def _expectation(rule: Rule) -> "Expectation":
    """Return the expectation of a rule; for a flag, the expectation of true.

    Raises KeyError for a rule about a frame.
    """
    from great_expectations.expectations import core  # noqa: PLC0415

    gxe: Any = core  # strict typing rejects the expectations, because the library does not mark them as exported
    shared: dict[str, Any] = {
        "severity": _SEVERITIES[rule.severity],
        "description": rule.why,
        "meta": {"rule": rule.name, "why": rule.why},
    }
    if rule.kind is Kind.UNIQUE and len(rule.columns) > 1:
        made: Expectation = gxe.ExpectCompoundColumnsToBeUnique(column_list=list(rule.columns), **shared)
        return made
    natives: dict[Kind, tuple[Any, dict[str, Any]]] = {
        Kind.NOT_NULL: (gxe.ExpectColumnValuesToNotBeNull, {}),
        Kind.REQUIRED: (gxe.ExpectColumnValuesToBeNull, {}),
        Kind.UNIQUE: (gxe.ExpectColumnValuesToBeUnique, {}),
        Kind.IN_SET: (gxe.ExpectColumnValuesToBeInSet, {"value_set": list(rule.allowed)}),
        Kind.BETWEEN: (gxe.ExpectColumnValuesToBeBetween, {"min_value": rule.low, "max_value": rule.high}),
        Kind.MATCHES: (gxe.ExpectColumnValuesToMatchRegex, {"regex": rule.pattern}),
        Kind.FLAG: (gxe.ExpectColumnValuesToBeInSet, {"value_set": [True], "mostly": rule.mostly}),
    }
    expectation, bounds = natives[rule.kind]
    made = expectation(column=judged_columns(rule)[0], **bounds, **shared)
    return made


def new_context() -> "EphemeralDataContext":
    """Return a context in memory, without progress bars, and with errors alone in the log."""
    import great_expectations as gx  # noqa: PLC0415
    from great_expectations.data_context.types.base import ProgressBarsConfig  # noqa: PLC0415

    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context


@cache
def _batch_definition() -> "BatchDefinition[Any]":
    """Return the in-memory asset for all frames, made once because a context costs more than a judgement."""
    context = new_context()
    return (
        context.data_sources.add_pandas("hearsay")
        .add_dataframe_asset("chunk")
        .add_batch_definition_whole_dataframe("rows")
    )


def _judge_cases(table_name: str, rules: Sequence[Rule], rows: pl.DataFrame) -> tuple[Verdict, ...]:
    """Return a verdict on all rows for each rule. The library judges only the cases."""
    shares = {rule.name: _share(rows[rule.name]) for rule in rules if rule.mostly < 1}
    shown = rows.with_row_index(ROW_NUMBER).with_columns(pl.lit(share).alias(name) for name, share in shares.items())
    results: dict[str, ExpectationValidationResult] = {}
    for group, numbers in group_cases(rules, rows):
        columns = dict.fromkeys(name for rule in group for name in judged_columns(rule))
        judged = [_about_share(rule) if rule.name in shares else rule for rule in group]
        results |= _ask(table_name, judged, shown.select(ROW_NUMBER, *columns)[numbers])
    return tuple(_about_all(_verdict(rule, results[rule.name]), rows) for rule in rules)


def _share(flag: pl.Series) -> float:
    """Return the share of valid rows, with the same division as the library."""
    return (len(flag) - int((~flag).sum())) / len(flag)


def _about_share(rule: Rule) -> Rule:
    """Return a rule about a share as a rule about a column with the share in every row."""
    return replace(rule, kind=Kind.BETWEEN, columns=(rule.name,), low=rule.mostly, holds=None, mostly=1.0)


def _about_all(verdict: Verdict, rows: pl.DataFrame) -> Verdict:
    """Return a verdict on the cases as a verdict on all rows."""
    if verdict.rule.mostly < 1:
        return replace(verdict, broken=tuple((~rows[verdict.rule.name]).arg_true()))
    return replace(verdict, broken=rows_like(verdict.rule, rows, verdict.broken)) if verdict.broken else verdict


def _ask(name: str, rules: Sequence[Rule], shown: pl.DataFrame) -> "dict[str, ExpectationValidationResult]":
    """Return the library's result for each rule by name.

    Results of broken rules, and of rules about shares, have rows.
    """
    batch = _batch_definition().get_batch(batch_parameters={"dataframe": shown.to_pandas()})
    results = _by_rule(batch.validate(build_suite(rules, name), result_format="BOOLEAN_ONLY"))
    broken = [rule for rule in rules if rule.mostly < 1 or not results[rule.name].success]
    if broken:
        complete = {"result_format": "COMPLETE", "unexpected_index_column_names": [ROW_NUMBER]}
        results |= _by_rule(batch.validate(build_suite(broken, name), result_format=complete))
    return results


def _by_rule(result: "ExpectationSuiteValidationResult") -> "dict[str, ExpectationValidationResult]":
    configured = ((validation.expectation_config, validation) for validation in result.results)
    return {config.meta["rule"]: validation for config, validation in configured if config is not None}


def _verdict(rule: Rule, validation: "ExpectationValidationResult") -> Verdict:
    error = _raised(validation.exception_info)
    rows = {int(cell[ROW_NUMBER]) for cell in validation.result.get("unexpected_index_list") or ()}
    return Verdict(rule, bool(validation.success), tuple(sorted(rows)), error)


def _raised(info: dict[str, Any] | None) -> str | None:
    """Return the message of the exception that prevented the check of an expectation, or None.

    The library gives either a single description or a description for each metric.
    """
    for described in (info or {}, *(info or {}).values()):
        if isinstance(described, dict) and described.get("raised_exception"):
            return str(described.get("exception_message"))
    return None
