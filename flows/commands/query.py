"""hearsay query: run SQL on the warehouse."""

import os
import sys

import click

from hearsay.errors import QueryError
from hearsay.flows.commands.options import SharedOptions, shared_options


@click.command()
@click.argument("sql")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json", "parquet"]), default="table")
@click.option(
    "--rows", type=click.IntRange(min=1), default=40, show_default=True, help="Most rows to print in a table."
)
@shared_options
@click.pass_obj
def query(options: SharedOptions, sql: str, form: str, rows: int) -> None:
    """Run one SELECT (- reads it from standard input). Read-only: no files, no network, limited time and memory.

    Start with the views who_said_what, entity_timeline, outlet_coverage and quality_latest.
    """
    from hearsay.flows.output.answers import print_table
    from hearsay.warehouse.query import QueryLimits, run_query, write_answer

    if sql == "-":
        sql = sys.stdin.read()
    limits = QueryLimits(
        options.settings.query.seconds,
        options.settings.query.memory,
        wait_seconds=options.settings.wait_seconds,
        on_stuck=lambda: _give_up(f"the query could not be stopped after {options.settings.query.seconds:g} s"),
    )
    if options.as_json and form == "table":
        form = "json"
    frame = run_query(options.warehouse, sql, limits)
    if form == "table":
        print_table(frame, rows)
    else:
        write_answer(frame, form, sys.stdout.buffer)
        sys.stdout.buffer.flush()


def _give_up(why: str) -> None:
    """End this process at once: a native query that cannot be interrupted would keep it alive."""
    click.echo(f"hearsay: {why}, so the process ends here", err=True)
    os._exit(QueryError.exit_code)
