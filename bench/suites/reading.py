"""Processor time of the reader over that of Trafilatura, and its speed.

Trafilatura extracts each page, with metadata; the reader reads the article text that hearsay extracts from the page.
One process, one thread each, after a warm-up; the first of the two alternates. A run does not read articles in a
language that the reader does not know; here they are read too, and counted apart.
"""

from pathlib import Path

from bench.figure import Figure, Row, at_most, figures_of
from bench.saved_pages import ALL_SETS, captures_of, saved_files
from bench.suites.extraction import extract_by_trafilatura, processor_times
from hearsay.flows.config.languages import languages
from hearsay.pipelines.extract import Limits, extract_article
from hearsay.pipelines.reader import read_text
from hearsay.pipelines.records import Article, Capture

TARGET = at_most(3.0)
Extracted = tuple[Capture, Article]


def measure(gold: Path, scorers: Path) -> list[Figure]:
    """Return the ratio for known languages, for a run, and for all pages, the words a second, and the seconds."""
    captures = captures_of(saved_files(gold))
    articles = [extract_article(capture, Limits(), languages()) for capture in captures]
    pages = [
        (capture, article)
        for capture, article in zip(captures, articles, strict=True)
        if isinstance(article, Article)
    ]
    spent = processor_times({"reader": _read, "Trafilatura": _extract}, pages)
    is_known = [languages().of(article.language) is not None for _, article in pages]
    words = sum(len(article.text.split()) for (_, article), knows in zip(pages, is_known, strict=True) if knows)
    seconds = {name: sum(times) for name, times in spent.items()}
    of_known = {
        name: sum(value for value, knows in zip(times, is_known, strict=True) if knows)
        for name, times in spent.items()
    }
    known: tuple[Row, ...] = (
        ("of pages in a known language", of_known["reader"] / of_known["Trafilatura"], TARGET, "ratio"),
        ("words a second, known languages", words / of_known["reader"], None, "a second"),
        ("processor time of the reader, known languages", of_known["reader"], None, "s"),
        ("processor time of Trafilatura, known languages", of_known["Trafilatura"], None, "s"),
    )
    every: tuple[Row, ...] = (
        ("of all pages as a run reads them", of_known["reader"] / seconds["Trafilatura"], TARGET, "ratio"),
        ("of all pages, whatever their language", seconds["reader"] / seconds["Trafilatura"], None, "ratio"),
        ("processor time of the reader, all pages", seconds["reader"], None, "s"),
        ("processor time of Trafilatura, all pages", seconds["Trafilatura"], None, "s"),
    )
    return [
        *figures_of("reading", known, sum(is_known), ALL_SETS, "known languages", "pages"),
        *figures_of("reading", every, len(pages), ALL_SETS, "all", "pages"),
    ]


def _read(page: Extracted) -> None:
    read_text(page[1].text, languages().default)


def _extract(page: Extracted) -> None:
    extract_by_trafilatura(page[0])
