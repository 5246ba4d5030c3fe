"""What a page says about itself in its head: outlet, section, keywords."""

import re

from pipelines.addresses import split_address
from pipelines.extract.html_page import Page
from pipelines.extract.linked_data import Node, resolve, text_of, types_of
from pipelines.extract.word_lists import words

_MAX_TAGS = 50
_MAX_TAG_LENGTH = 120
_HANDLE = re.compile(r"^@|^https?://")
_PAGE_TYPES = {"WebPage", "ItemPage", "CollectionPage"}


def article_node(page: Page) -> Node | None:
    """The JSON-LD object of the page's article: the one with the page's address, else the first with a headline."""
    if "article_node" not in page.known:
        page.known["article_node"] = _article_node(page)
    node: Node | None = page.known["article_node"]
    return node


def _article_node(page: Page) -> Node | None:
    wanted = words("article_types")
    articles = [node for node in page.nodes if wanted.intersection(types_of(node))]
    titled = [node for node in articles if text_of(node.get("headline")) or text_of(node.get("name"))]
    if page.url:
        path = _path(page.url)
        for node in titled:
            if path and path in {_path(address) for address in _node_addresses(node)}:
                return node
    for group in (titled, articles):
        if group:
            return group[0]
    return None


def page_node(page: Page) -> Node | None:
    """The JSON-LD object of the page itself, which carries the dates where there is none for the article."""
    for node in page.nodes:
        if _PAGE_TYPES.intersection(types_of(node)) and ("datePublished" in node or "dateModified" in node):
            return node
    return None


def _node_addresses(node: Node) -> list[str]:
    values = [node.get("url"), node.get("@id"), node.get("mainEntityOfPage")]
    found = []
    for value in values:
        address = value.get("@id") or value.get("url") if isinstance(value, dict) else value
        if isinstance(address, str):
            found.append(address)
    return found


def _path(address: str) -> str:
    split = split_address(address)
    return split.path.rstrip("/") if split else ""


def site_name(page: Page) -> str | None:
    """The outlet's name: og:site_name, the article's publisher, the web site's own object, application names."""
    names = [page.meta("og:site_name", "og:site:name", "og:sitename")]
    node = article_node(page)
    if node:
        names.append(text_of(resolve(page.nodes, node.get("publisher"))))
    names.extend(text_of(item.get("name")) for item in page.nodes if "WebSite" in types_of(item))
    names.append(page.meta("application-name", "apple-mobile-web-app-title", "dc.publisher", "publisher"))
    for name in names:
        if name and not _HANDLE.search(name) and len(name) <= 100:
            return name
    return None


def section(page: Page) -> str | None:
    """The section that the article stands in, as its JSON-LD or its head names it."""
    node = article_node(page) or {}
    name = text_of(node.get("articleSection")) or page.meta(
        "article:section", "og:section", "parsely-section", "prism.section", "section", "primary_section"
    )
    return name if name and len(name) <= _MAX_TAG_LENGTH else None


def tags(page: Page) -> tuple[str, ...]:
    """Keywords of the page in its order, each once, at most 50."""
    node = article_node(page) or {}
    lists: list[list[str]] = [list(page.metas.get("article:tag", ()))]
    keywords = node.get("keywords")
    if isinstance(keywords, list):
        lists.append([text for item in keywords if (text := text_of(item))])
    else:
        lists.append(_split_keywords(text_of(keywords)))
    lists.append(_split_keywords(page.meta("news_keywords", "keywords", "parsely-tags", "sailthru.tags")))
    for found in lists:
        cleaned = [tag.strip(" \"'#") for tag in found]
        kept = {tag.casefold(): tag for tag in reversed(cleaned) if tag and len(tag) <= _MAX_TAG_LENGTH}
        if kept:
            return tuple(list(reversed(kept.values()))[:_MAX_TAGS])
    return ()


def _split_keywords(text: str | None) -> list[str]:
    return re.split(r"\s*[;,，、|]\s*", text) if text else []
