"""Bylines that the markup of a page marks: by rel and itemprop, links to authors' pages, and names of classes."""

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import NamedTuple

from lxml import etree
from lxml.html import HtmlElement

from hearsay.pipelines.extract.metadata.bylines import has_prefix, read_byline
from hearsay.pipelines.extract.metadata.headline import heading_elements
from hearsay.pipelines.extract.metadata.person_names import is_person_like
from hearsay.pipelines.extract.metadata.placement import is_elsewhere, is_in_teaser, mark_search, marks_of, preceding
from hearsay.pipelines.extract.page.html_page import INVISIBLE, Page, following, visible_text
from hearsay.pipelines.language import Languages, alternatives

_MAX_BYLINE = 160
_MAX_CANDIDATES = 80
_MAX_EXAMINED = 400
_CLUSTER_LEVELS = 4
_ELEMENTS_BEFORE_HEADLINE = 40
_ELEMENTS_AFTER_HEADLINE = 120
_PARAGRAPH = 80
_PARAGRAPHS_IN_ZONE = 2
_BLOCKS = ("div", "p", "li", "br", "section", "h2", "h3", "h4", "h5", "h6", "td", "dd", "dt", "ul")
_ORGANISATION_WORDS = "bylines/organisation_words"
TAGS = frozenset(
    ("a", "span", "div", "p", "address", "section", "li", "h2", "h3", "h4", "h5", "h6", "em", "strong", "b", "cite")
)
"""Elements that can hold a byline."""
_BY_WORDS = "bylines/by_words"
_AUTHOR_MARKS = "markup/author_marks"
_AUTHOR_PAGES = "markup/author_pages"


class MarkedByline(NamedTuple):
    """An element that the markup marks as a byline.

    Attributes:
        element: The element.
        names: The names in its text.
        is_strong: True for the mark of an author, not only a word in the name of a class.
        is_telling: True if the names include a person-like name, or if "by" stands before the names.
    """

    element: HtmlElement
    names: list[str]
    is_strong: bool
    is_telling: bool


def is_team(candidate: MarkedByline, languages: Languages) -> bool:
    """Return True for names of which none is a person's and one has a word for a team or an outlet."""
    words = {word.casefold() for name in candidate.names for word in name.split()}
    return not has_person(candidate.names, languages) and bool(words & languages.words(_ORGANISATION_WORDS))


def marked_bylines(page: Page, title: str | None, languages: Languages, *, with_weak: bool) -> list[MarkedByline]:
    """Return the innermost elements marked as a byline, except in comments, teasers and footers.

    Weak marks, words in names such as a class, count only on elements that can hold a name.
    """
    candidates: list[MarkedByline] = []
    zone = headline_zone(page, title)
    marked = _weakly_marked(page, zone, languages) if with_weak else _strongly_marked(page, zone, languages)
    for element, is_strong in islice(marked, _MAX_EXAMINED):
        candidate = _candidate(element, is_strong, element in (zone or ()), languages)
        if candidate:
            candidates.append(candidate)
            if len(candidates) >= _MAX_CANDIDATES:
                break
    inner = {ancestor for item in candidates if item.is_telling for ancestor in item.element.iterancestors()}
    return [item for item in candidates if item.element not in inner]


def _strongly_marked(
    page: Page, zone: frozenset[HtmlElement] | None, languages: Languages
) -> Iterator[tuple[HtmlElement, bool]]:
    return ((element, True) for element in page.tree.iterdescendants("*") if _is_strong(element, zone, languages))


def _weakly_marked(
    page: Page, zone: frozenset[HtmlElement] | None, languages: Languages
) -> Iterator[tuple[HtmlElement, bool]]:
    """Yield elements with strong or weak marks, and True for strong marks."""
    is_marked = languages.made(author_marks)
    for element in page.tree.iterdescendants("*"):
        tag = element.tag
        if tag in TAGS or "-" in tag:
            is_strong = _is_strong(element, zone, languages)
            if is_strong or is_marked(marks_of(element)):
                yield element, is_strong


def headline_zone(page: Page, title: str | None) -> frozenset[HtmlElement] | None:
    """Return the elements before and after the headline, where its byline stands; None without a headline."""
    cached = page.cached.setdefault("headline_zone", {})
    if title not in cached:
        zone: set[HtmlElement] = set()
        headings = heading_elements(page, title)[:2]
        for heading in headings:
            zone.update(_before_text(islice(following(heading, "*"), _ELEMENTS_AFTER_HEADLINE)))
            zone.update(islice(preceding(heading), _ELEMENTS_BEFORE_HEADLINE))
        cached[title] = frozenset(zone) if headings else None
    elements: frozenset[HtmlElement] | None = cached[title]
    return elements


def _before_text(elements: Iterator[HtmlElement]) -> Iterator[HtmlElement]:
    """Yield elements up to the second paragraph of the text; the first may be a summary."""
    paragraphs = 0
    for element in elements:
        if element.tag == "p" and len(visible_text(element)) >= _PARAGRAPH:
            paragraphs += 1
            if paragraphs == _PARAGRAPHS_IN_ZONE:
                return
        yield element


def _candidate(
    element: HtmlElement, is_strong: bool, is_near_headline: bool, languages: Languages
) -> MarkedByline | None:
    """Return the byline in an element, or None for an element of another role or without a name."""
    text = visible_text(element)
    if not 1 < len(text) <= _MAX_BYLINE or _is_another_role(element, languages):
        return None
    # A box beside the headline often holds the byline.
    is_outside = _is_in_menu(element) or is_in_teaser(element, languages)
    if is_outside if is_near_headline else is_elsewhere(element, languages):
        return None
    lines = _lines(element) or [text]
    names = list(dict.fromkeys(name for line in lines for name in read_byline(line, languages).names))
    if not names:
        return None
    is_behind_by = is_strong and bool(languages.made(_by_pattern).search(_text_before(element)))
    is_telling = any(has_prefix(line, languages) for line in lines) or is_behind_by or has_person(names, languages)
    return MarkedByline(element, names, is_strong, is_telling)


def _is_in_menu(element: HtmlElement) -> bool:
    return next(element.iterancestors("nav", "footer"), None) is not None


def _lines(element: HtmlElement) -> list[str]:
    """Return the texts of an element line by line, as its blocks divide them."""
    if (
        next(element.iter(*_BLOCKS), None) in (None, element)
        and next(element.iterdescendants(*_BLOCKS), None) is None
    ):
        return []
    lines = [""]
    for event, item in etree.iterwalk(element, events=("start", "end")):
        is_block = item.tag in _BLOCKS
        if is_block:
            lines.append("")
        if event == "start" and isinstance(item.tag, str) and item.tag not in INVISIBLE:
            lines[-1] += f" {item.text or ''}"
        if event == "end" and item is not element:
            lines[-1] += f" {item.tail or ''}"
    return [line for line in (" ".join(line.split()) for line in lines) if len(line) > 1]


def has_person(names: list[str], languages: Languages) -> bool:
    """Return True if a person's name is among the names."""
    return any(is_person_like(name, languages) for name in names)


def author_marks(languages: Languages) -> Callable[[str], bool]:
    """Return the search for author marks at the beginning of a word, also in "dateAndAuthor"."""
    marks = languages.words(_AUTHOR_MARKS)
    capitals = alternatives(frozenset(mark.capitalize() for mark in marks))
    return mark_search(rf"(?<![a-z])(?:{alternatives(marks)})|(?-i:(?<=[a-z])(?:{capitals}))")


def _page_pattern(languages: Languages) -> re.Pattern[str]:
    return re.compile(rf"/(?:{languages.alternatives(_AUTHOR_PAGES)})/[^/?#]+/?(?:[?#].*)?$", re.IGNORECASE)


def _by_pattern(languages: Languages) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{languages.alternatives(_BY_WORDS)})\s*:?$", re.IGNORECASE)


def _is_strong(element: HtmlElement, zone: frozenset[HtmlElement] | None, languages: Languages) -> bool:
    """Return True if the element is marked as the author's name, or links to a page about an author.

    A page about a person may be any user's. Its link counts only near the headline, behind "by" or in a byline.
    """
    for name in ("rel", "itemprop"):
        value = element.get(name)
        if value and "author" in value.split():
            return True
    if element.tag != "a" or not languages.made(_page_pattern).search(element.get("href") or ""):
        return False
    return zone is None or element in zone or _is_in_byline(element, languages)


def _is_in_byline(element: HtmlElement, languages: Languages) -> bool:
    """Return True for an element behind "by", or in an element with an author mark."""
    is_marked = languages.made(author_marks)
    around = islice(element.iterancestors(), _CLUSTER_LEVELS)
    return any(is_marked(marks_of(item)) for item in (element, *around)) or bool(
        languages.made(_by_pattern).search(_text_before(element))
    )


def _is_another_role(element: HtmlElement, languages: Languages) -> bool:
    """Return True if the words before the name mark a reviewer or a photographer."""
    return bool(languages.pattern("bylines/other_role").search(_text_before(element)))


def _text_before(element: HtmlElement) -> str:
    """Return the words before an element, from its own or the previous block; cheaper than XPath's preceding."""
    node = element
    for _ in range(_CLUSTER_LEVELS):
        previous, parent = node.getprevious(), node.getparent()
        if previous is not None:
            return (previous.tail or "").strip() or visible_text(previous)[-_MAX_BYLINE:]
        if parent is None or (parent.text or "").strip():
            return (parent.text or "") if parent is not None else ""
        node = parent
    return ""
