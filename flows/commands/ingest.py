"""hearsay ingest: take in pages."""

from datetime import datetime
from pathlib import Path

import click

from hearsay.flows.commands.options import Given, anywhere
from hearsay.flows.commands.parameters import Column, Instant, Moment
from hearsay.flows.commands.streams import print_receipt
from hearsay.flows.config.settings import SOURCE_KINDS, settings_json


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--captured-at", type=Instant(), help="When saved files were captured, such as 2026-01-30T12:00Z.")
@click.option(
    "--as",
    "kind",
    type=click.Choice(SOURCE_KINDS),
    help="What SOURCE is.  [default: told by its name and first bytes]",
)
@click.option(
    "--column",
    "columns",
    type=Column(),
    multiple=True,
    help="Which column of a dump holds what, such as html=content. Fields: html, text, path, title, url, fetched_at.",
)
@click.option("--jsonl", "as_jsonl", is_flag=True, help="The same as --as jsonl.")
@click.option("--no-archive", is_flag=True, help="Keep no bytes: of a page there is then its hash alone.")
@click.option(
    "--since", type=Moment(), help="Leave out what is from before: a day, or a time such as 2026-01-30T12:00Z."
)
@click.option("--until", type=Moment(), help="Leave out what is from after that day or time.")
@click.option(
    "--dated-only", is_flag=True, help="Leave out what does not tell when it is from.  [default: it is kept]"
)
@anywhere
@click.pass_obj
def ingest(
    given: Given,
    /,
    sources: tuple[str, ...],
    captured_at: datetime | None,
    kind: str | None,
    columns: tuple[tuple[str, str], ...],
    as_jsonl: bool,
    no_archive: bool,
    **between: str | bool | None,
) -> None:
    """Take in pages from SOURCE; end with a receipt.

    A SOURCE is a name of hearsay.toml, a file, a folder, a glob, a URL or - (standard input). What it holds is told
    by looking: pages, JSON lines ({"html" or "text" or "path", "title"?, "url"?, "fetched_at"?}), Parquet, web
    archives (WARC, WACZ), feeds, sitemaps, lists of addresses; a URL without a path is a site, asked for its feeds.

    --since and --until take what is from between: by the date of publication that a feed or a sitemap gives, or else
    that of the last change, or else the time of the capture. A backfill that was stopped goes on when run again.
    """
    from hearsay.flows.config.named_sources import resolve_sources
    from hearsay.flows.config.ranges import read_between
    from hearsay.flows.config.settings import without_archive
    from hearsay.flows.config.worker_limits import worker_limits
    from hearsay.flows.orchestration.prefect_server import prefect_api
    from hearsay.flows.run.pool import started_early
    from hearsay.pipelines.sources import check_sources

    kind = _told_kind(kind, as_jsonl=as_jsonl)
    if given.settings.rules:
        from hearsay.flows.config.own_rules import own_rules

        own_rules(given.settings)
    check_sources(
        resolve_sources(sources, given.settings, kind=kind, columns=dict(columns), between=read_between(between))
    )
    settings = without_archive(given.settings) if no_archive else given.settings
    limits = worker_limits(settings, 1 if _is_one_page(sources, kind) else settings.limits.workers)
    with prefect_api(), started_early(limits):
        from hearsay.flows.orchestration.prefect_run import run_now

        receipt = run_now(
            sources=list(sources),
            warehouse=str(given.warehouse),
            settings=settings_json(settings),
            captured_at=captured_at.isoformat() if captured_at else None,
            kind=kind,
            columns=dict(columns),
            between=between,
        )
        print_receipt(receipt, as_json=given.as_json)
    raise SystemExit(receipt.exit_code)


def _told_kind(kind: str | None, *, as_jsonl: bool) -> str | None:
    if not as_jsonl:
        return kind
    if kind not in (None, "jsonl"):
        raise click.UsageError(f"--jsonl and --as {kind} say two different things; give one of them")
    return "jsonl"


def _is_one_page(sources: tuple[str, ...], kind: str | None) -> bool:
    """Whether there is work for one process alone."""
    from hearsay.pipelines.sources import PAGE, kind_of_file

    return len(sources) == 1 and kind is None and Path(sources[0]).is_file() and kind_of_file(sources[0]) == PAGE
