"""Boxes that stand in the middle of an article: where to leave an e-mail address, what else to read."""

from lxml.html import HtmlElement

from pipelines.extract.headline import key
from pipelines.extract.html_page import Page, visible_text
from pipelines.extract.word_counts import word_count

_MAX_BOX_WORDS = 60
_MAX_LEVELS = 8
_MAX_BOXES = 20
_WHOLE = ("article", "main", "body", "html")


def newsletter_lines(page: Page) -> frozenset[str]:
    """Keys of the lines (see `headline.key`) in the blocks around fields for an e-mail address.

    Such a block is the largest of at most 60 words around the field; it ends below the article's own element.
    """
    fields = [item for item in page.tree.iter("input") if _asks_for_address(item)][:_MAX_BOXES]
    boxes = [box for item in fields if (box := _box(item)) is not None]
    return frozenset(key(visible_text(part)) for box in boxes for part in box.iter("*") if part.tag != "script") - {
        ""
    }


def _asks_for_address(field: HtmlElement) -> bool:
    said = f"{field.get('type') or ''} {field.get('name') or ''}".casefold()
    return "email" in said.replace("-", "")


def _box(field: HtmlElement) -> HtmlElement | None:
    box = None
    element = field.getparent()
    for _ in range(_MAX_LEVELS):
        if element is None or element.tag in _WHOLE or word_count(visible_text(element)) > _MAX_BOX_WORDS:
            break
        box, element = element, element.getparent()
    return box
