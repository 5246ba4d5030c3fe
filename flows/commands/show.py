"""hearsay show: one article with its mentions and claims."""

import click

from hearsay.flows.commands.options import Given, anywhere
from hearsay.flows.commands.streams import write_page


@click.command()
@click.argument("article", metavar="ARTICLE")
@click.option("--out", "-o", help="Write a page to this file; - for standard output.")
@anywhere
@click.pass_obj
def show(given: Given, article: str, out: str | None) -> None:
    """Show one article: its text with mentions and claims highlighted; on a page, its versions side by side too.

    ARTICLE is an id or its first characters, an address, or words of the title.
    """
    from hearsay.explore.article_page import show_article, stored_reading

    current, page = show_article(given.warehouse, article, given.settings.wait_seconds)
    if out is None:
        from rich.console import Console

        from hearsay.explore.reading_shown import print_reading

        click.echo(current.article["title"] or "Without a title")
        print_reading(current.article["text"], stored_reading(current), Console())
    elif out == "-":
        click.echo(page)
    else:
        write_page(out, page)
