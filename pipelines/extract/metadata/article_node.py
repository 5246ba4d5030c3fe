"""The object of a page's JSON-LD that describes the article, and the object of the page itself."""

from hearsay.pipelines.addresses import split_address
from hearsay.pipelines.extract.page.html_page import Page
from hearsay.pipelines.extract.page.linked_data import Node, text_of, types_of
from hearsay.pipelines.lexicon import word_set

_ARTICLE_TYPES = "extract/metadata/data/article_types.txt"
_PAGE_TYPES = {"WebPage", "ItemPage", "CollectionPage"}


def article_node(page: Page) -> Node | None:
    """Return the article's JSON-LD object: the object with the page's address, else the first with a headline."""
    if "article_node" not in page.cached:
        page.cached["article_node"] = _article_node(page)
    node: Node | None = page.cached["article_node"]
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
    """Return the JSON-LD object of the page itself, which has the dates if there is no object of the article."""
    for node in page.nodes:
        if _PAGE_TYPES.intersection(types_of(node)) and ("datePublished" in node or "dateModified" in node):
            return node
    return None


def _node_addresses(node: Node) -> list[str]:
    values = [node.get("url"), node.get("@id"), node.get("mainEntityOfPage")]
    addresses = []
    for value in values:
        address = value.get("@id") or value.get("url") if isinstance(value, dict) else value
        if isinstance(address, str):
            addresses.append(address)
    return addresses


def _path(address: str) -> str:
    split = split_address(address)
    return split.path.rstrip("/") if split else ""
