"""hearsay read: the mentions and attributions of a text; nothing is stored."""

import sys
from pathlib import Path

import click

from flows.commands.options import Given, anywhere
from flows.commands.streams import opened


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

    TEXT is a file, - for standard input, or the words themselves. On a terminal the spans are in colour; anywhere
    else, and with --json, the answer is one JSON object.
    """
    from flows.records_out import read_lines, reading_json

    if as_jsonl and as_html:
        raise click.UsageError("--jsonl and --html ask for two different answers; give one of them")
    if as_jsonl:
        with opened(text or "-") as lines:
            read_lines(lines, sys.stdout)
        return
    if text is None:
        raise click.UsageError("give a TEXT file, - for standard input, or --jsonl")
    if " " in text and not Path(text).is_file():
        words = text
    else:
        with opened(text) as file:
            words = file.read().decode("utf-8", "replace")
    if as_html or (sys.stdout.isatty() and not given.as_json):
        _show_reading(words, text, as_html)
    else:
        click.echo(reading_json(words, indent=1))


def _show_reading(words: str, given: str, as_html: bool) -> None:
    from rich.console import Console

    from flows.reading_shown import html_page, print_reading
    from pipelines.reader import read_text

    if as_html:
        title = Path(given).name if given not in (words, "-") else "Reading"
        click.echo(html_page(words, read_text(words), title))
    else:
        print_reading(words, read_text(words), Console())
