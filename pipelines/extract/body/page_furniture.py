"""Boxes inside an article that its markup names: players, forms, buttons, galleries, captions, pull quotes."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice

from lxml.html import HtmlElement

from hearsay.pipelines.extract.metadata.headline import key
from hearsay.pipelines.extract.page.html_page import Page, visible_text
from hearsay.pipelines.language import Languages
from hearsay.pipelines.records import Removed
from hearsay.pipelines.word_counts import word_count

_drop: Callable[[HtmlElement], None] = HtmlElement.drop_tree
_FURNITURE_MARKS = "markup/furniture_marks"
_QUOTE_MARKS = "markup/quote_marks"

_MOST_WORDS = 80
_FEW_WORDS = 60
"""Words of all boxes that are furniture on a page of any length."""
_MOST_BOXES = 200
_MOST_REMEMBERED = 4096
_MOST_SHARE = 0.4
_PARTS = re.compile(r"[^a-z0-9]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_OUTSIDE = ("nav", "footer", "header", "head")
_WHOLE = ("h1", "main", "article", "body", "html")
_TAGS = ("div", "p", "section", "aside", "ul", "span", "figcaption", "blockquote", "form", "figure")
_QUOTE_NAME = "pull-quote"
_EMBEDDED = "embed"
"""In the name of an embedded post, which is part of the text."""
_FURNITURE = "furniture"
_PULL_QUOTE = "pull quote"
_MIN_QUOTE = 12


def drop_furniture(page: Page, languages: Languages) -> tuple[Removed, ...]:
    """Remove the boxes with a known name from the page's tree, and return their texts.

    A box has at most eighty words and no headline, and all boxes together have at most two fifths of the page's
    words: some pages give such a name to the text itself. A pull quote is removed if a paragraph has its words.
    """
    boxes = list(islice(_boxes(page.tree, languages), _MOST_BOXES))
    if not boxes:
        return ()
    words = sum(word_count(text) for _, text, _ in boxes)
    if words > _FEW_WORDS and words > _MOST_SHARE * word_count(visible_text(page.tree)):
        return ()
    has_quotes = any(is_quote for _, _, is_quote in boxes)
    prose = [key(visible_text(item)) for item in page.tree.iter("p")] if has_quotes else []
    removed = []
    for box, text, is_quote in boxes:
        if is_quote and not _repeats(box, text, prose):
            continue
        if text:
            removed.append(Removed("body", _PULL_QUOTE if is_quote else _FURNITURE, text))
        _drop(box)
    return tuple(removed)


def _boxes(tree: HtmlElement, languages: Languages) -> Iterator[tuple[HtmlElement, str, bool]]:
    """Yield each outermost box with its text; True for a pull quote."""
    marks, quote_marks = languages.words(_FURNITURE_MARKS), languages.words(_QUOTE_MARKS)
    taken = set[HtmlElement]()
    for element in tree.iter(*_TAGS):
        name = element.get("class")
        if not name:
            continue
        parts = _parts_of(name)
        is_quote = not quote_marks.isdisjoint(parts) or _QUOTE_NAME in name.lower()
        if not is_quote and (marks.isdisjoint(parts) or _EMBEDDED in parts):
            continue
        if any(ancestor.tag in _OUTSIDE or ancestor in taken for ancestor in element.iterancestors()):
            continue
        text = visible_text(element)
        if word_count(text) <= _MOST_WORDS and next(element.iter(*_WHOLE), None) is None:
            taken.add(element)
            yield element, text, is_quote


@lru_cache(maxsize=_MOST_REMEMBERED)
def _parts_of(name: str) -> frozenset[str]:
    return frozenset(_PARTS.split(_CAMEL.sub("-", name).lower()))


def _repeats(box: HtmlElement, text: str, prose: list[str]) -> bool:
    """Return True if a paragraph has the words of a pull quote, with or without its speaker."""
    own = {key(text), key((box.text or "") + "".join(child.tail or "" for child in box))}
    own |= {key(visible_text(part)) for part in box.iter("p", "q", "em", "span")}
    quotes = [quote for quote in own if len(quote) >= _MIN_QUOTE]
    return any(quote in paragraph and quote != paragraph for quote in quotes for paragraph in prose)
