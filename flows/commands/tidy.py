"""hearsay tidy: merge small files, expire old snapshots, delete old files."""

import json
from dataclasses import asdict

import click

from hearsay.flows.commands.options import SharedOptions, shared_options


@click.command()
@click.option("--keep-days", type=click.FloatRange(min=0), help="Keep the snapshots of so many days.  [default: 7]")
@shared_options
@click.pass_obj
def tidy(options: SharedOptions, keep_days: float | None) -> None:
    """Delete states that later states replaced, and print what was kept and freed.

    In a lake, small files are merged, old snapshots expired, and old files deleted. Scheduled runs tidy at their end.
    """
    from hearsay.warehouse.tidy import tidy_warehouse

    kept = options.settings.lake
    days = kept.keep_days if keep_days is None else keep_days
    tidied = tidy_warehouse(options.warehouse, days, kept.keep_files_hours, options.settings.wait_seconds)
    click.echo(json.dumps(asdict(tidied)) if options.as_json else tidied.as_text())
