"""hearsay report: the data-quality report."""

from pathlib import Path

import click

from hearsay.errors import UsageError
from hearsay.flows.commands.options import Given, anywhere
from hearsay.flows.commands.streams import write_page


@click.command()
@click.option(
    "--out", "-o", default="hearsay-report.html", show_default=True, help="File to write; - for standard output."
)
@click.option("--run", "run_id", help="The run to report on, or its first characters.  [default: the last one]")
@click.option(
    "--data-docs", "docs", metavar="DIR", help="Write Great Expectations' Data Docs of its checks there too."
)
@anywhere
@click.pass_obj
def report(given: Given, out: str, run_id: str | None, docs: str | None) -> None:
    """Write the data-quality report: one self-contained HTML page that opens without a network."""
    from hearsay.flows.run.report import data_docs, report_page

    page = report_page(given.warehouse, run_id, given.settings.wait_seconds)
    if docs:
        try:
            first = data_docs(given.warehouse, run_id, given.settings.wait_seconds, Path(docs))
        except OSError as error:
            raise UsageError(f"{docs} cannot be written: {error.strerror}; give another with --data-docs") from error
        click.echo(f"{first} (Data Docs)", err=True)  # standard output may be the report
    if out == "-":
        click.echo(page)
        return
    write_page(out, page)
