"""hearsay read: the mentions and attributions of a text; nothing is stored."""

import sys
from pathlib import Path

import click

from hearsay.errors import UsageError
from hearsay.flows.commands.options import Given, anywhere
from hearsay.flows.commands.streams import opened

_ENOUGH_TO_TELL = 200
"""Characters from which on a text's language can be told; a name or a line looks like many."""


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
    the spans are in colour; anywhere else, and with --json, the answer is one JSON object, which also has the "text"
    that its offsets count in where that is not what was given as UTF-8.
    """
    from hearsay.flows.output.records_out import read_lines, reading_json

    if as_jsonl and as_html:
        raise click.UsageError("--jsonl and --html ask for two different answers; give one of them")
    if as_jsonl:
        with opened(text or "-") as lines:
            read_lines(lines, sys.stdout)
        return
    if text is None:
        raise click.UsageError("give a TEXT file, - for standard input, or --jsonl")
    if " " in text and not Path(text).is_file():
        given_bytes, words, title = text.encode("utf-8", "surrogateescape"), text, None
    else:
        with opened(text) as file:
            given_bytes = file.read()
        words, title = _words_of(given_bytes, text, given)
    _say_of_language(words)
    if as_html or (sys.stdout.isatty() and not given.as_json):
        _show_reading(words, title or "Reading", as_html)
    else:
        click.echo(reading_json(words, indent=1, with_text=words.encode("utf-8", "surrogateescape") != given_bytes))


def _say_of_language(words: str) -> None:
    """Say on standard error that the reader does not know a text's language: what it finds there is seldom right."""
    from hearsay.pipelines.extract.metadata.language import text_language
    from hearsay.pipelines.reader import LANGUAGES, knows_language

    language = text_language(words, None)
    if len(words) >= _ENOUGH_TO_TELL and not knows_language(language):
        click.echo(
            f"hearsay: this text looks like {language!r}; the reader knows {' and '.join(LANGUAGES)}, "
            "so what follows is seldom right, and a run would not read it",
            err=True,
        )


def _words_of(body: bytes, name: str, given: Given) -> tuple[str, str | None]:
    """The words to read, of a page its article's as a run would take it; and what to call them.

    Raises UsageError for what is neither text nor a page with an article.
    """
    from hearsay.flows.output.records_out import extract_page
    from hearsay.pipelines.extract.bytes.content import KIND_HTML, KIND_TEXT, content_kind
    from hearsay.pipelines.extract.bytes.decoding import decode
    from hearsay.pipelines.records import Article

    kind = content_kind(body, None)
    if kind in (KIND_TEXT, "empty"):
        return decode(body, None), None if name == "-" else Path(name).name
    if kind == "json":
        raise UsageError(f'{name} is JSON; lines of {{"id", "text"}} are read with --jsonl')
    if kind != KIND_HTML:
        raise UsageError(f"{name} is neither text nor a web page but {kind}; give the article's words as plain text")
    found = extract_page(body, name, None, None, given.settings).found
    if not isinstance(found, Article):
        raise UsageError(
            f"{name} is a web page without an article to read: {found.reason}, {found.detail}; "
            "give the article's words as plain text"
        )
    return found.text, found.title


def _show_reading(words: str, title: str, as_html: bool) -> None:
    from rich.console import Console

    from hearsay.explore.reading_shown import html_page, print_reading
    from hearsay.pipelines.reader import read_text

    if as_html:
        click.echo(html_page(words, read_text(words), title))
    else:
        print_reading(words, read_text(words), Console())
