"""What a page says about itself in its head: outlet, section, keywords."""

import re

from hearsay.pipelines.addresses import split_address
from hearsay.pipelines.extract.page.html_page import Page
from hearsay.pipelines.extract.page.linked_data import Node, resolve, text_of, types_of
from hearsay.pipelines.lexicon import word_set

_ARTICLE_TYPES = "extract/metadata/data/article_types.txt"
_NOT_SECTIONS = "extract/metadata/data/not_sections.txt"

_MAX_TAGS = 50
_MAX_TAG_LENGTH = 120
_HANDLE = re.compile(r"^@|^https?://")
_TRAILING_MARKS = " |–—-·•:»«"
_CODE_TAG = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{20,}|[0-9a-f]{16,}|[A-Z0-9]+(?:,[A-Z0-9]+){2,}")
_PAIR_TAG = re.compile(r"[\w -]{2,30}: ?\S.*")
_MOST_PAIRS = 2
_PAGE_TYPES = {"WebPage", "ItemPage", "CollectionPage"}


def article_node(page: Page) -> Node | None:
    """The JSON-LD object of the page's article: the one with the page's address, else the first with a headline."""
    if "article_node" not in page.known:
        page.known["article_node"] = _article_node(page)
    node: Node | None = page.known["article_node"]
    return node


def _article_node(page: Page) -> Node | None:
    wanted = word_set(_ARTICLE_TYPES)
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
        stripped = (name or "").strip(_TRAILING_MARKS)
        if stripped and not _HANDLE.search(stripped) and len(stripped) <= 100:
            return stripped
    return None


def section(page: Page) -> str | None:
    """The section that the article stands in, as its JSON-LD or its head names it."""
    node = article_node(page) or {}
    name = text_of(node.get("articleSection")) or page.meta(
        "article:section", "og:section", "parsely-section", "prism.section", "section", "primary_section"
    )
    is_section = bool(name) and not _says_no_section(page, name or "")
    return name if is_section and len(name or "") <= _MAX_TAG_LENGTH else None


def _says_no_section(page: Page, name: str) -> bool:
    """Whether it is the outlet's own name, or what a system calls the section of an article that has none."""
    folded = name.casefold()
    return folded in word_set(_NOT_SECTIONS) or folded == (site_name(page) or "").casefold()


def tags(page: Page) -> tuple[str, ...]:
    """Keywords of the page in its order, each once, at most 50; what only machines read is left out."""
    node = article_node(page) or {}
    lists: list[list[str]] = [list(page.metas.get("article:tag", ()))]
    keywords = node.get("keywords")
    if isinstance(keywords, list):
        lists.append([text for item in keywords if (text := text_of(item))])
    else:
        lists.append(_split_keywords(text_of(keywords)))
    lists.append(_split_keywords(page.meta("news_keywords", "keywords", "parsely-tags", "sailthru.tags")))
    for found in lists:
        cleaned = _for_people([tag.strip(" \"'#") for tag in found])
        kept = {tag.casefold(): tag for tag in reversed(cleaned)}
        if kept:
            return tuple(list(reversed(kept.values()))[:_MAX_TAGS])
    return ()


def _for_people(tags: list[str]) -> list[str]:
    """The tags without numbers of a system and codes run together, and without names and values ("type: listicle").

    A title may have a colon ("Andor: season two"), so pairs go only where there are three and more of them.
    """
    kept = [tag for tag in tags if tag and len(tag) <= _MAX_TAG_LENGTH and not _CODE_TAG.fullmatch(tag)]
    pairs = {tag for tag in kept if _PAIR_TAG.fullmatch(tag)}
    return [tag for tag in kept if tag not in pairs] if len(pairs) > _MOST_PAIRS else kept


def _split_keywords(text: str | None) -> list[str]:
    return re.split(r"\s*[;,，、|]\s*", text) if text else []
