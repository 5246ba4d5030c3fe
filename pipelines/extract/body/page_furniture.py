"""Boxes inside an article that its markup names: players, forms, buttons, galleries, captions, pull quotes."""

import re
from functools import lru_cache
from itertools import islice

from lxml.html import HtmlElement

from hearsay.pipelines.extract.metadata.headline import key
from hearsay.pipelines.extract.page.html_page import Page, visible_text
from hearsay.pipelines.language import Languages
from hearsay.pipelines.records import Removed
from hearsay.pipelines.word_counts import word_count

_FURNITURE_MARKS = "markup/furniture_marks"
_QUOTE_MARKS = "markup/quote_marks"

_MOST_WORDS = 80
_MOST_REMEMBERED = 4_096
_MOST_BOXES = 200
_MOST_SHARE = 0.4
_PARTS = re.compile(r"[^a-z0-9]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_OUTSIDE = ("nav", "footer", "header", "head")
_HEADINGS = ("h1", "main", "article", "body", "html")
_MIN_QUOTE = 12


def drop_furniture(page: Page, languages: Languages) -> tuple[Removed, ...]:
    """Remove the boxes with a known name from the page's tree, and return their texts.

    A box has at most eighty words and no headline, and all boxes together have at most two fifths of the page's words:
    some pages give such a name to the text itself. A pull quote is removed if the text has the same words.
    """
    marks, quote_marks = languages.words(_FURNITURE_MARKS), languages.words(_QUOTE_MARKS)
    boxes = list(islice(_boxes(page.tree, marks, quote_marks), _MOST_BOXES))
    texts = {box: visible_text(box) for box, _ in boxes}
    whole = word_count(visible_text(page.tree)) if boxes else 0
    if sum(word_count(text) for text in texts.values()) > _MOST_SHARE * whole:
        return ()
    prose = (
        key(" ".join(visible_text(item) for item in page.tree.iter("p"))) if any(quote for _, quote in boxes) else ""
    )
    removed = []
    for box, is_quote in boxes:
        if box.getparent() is None or (is_quote and not _repeats(box, prose)):
            continue
        if texts[box]:
            removed.append(Removed("body", "pull quote" if is_quote else "furniture", texts[box]))
        box.drop_tree()
    return tuple(removed)


def _boxes(tree: HtmlElement, marks: frozenset[str], quote_marks: frozenset[str]):
    for element in tree.iter(
        "div", "p", "section", "aside", "ul", "span", "figcaption", "blockquote", "form", "figure"
    ):
        name = element.get("class")
        if not name:
            continue
        parts = _parts_of(name)
        is_quote = not quote_marks.isdisjoint(parts) or "pull-quote" in name
        if not is_quote and marks.isdisjoint(parts):
            continue
        if any(ancestor.tag in _OUTSIDE for ancestor in element.iterancestors()):
            continue
        if next(element.iter(*_HEADINGS), None) is None and word_count(visible_text(element)) <= _MOST_WORDS:
            yield element, is_quote


@lru_cache(maxsize=_MOST_REMEMBERED)
def _parts_of(name: str) -> frozenset[str]:
    """Return the parts of a class attribute: "storyBody__ad" has story, body and ad."""
    return frozenset(_PARTS.split(_CAMEL.sub("-", name).lower()))


def _repeats(box: HtmlElement, prose: str) -> bool:
    """Return True if the prose has the words of a pull quote, with or without its speaker."""
    quote = key((box.text or "") + "".join(child.tail or "" for child in box))
    inner = max((key(part.text_content()) for part in box.iter("p", "q", "em", "span")), key=len, default="")
    return any(
        len(text) >= _MIN_QUOTE
        and prose.count(text) > (text in key(visible_text(box)) and box.find(".//p") is not None)
        for text in (quote, inner)
    )
