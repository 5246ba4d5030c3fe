"""hearsay rebuild: extract and read the archive again."""

from pathlib import Path

import click

from hearsay.errors import UsageError
from hearsay.flows.commands.options import Given, anywhere
from hearsay.flows.commands.streams import print_receipt
from hearsay.flows.config.settings import settings_json


@click.command()
@click.option("--from", "archive", metavar="FOLDER", help="The archive.  [default: that of the settings]")
@click.option("--against", metavar="FILE", help="Compare with this warehouse.  [default: what was there before]")
@anywhere
@click.pass_obj
def rebuild(given: Given, archive: str | None, against: str | None) -> None:
    """Extract and read every archived capture again, without a network; end with what that changed.

    A warehouse that is there is brought up to date with this extractor and reader; with --warehouse NEW one is made
    anew. What was killed is gone on with by the same command.
    """
    from hearsay.flows.config.worker_limits import worker_limits
    from hearsay.flows.orchestration.prefect_server import prefect_api
    from hearsay.flows.run.pool import started_early
    from hearsay.pipelines.archive import check_archive

    folder = Path(archive) if archive else given.settings.archive.folder_of(given.warehouse)
    check_archive(folder)
    if against and not Path(against).is_file():
        raise UsageError(f"there is no warehouse at {against} to compare with; give another with --against")
    with prefect_api(), started_early(worker_limits(given.settings, given.settings.limits.workers)):
        from hearsay.flows.orchestration.prefect_run import rebuild_now

        rebuilt = rebuild_now(
            warehouse=str(given.warehouse),
            archive=str(folder),
            settings=settings_json(given.settings),
            against=against,
        )
        print_receipt(rebuilt, as_json=given.as_json)
    raise SystemExit(rebuilt.exit_code)
