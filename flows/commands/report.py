"""hearsay report: write the data-quality report."""

from pathlib import Path

import click

from hearsay.errors import UsageError
from hearsay.flows.commands.options import SharedOptions, shared_options
from hearsay.flows.commands.streams import write_page


@click.command()
@click.option(
    "--out", "-o", default="hearsay-report.html", show_default=True, help="File to write; - for standard output."
)
@click.option("--run", "run_id", help="Id of the run, or its first characters.  [default: the last run]")
@click.option(
    "--data-docs", "docs", metavar="DIR", help="Also write Great Expectations' Data Docs of the checks to DIR."
)
@shared_options
@click.pass_obj
def report(options: SharedOptions, out: str, run_id: str | None, docs: str | None) -> None:
    """Write the data-quality report: a self-contained HTML page that needs no network."""
    from hearsay.flows.run.report import data_docs, report_page

    page = report_page(options.warehouse, run_id, options.settings.wait_seconds)
    if docs:
        try:
            first_page = data_docs(options.warehouse, run_id, options.settings.wait_seconds, Path(docs))
        except OSError as error:
            raise UsageError(f"{docs} cannot be written: {error.strerror}; give another with --data-docs") from error
        click.echo(f"{first_page} (Data Docs)", err=True)  # standard output may be the report
    if out == "-":
        click.echo(page)
        return
    write_page(out, page, as_json=options.as_json)
