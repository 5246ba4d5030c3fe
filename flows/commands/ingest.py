"""hearsay ingest: ingest pages into the warehouse."""

from datetime import datetime
from pathlib import Path

import click

from hearsay.flows.commands.options import SharedOptions, dask_option, log_options, logged, shared_options
from hearsay.flows.commands.parameters import Column, Instant, Moment
from hearsay.flows.commands.streams import print_receipt
from hearsay.flows.config.settings import settings_json
from hearsay.pipelines.sources.kinds import KIND_NAMES, KINDS

KINDS_HELP = "\b\nKinds:\n" + "\n".join(f"  {kind.name:<8} {kind.help}" for kind in KINDS)
"""The end of the help. Click keeps the lines of a paragraph that begins with \\b."""


@click.command(epilog=KINDS_HELP)
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--captured-at", type=Instant(), help="When saved files were captured, such as 2026-01-30T12:00Z.")
@click.option(
    "--as",
    "kind",
    type=click.Choice(KIND_NAMES),
    help="The kind of SOURCE.  [default: detected from its name and first bytes]",
)
@click.option(
    "--column",
    "columns",
    type=Column(),
    multiple=True,
    help="Column of a dump for a field, such as html=content. Fields: html, text, path, title, url, fetched_at.",
)
@click.option("--no-archive", is_flag=True, help="Do not archive page bytes; store only their hash.")
@click.option(
    "--since", type=Moment(), help="Leave out earlier pages: give a day, or a time such as 2026-01-30T12:00Z."
)
@click.option("--until", type=Moment(), help="Leave out pages from after this day or time.")
@click.option("--dated-only", is_flag=True, help="Leave out pages without a date.  [default: ingest them]")
@dask_option
@log_options
@shared_options
@click.pass_obj
def ingest(
    options: SharedOptions,
    /,
    sources: tuple[str, ...],
    captured_at: datetime | None,
    kind: str | None,
    columns: tuple[tuple[str, str], ...],
    no_archive: bool,
    **between: str | bool | None,
) -> None:
    """Ingest pages from SOURCE and print a receipt.

    A SOURCE is a name from hearsay.toml, a file, a folder, a glob, a URL or - (standard input). Its kind is detected;
    the kinds are listed below.

    --since and --until compare the publication date that a feed or a sitemap gives. Without that date they compare
    the date of the last change, or else the time of the capture. To resume an interrupted backfill, run the same
    command again.
    """
    from hearsay.flows.config.named_sources import resolve_sources
    from hearsay.flows.config.ranges import read_between
    from hearsay.flows.config.settings import without_archive
    from hearsay.pipelines.sources.checks import check_sources

    if options.settings.rules:
        from hearsay.flows.config.own_rules import own_rules

        own_rules(options.settings)
    resolved = resolve_sources(
        sources, options.settings, kind=kind, columns=dict(columns), between=read_between(between)
    )
    check_sources(resolved)
    from hearsay.flows.config.extras import check_dask
    from hearsay.flows.config.worker_limits import worker_limits
    from hearsay.flows.orchestration.loading import loading
    from hearsay.flows.orchestration.prefect_server import prefect_api
    from hearsay.flows.run.pool import started_early

    check_dask(options.settings)
    settings = without_archive(options.settings) if no_archive else options.settings
    limits = worker_limits(settings, 1 if _is_one_page(sources, kind) else settings.limits.workers)

    def expects_pages() -> bool:
        from hearsay.flows.run.expected_pages import expects_new_pages

        return expects_new_pages(resolved, options.warehouse, settings.limits.max_bytes)

    has_cluster = bool(settings.run.dask)
    with logged(settings), prefect_api(), started_early(limits, expects_pages, has_cluster=has_cluster):
        with loading():
            from hearsay.flows.orchestration.prefect_run import run_now

        receipt = run_now(
            sources=list(sources),
            warehouse=str(options.warehouse),
            settings=settings_json(settings),
            captured_at=captured_at.isoformat() if captured_at else None,
            kind=kind,
            columns=dict(columns),
            between=between,
        )
        print_receipt(receipt, as_json=options.as_json)
    raise SystemExit(receipt.exit_code)


def _is_one_page(sources: tuple[str, ...], kind: str | None) -> bool:
    """Return whether the sources are one page, which one worker process can do."""
    from hearsay.pipelines.sources.detection import kind_of_file
    from hearsay.pipelines.sources.kinds.page import PAGE

    return len(sources) == 1 and kind is None and Path(sources[0]).is_file() and kind_of_file(sources[0]) is PAGE
