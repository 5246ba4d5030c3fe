"""hearsay deploy: register the sources of hearsay.toml on a Prefect work pool."""

import json

import click

from hearsay.errors import UsageError
from hearsay.flows.commands.options import SharedOptions, dask_option, log_options, shared_options


@click.command()
@click.option("--pool", default="hearsay", show_default=True, metavar="NAME", help="Work pool, created if absent.")
@click.option("--remove", "is_removing", is_flag=True, help="Delete the deployments of sources that are gone.")
@dask_option
@log_options
@shared_options
@click.pass_obj
def deploy(options: SharedOptions, pool: str, is_removing: bool) -> None:
    """Register the sources and schedules of hearsay.toml as deployments on a Prefect work pool.

    PREFECT_API_URL names the Prefect server. Then start a worker on each machine: prefect worker start --pool NAME.
    To run the command again changes only what has changed in hearsay.toml.
    """
    from hearsay.flows.orchestration.prefect_server import prefect_api, users_api_url

    settings = options.settings
    if not (settings.sources or settings.schedules):
        raise UsageError(f"{options.config} has no [[sources]] and no [[schedules]]; docs/settings.md shows both")
    if users_api_url() is None:
        raise UsageError(
            "workers need a Prefect server that they can reach; start one with: prefect server start, and set "
            "PREFECT_API_URL to its address"
        )
    with prefect_api():
        from hearsay.flows.orchestration.deploy import deploy_sources

        changes = deploy_sources(settings, options.warehouse, pool, is_removing=is_removing)
    if options.as_json:
        click.echo(json.dumps([change._asdict() for change in changes], ensure_ascii=False))
    else:
        click.echo("\n".join(change.as_text() for change in changes))
