"""Pages that are no article: front pages, sections, lists of teasers, log-in pages."""

import re
from urllib.parse import urlsplit

from pipelines.extract.html_page import Page, visible_text
from pipelines.extract.linked_data import types_of
from pipelines.extract.page_metadata import article_node

_LIST_TYPES = {"CollectionPage", "SearchResultsPage", "ProfilePage"}
_SENTENCE = re.compile(r"[.!?。！？।…][\"'”’»)]?(?:\s|$)")
_LONG_LINE = 200
_FEW_WORDS = 150
_MIN_TEASERS = 8


def front_page_reason(page: Page, text: str) -> str | None:
    """A sentence that says why the page is no article, or None.

    One sign is never enough, for articles are full of teasers and outlets mark them up carelessly: a page goes only
    when nothing speaks for an article and at least two signs speak against it.
    """
    if _login_form(page) and len(text.split()) < _FEW_WORDS and not _says_article(page):
        return "a log-in page: it has a password field and less than 150 words; log in and save the page to load it"
    if _says_article(page):
        return None
    signs = [sign for sign in (_root_address(page), _list_type(page), _teaser_list(page, text), _website_type(page)) if sign]
    if len(signs) >= 2:
        return f"a front page or a list of articles: {'; '.join(signs)}"
    return None


def _says_article(page: Page) -> bool:
    kind = (page.meta("og:type") or "").casefold()
    return "article" in kind or article_node(page) is not None or page.meta("article:published_time") is not None


def _login_form(page: Page) -> bool:
    return any((field.get("type") or "").casefold() == "password" for field in page.tree.iter("input"))


def _root_address(page: Page) -> str | None:
    if page.url and not urlsplit(page.url).path.strip("/") and not urlsplit(page.url).query:
        return f"its address {page.url} is that of a whole site"
    return None


def _list_type(page: Page) -> str | None:
    for node in page.nodes:
        kinds = _LIST_TYPES.intersection(types_of(node))
        if kinds:
            return f"its JSON-LD calls it a {min(kinds)}"
    return None


def _website_type(page: Page) -> str | None:
    return "og:type is website" if (page.meta("og:type") or "").casefold() == "website" else None


def _teaser_list(page: Page, text: str) -> str | None:
    """Many linked headings, and in the text hardly a paragraph: its lines are headings and teasers of a sentence."""
    linked = 0
    for heading in page.tree.iter("h2", "h3", "h4"):
        links = heading.findall(".//a") or [item for item in heading.iterancestors("a")]
        if links and len(visible_text(heading).split()) >= 4:
            linked += 1
    lines = text.splitlines()
    long_lines = sum(len(line) >= _LONG_LINE and len(_SENTENCE.findall(line)) >= 2 for line in lines)
    if linked >= _MIN_TEASERS and linked > 2 * long_lines and long_lines * 5 < len(lines):
        return f"{linked} linked headings and {long_lines} paragraphs"
    return None
