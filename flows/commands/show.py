"""hearsay show: show one article with its mentions and claims."""

import click

from hearsay.flows.commands.options import SharedOptions, shared_options
from hearsay.flows.commands.streams import write_page


@click.command()
@click.argument("article", metavar="ARTICLE")
@click.option("--out", "-o", help="Write an HTML page to this file; - for standard output.")
@shared_options
@click.pass_obj
def show(options: SharedOptions, article: str, out: str | None) -> None:
    """Show one article: its text with highlighted mentions and claims. An HTML page also compares its versions.

    ARTICLE is an id or its first characters, an address, or words of the title.
    """
    from hearsay.explore.article_page import show_article, stored_reading

    current, page = show_article(options.warehouse, article, options.settings.wait_seconds)
    if out is None and options.as_json:
        from hearsay.flows.output.answers import version_json

        click.echo(version_json(current))
    elif out is None:
        from rich.console import Console

        from hearsay.explore.reading_shown import print_reading

        click.echo(current.article["title"] or "Without a title")
        print_reading(current.article["text"], stored_reading(current), Console())
    elif out == "-":
        click.echo(page)
    else:
        write_page(out, page, as_json=options.as_json)
