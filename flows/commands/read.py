"""hearsay read: show the mentions and attributions of a text; store nothing."""

import sys
from pathlib import Path

import click

from hearsay.errors import UsageError
from hearsay.flows.commands.options import SharedOptions, shared_options
from hearsay.flows.commands.streams import opened

_ENOUGH_TO_DETECT = 200
"""Fewest characters for language detection; a name or a single line fits many languages."""


@click.command()
@click.argument("text", required=False)
@click.option(
    "--jsonl", "as_jsonl", is_flag=True, help='Read {"id", "text"} lines from standard input, or from TEXT.'
)
@click.option(
    "--html",
    "as_html",
    is_flag=True,
    help="Print a self-contained HTML page: the text, each span linked to its attribution.",
)
@shared_options
@click.pass_obj
def read(options: SharedOptions, text: str | None, as_jsonl: bool, as_html: bool) -> None:
    """Show mentions and attributions of TEXT. Store nothing.

    TEXT is a file, - for standard input, or the words themselves. Of a web page, the article is read. On a terminal
    the spans are in colour. Elsewhere, and with --json, the output is one JSON object. The object has a "text" if the
    text that the offsets count in differs from the input as UTF-8.
    """
    from hearsay.flows.output.records_out import read_lines, reading_json

    if as_jsonl and as_html:
        raise click.UsageError("--jsonl and --html ask for different outputs; give one of them")
    if as_jsonl:
        with opened(text or "-") as lines:
            read_lines(lines, sys.stdout)
        return
    if text is None:
        raise click.UsageError("give a TEXT file, - for standard input, or --jsonl")
    if " " in text and not Path(text).is_file():
        input_bytes, words, title = text.encode("utf-8", "surrogateescape"), text, None
    else:
        with opened(text) as file:
            input_bytes = file.read()
        words, title = _text_and_title(input_bytes, text, options)
    _warn_about_language(words)
    if as_html or (sys.stdout.isatty() and not options.as_json):
        _show_reading(words, title or "Reading", as_html)
    else:
        click.echo(reading_json(words, indent=1, with_text=words.encode("utf-8", "surrogateescape") != input_bytes))


def _warn_about_language(words: str) -> None:
    """Warn on standard error if the reader does not know the language, because its results are then seldom right."""
    from hearsay.flows.config.languages import languages
    from hearsay.pipelines.extract.metadata.language import text_language

    language = text_language(words, None, languages())
    if len(words) >= _ENOUGH_TO_DETECT and languages().of(language) is None:
        click.echo(
            f"hearsay: this text looks like {language!r}; the reader knows {' and '.join(languages().read_codes)}, "
            "so these results are seldom right, and hearsay ingest would not read this text",
            err=True,
        )


def _text_and_title(body: bytes, name: str, options: SharedOptions) -> tuple[str, str | None]:
    """Return the text to read and its title. Of a web page this is the article, as in a run.

    Raises UsageError for a file that is neither text nor a page with an article.
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
    result = extract_page(body, name, None, None, options.settings).result
    if not isinstance(result, Article):
        raise UsageError(
            f"{name} is a web page without an article to read: {result.reason}, {result.detail}; "
            "give the article's words as plain text"
        )
    return result.text, result.title


def _show_reading(words: str, title: str, as_html: bool) -> None:
    from rich.console import Console

    from hearsay.explore.reading_shown import html_page, print_reading
    from hearsay.flows.config.languages import languages
    from hearsay.pipelines.reader import read_text

    reading = read_text(words, languages().default)
    if as_html:
        click.echo(html_page(words, reading, title))
    else:
        print_reading(words, reading, Console())
