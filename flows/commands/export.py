"""hearsay export: the warehouse as files."""

from pathlib import Path

import click

from hearsay.errors import UsageError
from hearsay.flows.commands.options import Given, anywhere


@click.command()
@click.argument("folder", metavar="DIR")
@anywhere
@click.pass_obj
def export(given: Given, folder: str) -> None:
    """Write every table as Parquet into DIR, and the current claims as JSON lines and as schema.org JSON-LD."""
    from hearsay.warehouse.export import export_warehouse

    try:
        written = export_warehouse(given.warehouse, Path(folder), given.settings.wait_seconds)
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {error.strerror}; give another DIR") from error
    for name, rows in written.items():
        click.echo(f"{Path(folder) / name}: {rows:,} rows")
