"""hearsay read: the mentions and attributions of a text; nothing is stored."""

import sys
from pathlib import Path

import click

from flows.commands.options import Given, anywhere
from flows.commands.streams import opened
from warehouse.errors import UsageError


@click.command()
@click.argument("text", required=False)
@click.option(
    "--jsonl", "as_jsonl", is_flag=True, help='Read {"id", "text"} lines from standard input, or from TEXT.'
)
@click.option(
    "--html", "as_html", is_flag=True, help="A page by itself: the text, its spans linked to who said what."
)
@anywhere
@click.pass_obj
def read(given: Given, text: str | None, as_jsonl: bool, as_html: bool) -> None:
    """Show mentions and attributions of TEXT; nothing is stored.

    TEXT is a file, - for standard input, or the words themselves; of a web page the article is read. On a terminal
    the spans are in colour; anywhere else, and with --json, the answer is one JSON object, which of a page also has
    the "text" that its offsets count in.
    """
    from flows.records_out import read_lines, reading_json
    from pipelines.extract.content import KIND_HTML, content_kind

    if as_jsonl and as_html:
        raise click.UsageError("--jsonl and --html ask for two different answers; give one of them")
    if as_jsonl:
        with opened(text or "-") as lines:
            read_lines(lines, sys.stdout)
        return
    if text is None:
        raise click.UsageError("give a TEXT file, - for standard input, or --jsonl")
    if " " in text and not Path(text).is_file():
        words, is_page = text, False
    else:
        with opened(text) as file:
            body = file.read()
        is_page = content_kind(body, None) == KIND_HTML
        words = _article_text(body, text, given) if is_page else body.decode("utf-8", "replace")
    if as_html or (sys.stdout.isatty() and not given.as_json):
        _show_reading(words, text, as_html)
    else:
        click.echo(reading_json(words, indent=1, with_text=is_page))


def _article_text(page: bytes, name: str, given: Given) -> str:
    """The text of a page's article, as a run would take it. Raises UsageError for a page that has none."""
    from flows.records_out import extract_page
    from pipelines.records import Article

    found = extract_page(page, name, None, None, given.settings).found
    if not isinstance(found, Article):
        raise UsageError(
            f"{name} is a web page without an article to read: {found.reason}, {found.detail}; "
            "give the article's words as plain text"
        )
    return found.text


def _show_reading(words: str, given: str, as_html: bool) -> None:
    from rich.console import Console

    from flows.reading_shown import html_page, print_reading
    from pipelines.reader import read_text

    if as_html:
        title = Path(given).name if given not in (words, "-") else "Reading"
        click.echo(html_page(words, read_text(words), title))
    else:
        print_reading(words, read_text(words), Console())
