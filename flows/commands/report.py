"""hearsay report: the data-quality report."""

import click

from flows.commands.options import Given, anywhere
from flows.commands.streams import write_page


@click.command()
@click.option(
    "--out", "-o", default="hearsay-report.html", show_default=True, help="File to write; - for standard output."
)
@click.option("--run", "run_id", help="The run to report on, or its first characters.  [default: the last one]")
@anywhere
@click.pass_obj
def report(given: Given, out: str, run_id: str | None) -> None:
    """Write the data-quality report: one self-contained HTML page that opens without a network."""
    from flows.report import report_page

    page = report_page(given.warehouse, run_id, given.settings.wait_seconds)
    if out == "-":
        click.echo(page)
        return
    write_page(out, page)
