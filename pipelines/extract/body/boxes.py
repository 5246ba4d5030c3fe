"""Boxes in the middle of an article: newsletter forms and links to other articles."""

import re
from typing import NamedTuple

from lxml.html import HtmlElement

from hearsay.pipelines.extract.metadata.headline import key
from hearsay.pipelines.extract.page.html_page import Page, visible_text
from hearsay.pipelines.word_counts import word_count

_MAX_BOX_WORDS = 60
_MAX_LEVELS = 8
_MAX_BOXES = 20
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_HASH = "#"
_HOST = re.compile(r"(?:https?:)?//([^/?#:]+)", re.IGNORECASE)
_WHOLE = ("article", "main", "body", "html")


class Surroundings(NamedTuple):
    """Keys of lines (see `headline.key`) that are not part of the text if they stand alone.

    `newsletter`: lines of a box with a field for an e-mail address. `links`: lines that are only a link. `own_links`:
    the links to another page of the same site. Headings are excluded, with or without a link.
    """

    newsletter: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    own_links: frozenset[str] = frozenset()


def newsletter_lines(page: Page) -> frozenset[str]:
    """Return the keys of the lines (see `headline.key`) in the blocks around e-mail address fields.

    Such a block is the largest of at most 60 words around the field. The block ends below the article's own element.
    """
    fields = [item for item in page.tree.iter("input") if _asks_for_address(item)][:_MAX_BOXES]
    boxes = [box for item in fields if (box := _box(item)) is not None]
    return frozenset(key(visible_text(part)) for box in boxes for part in box.iter("*") if part.tag != "script") - {
        ""
    }


def surroundings(page: Page) -> Surroundings:
    """Collect the lines that may surround the text of a page. Call this before the tree is changed."""
    headings = {key(heading.text_content()) for heading in page.tree.iter(*_HEADINGS)}
    links = [link for link in page.tree.iter("a") if _HASH not in (link.get("href") or _HASH)]
    keys = {link: key(link.text_content()) for link in links}
    own = frozenset(folded for link, folded in keys.items() if _is_own(link.get("href", ""), page.url))
    return Surroundings(newsletter_lines(page), frozenset(keys.values()) - headings - {""}, own - headings - {""})


def _is_own(address: str, own: str | None) -> bool:
    """Return True if a link leads to another page of the same site."""
    host, site = _HOST.match(address), _HOST.match(own or "")
    return host is None or site is None or _site(host[1]) == _site(site[1])


def _site(host: str) -> str:
    return ".".join(host.casefold().split(".")[-2:])


def _asks_for_address(field: HtmlElement) -> bool:
    attributes = f"{field.get('type') or ''} {field.get('name') or ''}".casefold()
    return "email" in attributes.replace("-", "")


def _box(field: HtmlElement) -> HtmlElement | None:
    box = None
    element = field.getparent()
    for _ in range(_MAX_LEVELS):
        if element is None or element.tag in _WHOLE or word_count(visible_text(element)) > _MAX_BOX_WORDS:
            break
        box, element = element, element.getparent()
    return box
