"""hearsay query: run SQL on the warehouse."""

import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hearsay.errors import QueryError, UsageError
from hearsay.flows.commands.options import SharedOptions, shared_options

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl


_FOR_TERMINALS = ("auto", "table", "record")
_FORMS = (*_FOR_TERMINALS, "csv", "tsv", "json", "jsonl", "markdown", "parquet", "xlsx")
_SHOWN_ROWS = 40


@click.command()
@click.argument("sql")
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMS),
    help="Form of the answer.  [default: that of the suffix of --out; otherwise a table, or records if a table is "
    "too wide]",
)
@click.option("--rows", type=click.IntRange(min=1), help="Most rows.  [default: 40 on a terminal, else all]")
@click.option("-o", "--out", metavar="FILE", help="Write the answer to FILE.")
@click.option(
    "--for-excel", is_flag=True, help="CSV with a byte order mark, in which no cell is a formula; text is changed."
)
@shared_options
@click.pass_obj
def query(
    options: SharedOptions, sql: str, form: str | None, rows: int | None, out: str | None, for_excel: bool
) -> None:
    """Run one SELECT (- reads it from standard input). Read-only: no files, no network, limited time and memory.

    Start with the views who_said_what, entity_timeline, outlet_coverage and quality_latest.
    """
    from hearsay.warehouse.query import QueryLimits, run_query

    chosen = _chosen_form(form, out, as_json=options.as_json, for_excel=for_excel)
    if sql == "-":
        sql = sys.stdin.read()
    limits = QueryLimits(
        options.settings.query.seconds,
        options.settings.query.memory,
        wait_seconds=options.settings.wait_seconds,
        on_stuck=lambda: _give_up(f"the query could not be stopped after {options.settings.query.seconds:g} s"),
    )
    frame = run_query(options.warehouse, sql, limits)
    if chosen in _FOR_TERMINALS:
        _printer(chosen)(frame, rows or _SHOWN_ROWS)
    else:
        _write(frame if rows is None else frame.head(rows), chosen, out)


def _chosen_form(form: str | None, out: str | None, *, as_json: bool, for_excel: bool) -> str:
    """Return the form of the answer. Raises UsageError for options that exclude each other."""
    from hearsay.warehouse.answer_forms import SUFFIXES

    suffix = Path(out).suffix.casefold() if out else ""
    chosen = form or ("json" if as_json else "csv" if for_excel else SUFFIXES.get(suffix, "auto"))
    if for_excel and chosen != "csv":
        raise UsageError(f"--for-excel is for CSV, not for {chosen}; leave --for-excel out")
    if out and chosen in _FOR_TERMINALS:
        raise UsageError(f"{out}: the suffix {suffix!r} names no form; give one with --format, such as csv")
    return "csv-for-excel" if for_excel else chosen


def _printer(form: str) -> "Callable[[pl.DataFrame, int], None]":
    from hearsay.flows.output.answers import print_records, print_rows, print_table

    return {"auto": print_rows, "table": print_table, "record": print_records}[form]


def _write(frame: "pl.DataFrame", form: str, out: str | None) -> None:
    """Write the answer to a file, whole or not at all, or to standard output."""
    from hearsay.warehouse.answer_forms import write_answer

    if out is None:
        write_answer(frame, form, sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return
    answer = io.BytesIO()
    write_answer(frame, form, answer)
    try:
        Path(out).write_bytes(answer.getvalue())
    except OSError as error:
        raise UsageError(f"{out} cannot be written: {error.strerror}; give another file with --out") from error
    click.echo(f"{out} ({frame.height:,} row{'' if frame.height == 1 else 's'})", err=True)


def _give_up(why: str) -> None:
    """End this process at once: a native query that cannot be interrupted would keep it alive."""
    click.echo(f"hearsay: {why}, so the process ends here", err=True)
    os._exit(QueryError.exit_code)
