"""hearsay serve: run the schedules."""

import click

from hearsay.errors import UsageError
from hearsay.flows.commands.options import Given, anywhere


@click.command()
@anywhere
@click.pass_obj
def serve(given: Given) -> None:
    """Run the schedules and the scheduled sources of hearsay.toml until stopped."""
    from hearsay.flows.config.named_sources import all_schedules
    from hearsay.flows.orchestration.prefect_server import prefect_api

    if not all_schedules(given.settings):
        raise UsageError(
            f"{given.config} has no [[schedules]], nor [[sources]] with cron or every_seconds; "
            "docs/settings.md shows both"
        )
    with prefect_api(with_scheduler=True):
        from hearsay.flows.orchestration.serve import serve_schedules

        serve_schedules(given.settings, given.warehouse, announce=click.echo)
