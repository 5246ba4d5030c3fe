"""hearsay copy: copy a warehouse to another place."""

import json
from datetime import UTC, datetime

import click

from hearsay.flows.commands.options import SharedOptions, shared_options


@click.command()
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@shared_options
@click.pass_obj
def copy(options: SharedOptions, source: str, target: str) -> None:
    """Copy all rows of the warehouse FROM into TO, which must be new or empty.

    FROM and TO are files or addresses of lakes. Every table is compared after its copy, ids and numbers stay, and TO
    has all rows or none. The archive is not copied.
    """
    from hearsay.warehouse.copy import copy_warehouse
    from hearsay.warehouse.location import parse_location

    copied = copy_warehouse(
        parse_location(source), parse_location(target), datetime.now(UTC), options.settings.wait_seconds
    )
    if options.as_json:
        click.echo(json.dumps(copied))
        return
    for table, rows in copied.items():
        click.echo(f"{table}: {rows:,} rows")
