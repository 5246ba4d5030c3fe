"""hearsay export: write the warehouse as files."""

import json
from pathlib import Path

import click

from hearsay.errors import UsageError
from hearsay.flows.commands.options import SharedOptions, shared_options


@click.command()
@click.argument("folder", metavar="DIR")
@shared_options
@click.pass_obj
def export(options: SharedOptions, folder: str) -> None:
    """Write every table to DIR as Parquet, and the current claims as JSON lines and as schema.org JSON-LD."""
    from hearsay.warehouse.export import export_warehouse

    try:
        row_counts = export_warehouse(options.warehouse, Path(folder), options.settings.wait_seconds)
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {error.strerror}; give another DIR") from error
    if options.as_json:
        click.echo(json.dumps(dict(row_counts), ensure_ascii=False))
        return
    for name, rows in row_counts.items():
        click.echo(f"{Path(folder) / name}: {rows:,} rows")
