"""Items of lists on a page, other than the article: related articles, events."""

from collections.abc import Collection
from itertools import islice

from lxml.html import HtmlElement

from hearsay.pipelines.extract.metadata.headline import agrees, heading_elements
from hearsay.pipelines.extract.page.html_page import Page, visible_text, whole_text

_LEVELS_LOOKED_AT = 4
_MAX_ITEM = 1000
"""Most characters of an item, with the blanks of its markup; an article is longer."""


def is_in_other_item(element: HtmlElement, around: Collection[HtmlElement], title: str | None) -> bool:
    """Return True for an element in an item of a list of articles or events: a part with a linked heading of its own.

    Args:
        element: An element with a date.
        around: The elements around the headline.
        title: The headline, which may itself be a link.
    """
    for ancestor in islice(element.iterancestors(), _LEVELS_LOOKED_AT):
        if ancestor in around or ancestor.tag in ("body", "main") or len(whole_text(ancestor)) > _MAX_ITEM:
            return False
        for heading in ancestor.iter("h2", "h3", "h4"):
            is_linked = heading.find(".//a") is not None or next(heading.iterancestors("a"), None) is not None
            if is_linked and not (title and agrees(visible_text(heading), title)):
                return True
    return False


def article_ancestors(page: Page, title: str | None) -> frozenset[HtmlElement]:
    """Return the elements around the headline: parts of the article, whatever their names."""
    headings = [item for item in heading_elements(page, title)[:1] if title and item.tag in ("h1", "h2")]
    return frozenset(ancestor for heading in headings for ancestor in heading.iterancestors())


def is_before(element: HtmlElement, heading: HtmlElement, around: Collection[HtmlElement]) -> bool:
    """Return True for an element before the headline and outside the article's own element."""
    path = [element, *element.iterancestors()]
    shared = next((index for index, item in enumerate(path) if item in around), None)
    if not shared or any(item.tag in ("article", "main") for item in path[shared:]):
        return False
    branches = {item: index for index, item in enumerate(path[shared])}
    own = next(branches[item] for item in (heading, *heading.iterancestors()) if item in branches)
    return branches[path[shared - 1]] < own
