"""Bylines in each language: the names of the line, and the line itself taken out of the text."""

import json
from html import escape

import pytest

from hearsay.flows.config.languages import languages
from hearsay.pipelines.extract.metadata.bylines import has_prefix, read_declared
from tests.specimens.pages import extracted, page, paragraphs, specimens

TABLE = specimens("bylines")
LINES = [(code, line, names) for code in TABLE for line, names in TABLE[code]["line"].items()]
DECLARED = [(code, name, names) for code in TABLE for name, names in TABLE[code]["declared"].items()]


def around(code: str, **markup: str) -> str:
    """Return the article of a language, or the English article with the language declared, around some markup."""
    return page(code if code in specimens("articles") else "en", lang=code, **markup)


def bare(lines: list[str]) -> list[str]:
    """Return lines without the joiners of Persian words."""
    return [line.replace("\u200c", "") for line in lines]


def test_each_language_has_bylines() -> None:
    """A language without a line would be untested."""
    assert set(TABLE) == {language.code for language in languages()} - {"und"}


@pytest.mark.parametrize(("code", "line", "names"), LINES)
def test_names_of_a_line(code: str, line: str, names: list[str]) -> None:
    """A marked byline gives its people, without the words around them, in the languages of all readers."""
    authors = extracted(around(code, above=f'<p class="byline">{escape(line)}</p>')).authors
    assert authors == tuple(names)


@pytest.mark.parametrize(("code", "line", "names"), [item for item in LINES if item[2]])
def test_line_without_markup(code: str, line: str, names: list[str]) -> None:
    """A byline of words only is found by its words, and is no statement of the text."""
    article = extracted(around(code, above=f"<p>{escape(line)}</p>"))
    if has_prefix(line, languages()):
        assert article.authors == tuple(names)
        assert bare(article.text.splitlines()) == bare(paragraphs(code if code in specimens("articles") else "en"))


@pytest.mark.parametrize(("code", "name", "names"), DECLARED)
def test_declared_name(code: str, name: str, names: list[str]) -> None:
    """A declared name is one person's, except in a list with commas; an agency or a desk is nobody."""
    data = json.dumps({"@type": "NewsArticle", "author": {"@type": "Person", "name": name}}, ensure_ascii=False)
    assert read_declared(name, languages()) == tuple(names)
    assert extracted(around(code, head=f'<script type="application/ld+json">{data}</script>')).authors == tuple(names)
