"""hearsay extract: print the article record of a page; store nothing."""

import sys
from datetime import datetime

import click

from hearsay.flows.commands.options import SharedOptions, shared_options
from hearsay.flows.commands.parameters import Instant
from hearsay.flows.commands.streams import opened


@click.command()
@click.argument("page", required=False)
@click.option("--jsonl", "as_jsonl", is_flag=True, help="Read pages as JSON lines from standard input, or from PAGE.")
@click.option("--url", help="The page's address, if it is not in the page.")
@click.option("--captured-at", type=Instant(), help="When the page was captured.")
@shared_options
@click.pass_obj
def extract(
    options: SharedOptions, page: str | None, as_jsonl: bool, url: str | None, captured_at: datetime | None
) -> None:
    """Print the article record of PAGE (a file, or - for standard input) as JSON. Store nothing.

    With --jsonl, print one record for each line {"id", "path" or "html" or "text", "url"?, "fetched_at"?}, in order.
    Rejected pages have a record too.
    """
    from hearsay.flows.output.records_out import extract_lines, extract_page

    if as_jsonl:
        with opened(page or "-") as lines:
            extract_lines(lines, sys.stdout, options.settings)
        return
    if page is None:
        raise click.UsageError("give a PAGE, - for standard input, or --jsonl")
    with opened(page) as file:
        record = extract_page(file.read(), page, url, captured_at, options.settings)
    click.echo(record.as_json(indent=1))
    raise SystemExit(0 if record.is_article else 1)
