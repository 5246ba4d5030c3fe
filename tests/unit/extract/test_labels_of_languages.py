"""Furniture of pages in each language: labels, paywall marks, credits, sections, consent pages, subtitles."""

from collections.abc import Iterator
from html import escape

import pytest

from hearsay.pipelines.records import Article, Rejection
from tests.specimens.pages import extracted, headline, outcome, page, paragraphs, specimens

LABELS = specimens("labels")
JOINER = "\u200c"
"""The zero-width non-joiner of Persian is not what these tests are about."""


def lines(kind: str) -> Iterator[tuple[str, str]]:
    """Yield each line of a kind with its language."""
    yield from ((code, line) for code, table in LABELS.items() for line in table.get(kind, ()))


def labels() -> Iterator[tuple[str, str]]:
    """Yield the labels without a title behind them."""
    yield from ((code, line) for code, line in lines("read_also") if not any(sign in line[:-1] for sign in ":：】]"))


def text_lines(article: Article) -> list[str]:
    return [line.replace(JOINER, "") for line in article.text.splitlines()]


def specimen_lines(code: str) -> list[str]:
    return [line.replace(JOINER, "") for line in paragraphs(code)]


def is_removed(article: Article, line: str) -> bool:
    return any(line.replace(JOINER, "") in item.text.replace(JOINER, "") for item in article.removed)


@pytest.mark.parametrize("code", LABELS)
def test_each_language_has_each_kind(code: str) -> None:
    """A kind that is missing for a language would go unnoticed."""
    kinds = {"read_also", "paywall", "credits", "sections", "consent", "accept", "error"}
    assert kinds <= LABELS[code].keys()


@pytest.mark.parametrize(("code", "line"), lines("read_also"))
def test_labels_of_other_articles(code: str, line: str) -> None:
    """A label between two paragraphs is read as a sentence of the article."""
    article = extracted(page(code, inside=f"<p><strong>{escape(line)}</strong></p>"))
    assert text_lines(article) == specimen_lines(code)
    assert is_removed(article, line)


@pytest.mark.parametrize(("code", "line"), labels())
def test_boxes_with_a_label_and_a_link(code: str, line: str) -> None:
    """The headline of another article makes claims of its own."""
    link = f'<a href="/n/other-98765">{escape(headline(code))}</a>'
    label = line if line[-1] in ":：?？" else f"{line}:"
    article = extracted(page(code, inside=f"<p><strong>{escape(label)}</strong> {link}</p>"))
    assert text_lines(article) == specimen_lines(code)


@pytest.mark.parametrize(("code", "line"), lines("paywall"))
def test_marks_of_a_paywall(code: str, line: str) -> None:
    """The rest of such an article is missing, and the mark is no sentence of the article."""
    article = extracted(page(code, below=f'<div class="box"><p>{escape(line)}</p></div>'))
    assert article.is_paywalled is True
    assert text_lines(article) == specimen_lines(code)
    assert is_removed(article, line)


@pytest.mark.parametrize(("code", "line"), lines("credits"))
def test_last_lines_about_origin_and_rights(code: str, line: str) -> None:
    """A credit at the end is no statement of the article."""
    article = extracted(page(code, below=f"<p>{escape(line)}</p>"))
    assert text_lines(article) == specimen_lines(code)
    assert is_removed(article, line)


@pytest.mark.parametrize(("code", "name"), lines("sections"))
def test_names_of_no_section(code: str, name: str) -> None:
    """Content systems name the section of an article without one."""
    article = extracted(page(code, head=f'<meta property="article:section" content="{name}">'))
    assert article.section is None


@pytest.mark.parametrize("code", LABELS)
def test_requests_for_consent(code: str) -> None:
    """A wall in place of the article is no article."""
    texts = "".join(f"<p>{text}</p>" for text in LABELS[code]["consent"])
    markup = f'<html lang="{code}"><body><main>{texts}<button>{LABELS[code]["accept"]}</button></main></body></html>'
    rejection = outcome(markup)
    assert isinstance(rejection, Rejection)
    assert (rejection.reason, "consent" in rejection.detail) == ("not_an_article", True)


@pytest.mark.parametrize("code", LABELS)
def test_error_pages(code: str) -> None:
    """An error page has a headline and a few sentences, as a brief has."""
    text = " ".join(paragraphs(code)[:1])
    title = LABELS[code]["error"]
    body = f"<body><h1>{title}</h1><p>{text}</p></body>"
    markup = f'<html lang="{code}"><head><title>{title}</title></head>{body}</html>'
    rejection = outcome(markup)
    assert isinstance(rejection, Rejection)
    assert (rejection.reason, "error page" in rejection.detail) == ("not_an_article", True)


@pytest.mark.parametrize(("code", "name"), lines("subtitle_classes"))
def test_class_names_of_subtitles(code: str, name: str) -> None:
    """Publishing systems name the subtitle in the language of their country."""
    subtitle = paragraphs(code)[2].rstrip(".")
    body = "".join(f"<p>{text}</p>" for text in paragraphs(code))
    markup = (
        f'<html lang="{code}"><head><title>{escape(headline(code))}</title></head><body><article>'
        f'<h1>{escape(headline(code))}</h1><p class="article__{name}">{subtitle}</p>{body}</article></body></html>'
    )
    assert extracted(markup).subtitle == subtitle


@pytest.mark.parametrize(("count", "is_kept"), [(1, False), (4, True)])
def test_tickers(count: int, is_kept: bool) -> None:
    """A ticker has other news; in a live blog the same marks surround the headings of the entries."""
    ticker = "".join(f"<p>+++ 14.{minute}0 Uhr: Zug hält wieder in Tannhausen +++</p>" for minute in range(count))
    article = extracted(page("de", inside=ticker))
    assert ("+++" in article.text) is is_kept
    assert is_removed(article, "+++") is not is_kept
