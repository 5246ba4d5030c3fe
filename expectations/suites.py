"""Rules as Great Expectations suites, and frames judged by them. It and data_docs alone import the library.

Importing it takes about three seconds, so nothing here is imported before the first judgement or `warm_up`.
Great Expectations has no Polars engine: what it judges goes to it as pandas, and only the rows that are cases (see
expectations.cases). One judgement is two passes, because COMPLETE results cost twice as much as plain verdicts: the
first asks for verdicts, the second asks the rules that are broken for their rows.
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
"""The column by which broken rows are found again; a key will not do, since keys may repeat."""

_SEVERITIES = {FATAL: "critical", ROW: "warning", WARN: "info"}
_LOCK = threading.Lock()
"""Great Expectations keeps its context in a global, so chunks are judged one after another."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What Great Expectations says of one rule: the numbers of the rows that break it, or why it could not tell."""

    rule: Rule
    is_success: bool
    broken: tuple[int, ...] = ()
    error: str | None = None
    pardoned: int = 0
    """Rows that break it and pass all the same, because somebody released them from quarantine."""


def warm_up() -> None:
    """Import the library, build context and suites and judge one row, so that the first chunk need not wait."""
    # The library's progress bars, which are off, would still make a semaphore for several processes, and Python
    # complains on the terminal when the auditor's process ends before it has given that back.
    tqdm.set_lock(threading.RLock())
    rule = Rule("warm", "", FATAL, "The first judgement loads more of the library.", Kind.NOT_NULL, (ROW_NUMBER,))
    with _LOCK:
        batch = _batch_definition().get_batch(
            batch_parameters={"dataframe": pl.DataFrame({ROW_NUMBER: [0]}).to_pandas()}
        )
        batch.validate(build_suite([rule], "warm_up"), result_format="COMPLETE")


def judge_table(table_name: str, evidence: pl.DataFrame, own: tuple[OwnRule, ...] = ()) -> tuple[Verdict, ...]:
    """A verdict for each rule of a table's suite, in the order of the rules; a frame without rows breaks none.

    `evidence` is the frame as expectations.evidence.add_evidence gives it, `own` are rules of the user's.
    """
    rules = (*(rule for rule in rules_for(table_name) if rule.kind is not Kind.FRAME), *rules_of(own, table_name))
    if evidence.is_empty():
        return tuple(Verdict(rule, is_success=True) for rule in rules)
    with _LOCK:
        return _judge_cases(table_name, rules, columns_to_judge(evidence, rules))


def judge_rules(name: str, rules: Sequence[Rule], rows: pl.DataFrame) -> tuple[Verdict, ...]:
    """A verdict for each rule by showing the library every row; `rows` are as columns_to_judge gives them."""
    with _LOCK:
        found = _ask(name, rules, rows.with_row_index(ROW_NUMBER))
        return tuple(_verdict(rule, found[rule.name]) for rule in rules)


def build_suite(rules: Sequence[Rule], name: str) -> "ExpectationSuite":
    """The suite of some rules of one table; each expectation carries its rule's name and why in `meta`."""
    from great_expectations import ExpectationSuite  # noqa: PLC0415

    expectations = [_expectation(rule) for rule in rules if rule.kind is not Kind.FRAME]
    return ExpectationSuite(name=name, expectations=expectations)


def _expectation(rule: Rule) -> "Expectation":
    """The native expectation of a rule; a flag is expected to be true. Raises KeyError for a rule about a frame."""
    from great_expectations.expectations import core  # noqa: PLC0415

    gxe: Any = core  # the library marks none of its expectations as exported, which strict typing refuses
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
    """A context in memory that shows no progress and logs errors alone."""
    import great_expectations as gx  # noqa: PLC0415
    from great_expectations.data_context.types.base import ProgressBarsConfig  # noqa: PLC0415

    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context


@cache
def _batch_definition() -> "BatchDefinition[Any]":
    """One in-memory asset that every frame goes through; made once, since a context costs more than a judgement."""
    context = new_context()
    return (
        context.data_sources.add_pandas("hearsay")
        .add_dataframe_asset("chunk")
        .add_batch_definition_whole_dataframe("rows")
    )


def _judge_cases(table_name: str, rules: Sequence[Rule], rows: pl.DataFrame) -> tuple[Verdict, ...]:
    """A verdict for each rule, about all rows, by showing the library those that decide it."""
    shares = {rule.name: _share(rows[rule.name]) for rule in rules if rule.mostly < 1}
    shown = rows.with_row_index(ROW_NUMBER).with_columns(pl.lit(share).alias(name) for name, share in shares.items())
    found: dict[str, ExpectationValidationResult] = {}
    for group, numbers in group_cases(rules, rows):
        columns = dict.fromkeys(name for rule in group for name in judged_columns(rule))
        asked = [_about_share(rule) if rule.name in shares else rule for rule in group]
        found |= _ask(table_name, asked, shown.select(ROW_NUMBER, *columns)[numbers])
    return tuple(_about_all(_verdict(rule, found[rule.name]), rows) for rule in rules)


def _share(flag: pl.Series) -> float:
    """The share of rows that hold, by the same division as the library's."""
    return (len(flag) - int((~flag).sum())) / len(flag)


def _about_share(rule: Rule) -> Rule:
    """A rule about a share of the rows as one about the column that, instead of flags, has the share in every row."""
    return replace(rule, kind=Kind.BETWEEN, columns=(rule.name,), low=rule.mostly, holds=None, mostly=1.0)


def _about_all(verdict: Verdict, rows: pl.DataFrame) -> Verdict:
    """A verdict about the cases as one about all rows."""
    if verdict.rule.mostly < 1:
        return replace(verdict, broken=tuple((~rows[verdict.rule.name]).arg_true()))
    return replace(verdict, broken=rows_like(verdict.rule, rows, verdict.broken)) if verdict.broken else verdict


def _ask(name: str, rules: Sequence[Rule], shown: pl.DataFrame) -> "dict[str, ExpectationValidationResult]":
    """What the library says of each rule, by its name; of those that are broken or about shares, with the rows."""
    batch = _batch_definition().get_batch(batch_parameters={"dataframe": shown.to_pandas()})
    found = _by_rule(batch.validate(build_suite(rules, name), result_format="BOOLEAN_ONLY"))
    asked = [rule for rule in rules if rule.mostly < 1 or not found[rule.name].success]
    if asked:
        complete = {"result_format": "COMPLETE", "unexpected_index_column_names": [ROW_NUMBER]}
        found |= _by_rule(batch.validate(build_suite(asked, name), result_format=complete))
    return found


def _by_rule(result: "ExpectationSuiteValidationResult") -> "dict[str, ExpectationValidationResult]":
    configured = ((found.expectation_config, found) for found in result.results)
    return {config.meta["rule"]: found for config, found in configured if config is not None}


def _verdict(rule: Rule, found: "ExpectationValidationResult") -> Verdict:
    error = _raised(found.exception_info)
    rows = {int(cell[ROW_NUMBER]) for cell in found.result.get("unexpected_index_list") or ()}
    return Verdict(rule, bool(found.success), tuple(sorted(rows)), error)


def _raised(info: dict[str, Any] | None) -> str | None:
    """The message of the exception that kept an expectation from being checked, if one did.

    The library gives either one description or one for each metric.
    """
    for described in (info or {}, *(info or {}).values()):
        if isinstance(described, dict) and described.get("raised_exception"):
            return str(described.get("exception_message"))
    return None
