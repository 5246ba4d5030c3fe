"""Pages around one line of a language: a date line, a byline, a label, a mark.

The tables beside this module hold the lines, language by language, with the right outcome of each. articles.toml has
an article of three paragraphs in each language; the tests put a line above, into or below this article.
"""

import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from hearsay import extract
from hearsay.pipelines.records import Article, Failure, Rejection

SPECIMENS = Path(__file__).parent
CAPTURED_AT = datetime(2025, 3, 12, 9, tzinfo=UTC)
ADDRESS = "https://blatt.example/n/article-1"


@cache
def specimens(name: str) -> Mapping[str, Any]:
    """Return the table with this name, by language."""
    return tomllib.loads((SPECIMENS / f"{name}.toml").read_text(encoding="utf-8"))


def paragraphs(code: str) -> list[str]:
    """Return the paragraphs of the article in a language."""
    return list(specimens("articles")[code]["paragraphs"])


def headline(code: str) -> str:
    """Return the headline of the article in a language."""
    return str(specimens("articles")[code]["headline"])


def page(
    code: str, *, head: str = "", above: str = "", inside: str = "", below: str = "", lang: str | None = ""
) -> str:
    """Return the article in a language as a page, with markup in its head and at three places of its body.

    Args:
        code: The language of the article.
        head: Markup in the head.
        above: Markup between headline and first paragraph.
        inside: Markup between the second paragraph and the third.
        below: Markup behind the last paragraph.
        lang: The declared language: the article's own by default; None for no declaration.
    """
    declared = "" if lang is None else f' lang="{lang or code}"'
    title, (first, second, third) = escape(headline(code)), map(escape, paragraphs(code))
    return (
        f'<!DOCTYPE html><html{declared}><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>'
        f"<main><article><h1>{title}</h1>{above}<p>{first}</p><p>{second}</p>{inside}<p>{third}</p>{below}"
        "</article></main></body></html>"
    )


def outcome(markup: str | bytes, url: str = ADDRESS) -> Article | Rejection | Failure:
    """Extract a page as `hearsay extract` does."""
    return extract(markup, url=url, captured_at=CAPTURED_AT)


def extracted(markup: str | bytes, url: str = ADDRESS) -> Article:
    """Extract a page that is an article."""
    article = outcome(markup, url)
    assert isinstance(article, Article), article
    return article
