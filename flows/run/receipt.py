"""The receipt of a run: inputs by outcome and numbers of rows, read from the warehouse."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from hearsay.flows.config.languages import languages
from hearsay.flows.config.settings import FailedIf
from hearsay.warehouse.lookup import Problem, RunSummary

STOPPED = 3
"""Exit code of a run that the audit stopped."""
MOST_PROBLEMS_SHOWN = 10
MOST_LANGUAGES_SHOWN = 6
_NEW = {
    "articles": ("article", "articles"),
    "mentions": ("mention", "mentions"),
    "entities": ("entity", "entities"),
    "claims": ("claim", "claims"),
}


@dataclass(frozen=True, slots=True)
class Receipt:
    """The result of a run. `summary.problems` are inputs that were rejected or failed."""

    warehouse: str
    summary: RunSummary

    @property
    def exit_code(self) -> int:
        """The exit code. 0: all published; 1: some inputs failed; 3: the audit stopped a chunk."""
        if self.summary.state == "stopped":
            return STOPPED
        return 1 if self.summary.inputs["failed"] else 0

    def as_dict(self) -> dict[str, Any]:
        """Return the receipt as a JSON-ready dictionary."""
        summary = self.summary
        return {
            "run_id": summary.run_id,
            "warehouse": self.warehouse,
            "state": summary.state,
            "seconds": round(summary.seconds, 3),
            "inputs": summary.inputs,
            "reasons": [
                {"outcome": outcome, "reason": reason, "inputs": n} for outcome, reason, n in summary.reasons
            ],
            "rows": {
                "extracted": summary.rows_extracted,
                "loaded": summary.rows_loaded,
                "quarantined": summary.rows_quarantined,
            },
            "new_rows": summary.new_rows,
            "left_out": summary.left_out,
            "unread": summary.unread,
            "undated": summary.undated,
            "checks_failed": summary.checks_failed,
            "problems": [problem._asdict() for problem in summary.problems],
            "exit_code": self.exit_code,
        }

    def as_text(self) -> str:
        """Return the receipt as text."""
        summary = self.summary
        total = sum(summary.inputs.values())
        lines = [
            f"run {summary.run_id[:8]} {summary.state} in {summary.seconds:.1f} s → {self.warehouse}",
            f"  inputs  {total:>7,} = {_sum_line(summary.inputs)}",
            f"  rows    {summary.rows_extracted:>7,} = {summary.rows_loaded:,} loaded + "
            f"{summary.rows_quarantined:,} quarantined",
            f"  new     {', '.join(_counted(n, *_NEW[name]) for name, n in summary.new_rows.items())}",
            *self._shortcomings(),
        ]
        if summary.left_out:
            lines.append(f"  range   {_counted(summary.left_out, 'rejected input')} outside --since/--until")
        if summary.checks_failed:
            lines.append(f"  checks  failed: {_sum_line(summary.checks_failed, ', ')}; see: hearsay report")
        lines += [
            f"  {problem.outcome}: {_named(problem)}: " + ", ".join(filter(None, (problem.reason, problem.detail)))
            for problem in summary.problems[:MOST_PROBLEMS_SHOWN]
        ]
        if len(summary.problems) > MOST_PROBLEMS_SHOWN:
            lines.append(
                f"  … and {len(summary.problems) - MOST_PROBLEMS_SHOWN} more; all of them: "
                "hearsay query \"FROM inputs WHERE outcome IN ('rejected', 'failed')\""
            )
        return "\n".join(lines)

    def _shortcomings(self) -> Iterator[str]:
        """Yield a line on loaded articles in languages without a reader, and a line on articles without a date."""
        summary = self.summary
        if summary.unread:
            most = list(summary.unread.items())[:MOST_LANGUAGES_SHOWN]
            shown = ", ".join(f"{language} {count:,}" for language, count in most)
            more = ", …" if len(summary.unread) > len(most) else ""
            count = sum(summary.unread.values())
            unread = f"{_counted(count, 'article')} in a language without a reader: {shown}{more}"
            yield f"  unread  {unread}; names and claims are found in {' and '.join(languages().read_codes)}"
        if summary.undated:
            yield f"  undated {_counted(summary.undated, 'article')} without a date of publication"


def _named(problem: Problem) -> str:
    """Return an input by its name, with its address if the name does not have it."""
    return f"{problem.given} ({problem.url})" if problem.url and problem.url != problem.given else problem.given


def _counted(count: int, singular: str, plural: str | None = None) -> str:
    return f"{count:,} {singular if count == 1 else plural or f'{singular}s'}"


def _sum_line(counts: Mapping[str, int], joined_by: str = " + ") -> str:
    return joined_by.join(f"{count:,} {name}" for name, count in counts.items())


def end_state(receipt: Receipt, failed_if: FailedIf) -> State[Receipt]:
    """Return Prefect's end state of a run, with the receipt: Failed or Completed, and the inputs in its message.

    A run that the audit stopped is Failed. Of the other runs, `failed_if` decides: "all" inputs failed, "any" input
    failed, or "never".
    """
    inputs = receipt.summary.inputs
    count, failed = sum(inputs.values()), inputs["failed"]
    is_failed = receipt.exit_code == STOPPED or (
        failed > 0 and (failed_if == "any" or (failed_if == "all" and failed == count))
    )
    counts = ", ".join(f"{number:,} {outcome}" for outcome, number in inputs.items() if number)
    message = f"{_counted(count, 'input')}{f': {counts}' if counts else ''}"
    return (Failed if is_failed else Completed)(message=message, data=receipt)


def save_artifacts(receipt: Receipt) -> None:
    """Save the receipt and the table of outcomes as artifacts of the flow run in Prefect."""
    create_markdown_artifact(f"```\n{receipt.as_text()}\n```", key="receipt", description="The receipt of the run")
    create_table_artifact(
        [{"outcome": outcome, "reason": reason, "inputs": n} for outcome, reason, n in receipt.summary.reasons],
        key="outcomes",
        description="Inputs by outcome and reason",
    )
