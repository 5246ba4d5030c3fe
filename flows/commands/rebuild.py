"""hearsay rebuild: extract and read all archived captures again."""

from pathlib import Path

import click

from hearsay.errors import UsageError
from hearsay.flows.commands.options import SharedOptions, dask_option, log_options, logged, shared_options
from hearsay.flows.commands.streams import print_receipt
from hearsay.flows.config.settings import settings_json


@click.command()
@click.option("--from", "archive", metavar="FOLDER", help="Archive folder.  [default: from the settings]")
@click.option("--against", metavar="FILE", help="Compare with this warehouse.  [default: its earlier data]")
@dask_option
@log_options
@shared_options
@click.pass_obj
def rebuild(options: SharedOptions, archive: str | None, against: str | None) -> None:
    """Extract and read every archived capture again, without a network, and print the changes.

    An existing warehouse is brought up to date with this extractor and reader. With --warehouse NEW, a new warehouse
    is made from the archive. To resume an interrupted rebuild, run the same command again.
    """
    from hearsay.flows.config.extras import check_dask
    from hearsay.flows.config.worker_limits import worker_limits
    from hearsay.flows.orchestration.loading import loading
    from hearsay.flows.orchestration.prefect_server import prefect_api
    from hearsay.flows.run.pool import started_early
    from hearsay.pipelines.archive import check_archive
    from hearsay.warehouse.location import is_created, parse_location

    folder = Path(archive) if archive else options.settings.archive.folder_of(options.warehouse)
    check_archive(folder)
    if against and not is_created(parse_location(against), options.settings.wait_seconds):
        raise UsageError(f"there is no warehouse at {against} to compare with; give another file with --against")
    check_dask(options.settings)
    limits = worker_limits(options.settings, options.settings.limits.workers)
    has_cluster = bool(options.settings.run.dask)
    with (
        logged(options.settings),
        prefect_api(),
        started_early(limits, lambda: True, has_cluster=has_cluster),
    ):
        with loading():
            from hearsay.flows.orchestration.prefect_run import rebuild_now

        rebuilt = rebuild_now(
            warehouse=str(options.warehouse),
            archive=str(folder),
            settings=settings_json(options.settings),
            against=against,
        )
        print_receipt(rebuilt, as_json=options.as_json)
    raise SystemExit(rebuilt.exit_code)
