"""Pages that are not an article: front pages, sections, lists of teasers, log-in pages, pages in place of one."""

import re
from urllib.parse import urlsplit

from hearsay.pipelines.extract.body.no_article import consent_reason, error_reason
from hearsay.pipelines.extract.metadata.article_node import article_node
from hearsay.pipelines.extract.metadata.headline import key
from hearsay.pipelines.extract.page.html_page import Page, visible_text
from hearsay.pipelines.extract.page.linked_data import types_of
from hearsay.pipelines.language import Languages
from hearsay.pipelines.word_counts import word_count

_LIST_TYPES = {"CollectionPage", "SearchResultsPage", "ProfilePage"}
_SENTENCE = re.compile(r"[.!?。！？।…][\"'”’»)]?(?:\s|$)")
_LONG_LINE = 200
_FEW_WORDS = 150
_ALL_LINKS = 0.9
_MIN_TEASERS = 8
_MIN_REPEATED = 5
_LINES_A_TEASER = 8
_WORDS_A_TEASER = 60
_TEASER_WORDS = 4


def front_page_reason(page: Page, title: str | None, text: str, languages: Languages) -> str | None:
    """Return a sentence with the reason why the page is not an article, or None.

    Articles are full of teasers, and outlets mark them up carelessly. So a page is rejected only if its head does not
    declare an article, and either its text consists of linked headings or two weaker signs agree.
    """
    if _login_form(page) and word_count(text) < _FEW_WORDS and not _says_article(page):
        return "a log-in page: a password field and fewer than 150 words; log in and save the page"
    if _says_article(page):
        return None
    stand_in = consent_reason(page, text, languages) or error_reason(page, title, text, languages)
    if stand_in:
        return stand_in
    teasers = _linked_headings(page)
    repeated = _repeated(teasers, text)
    is_thin = repeated * _LINES_A_TEASER >= len(text.splitlines()) and repeated * _WORDS_A_TEASER >= word_count(text)
    if repeated >= _MIN_REPEATED and is_thin:
        return f"a front page or a list of articles: {repeated} lines are headings with links"
    if _link_share(page, text) >= _ALL_LINKS:
        return f"a list of links: at least {_ALL_LINKS:.0%} of the text is in links"
    signs = [_root_address(page), _list_type(page), _few_paragraphs(len(teasers), text), _website_type(page)]
    reasons = [sign for sign in signs if sign]
    return f"a front page or a list of articles: {'; '.join(reasons)}" if len(reasons) >= 2 else None


def _says_article(page: Page) -> bool:
    kind = (page.meta("og:type") or "").casefold()
    return "article" in kind or article_node(page) is not None or page.meta("article:published_time") is not None


def _login_form(page: Page) -> bool:
    return any((field.get("type") or "").casefold() == "password" for field in page.tree.iter("input"))


def _root_address(page: Page) -> str | None:
    if page.url and not urlsplit(page.url).path.strip("/") and not urlsplit(page.url).query:
        return f"the address {page.url} is the root of a site"
    return None


def _list_type(page: Page) -> str | None:
    for node in page.nodes:
        kinds = _LIST_TYPES.intersection(types_of(node))
        if kinds:
            return f"the JSON-LD declares a {min(kinds)}"
    return None


def _website_type(page: Page) -> str | None:
    return "og:type declares a website" if (page.meta("og:type") or "").casefold() == "website" else None


def _linked_headings(page: Page) -> list[str]:
    """Return the headings of four words and more that are links or contain a link."""
    headings = []
    for heading in page.tree.iter("h2", "h3", "h4"):
        if heading.find(".//a") is not None or next(heading.iterancestors("a"), None) is not None:
            text = visible_text(heading)
            if word_count(text) >= _TEASER_WORDS:
                headings.append(text)
    return headings


def _repeated(teasers: list[str], text: str) -> int:
    lines = {key(line) for line in text.splitlines()}
    return sum(key(teaser) in lines for teaser in set(teasers))


def _link_share(page: Page, text: str) -> float:
    """Return the share of the body's text inside links. A text that a script makes is longer than the body's."""
    linked = sum(len(visible_text(link)) for link in page.tree.iter("a"))
    body = page.tree.find(".//body")
    return linked / max(1, len(text), len(visible_text(body))) if body is not None else 0.0


def _few_paragraphs(teasers: int, text: str) -> str | None:
    paragraphs = sum(len(line) >= _LONG_LINE and len(_SENTENCE.findall(line)) >= 2 for line in text.splitlines())
    if teasers >= _MIN_TEASERS and paragraphs <= 1:
        return f"{teasers} headings have links, and {paragraphs} paragraphs are long"
    return None
