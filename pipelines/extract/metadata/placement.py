"""The place of an element on its page: in the article, or in comments, teasers and boxes; lines after a heading."""

import re
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache
from itertools import islice

from lxml.html import HtmlElement

from hearsay.pipelines.extract.page.html_page import INVISIBLE, following, is_filled, visible_text
from hearsay.pipelines.language import Languages, alternatives

_TEASER_MARKS = "markup/teaser_marks"
_BOX_MARKS = "markup/box_marks"
_LEVELS_LOOKED_AT = 6
_MOST_REMEMBERED = 4096
_MAX_REMEMBERED = 200
_LARGEST_BEFORE = 100


def marks_of(element: HtmlElement) -> str:
    """Return the names with which the markup says what an element is."""
    get = element.get
    return " ".join(filter(None, (get("class"), get("id"), get("rel"), get("itemprop"), get("data-testid"))))


def mark_search(expression: str) -> Callable[[str], bool]:
    """Return a function that says whether the names in some markup hold an expression, in any case.

    The function remembers its answers, for a page repeats the same few names on most of its elements.
    """
    pattern = re.compile(expression, re.IGNORECASE)

    @lru_cache(maxsize=_MOST_REMEMBERED)
    def has_mark(marks: str) -> bool:
        return pattern.search(marks) is not None

    return lambda marks: has_mark(marks) if len(marks) <= _MAX_REMEMBERED else pattern.search(marks) is not None


def is_elsewhere(element: HtmlElement, languages: Languages, around: Collection[HtmlElement] = frozenset()) -> bool:
    """Return True for an element in a comment, a teaser, a footer or another part outside the article.

    The elements `around` the headline are parts of the article, whatever their names.
    """
    is_marked = languages.made(_elsewhere_marks)
    for index, ancestor in enumerate([element, *element.iterancestors()]):
        if (ancestor.tag in ("article", "main") and index) or ancestor in around:
            return False
        if ancestor.tag in ("footer", "nav", "aside") and not _is_inside_article(ancestor):
            return True
        if ancestor.tag == "footer":
            continue
        if index < _LEVELS_LOOKED_AT and ancestor.tag not in ("body", "html") and is_marked(marks_of(ancestor)):
            return True
    return False


def _is_inside_article(element: HtmlElement) -> bool:
    return next(element.iterancestors("article"), None) is not None


def is_in_teaser(element: HtmlElement, languages: Languages) -> bool:
    """Return True for an element among comments or teasers."""
    is_marked = languages.made(_teaser_marks)
    return any(is_marked(marks_of(ancestor)) for ancestor in [element, *element.iterancestors()])


def _teaser_marks(languages: Languages) -> Callable[[str], bool]:
    return mark_search(languages.alternatives(_TEASER_MARKS))


def _elsewhere_marks(languages: Languages) -> Callable[[str], bool]:
    return mark_search(alternatives(languages.words(_TEASER_MARKS) | languages.words(_BOX_MARKS)))


def preceding(element: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the elements before an element, the nearest first, and its ancestors among them."""
    node = element
    while (parent := node.getparent()) is not None:
        for sibling in node.itersiblings(preceding=True):
            yield from reversed(list(islice(sibling.iter("*"), _LARGEST_BEFORE)))
        yield parent
        node = parent


def _has_own_text(element: HtmlElement) -> bool:
    return is_filled(element.text) or any(is_filled(child.tail) for child in element)


def lines_after(heading: HtmlElement, count: int, languages: Languages) -> list[str]:
    """Return the texts of the next elements with text of their own, in page order."""
    return [text for _, text in elements_after(heading, count, languages)]


def elements_after(
    heading: HtmlElement, count: int, languages: Languages, around: Collection[HtmlElement] = frozenset()
) -> list[tuple[HtmlElement, str]]:
    """Return the next elements with text of their own, in page order, each with its text."""
    elements: list[tuple[HtmlElement, str]] = []
    filled = (item for item in following(heading, "*") if item.tag not in INVISIBLE and _has_own_text(item))
    for element in islice(filled, 2 * count):
        text = visible_text(element)
        if text and not is_elsewhere(element, languages, around):
            elements.append((element, text))
            if len(elements) >= count:
                break
    return elements
