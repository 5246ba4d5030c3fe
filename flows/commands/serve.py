"""hearsay serve: run scheduled ingests."""

import click

from hearsay.errors import UsageError
from hearsay.flows.commands.options import SharedOptions, dask_option, log_options, logged, shared_options


@click.command()
@dask_option
@log_options
@shared_options
@click.pass_obj
def serve(options: SharedOptions) -> None:
    """Run the schedules and the scheduled sources of hearsay.toml until stopped."""
    from hearsay.flows.config.extras import check_dask
    from hearsay.flows.config.named_sources import all_schedules
    from hearsay.flows.orchestration.prefect_server import prefect_api

    if not all_schedules(options.settings):
        raise UsageError(
            f"{options.config} has no [[schedules]], nor [[sources]] with cron or every_seconds; "
            "docs/settings.md shows both"
        )
    check_dask(options.settings)
    with logged(options.settings), prefect_api(with_scheduler=True):
        from hearsay.flows.orchestration.serve import serve_schedules

        serve_schedules(options.settings, options.warehouse, announce=click.echo)
