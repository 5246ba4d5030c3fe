"""The place of an element on its page: in the article, or in comments, teasers and boxes; lines after a heading."""

import re

from lxml.html import HtmlElement

from hearsay.pipelines.extract.page.html_page import visible_text
from hearsay.pipelines.language import Languages, alternatives

_TEASER_MARKS = "markup/teaser_marks"
_BOX_MARKS = "markup/box_marks"
_LEVELS_LOOKED_AT = 6


def marks_of(element: HtmlElement) -> str:
    """Return the names with which the markup says what an element is."""
    return " ".join(element.get(name) or "" for name in ("class", "id", "rel", "itemprop", "data-testid"))


def is_elsewhere(element: HtmlElement, languages: Languages) -> bool:
    """Return True for an element in a comment, a teaser, a footer or another part outside the article."""
    elsewhere = languages.made(_elsewhere_pattern)
    for index, ancestor in enumerate([element, *element.iterancestors()]):
        if ancestor.tag in ("article", "main") and index:
            return False
        if ancestor.tag in ("footer", "nav", "aside") and not _is_inside_article(ancestor):
            return True
        if ancestor.tag == "footer":
            continue
        if (
            index < _LEVELS_LOOKED_AT
            and ancestor.tag not in ("body", "html")
            and elsewhere.search(marks_of(ancestor))
        ):
            return True
    return False


def _is_inside_article(element: HtmlElement) -> bool:
    return next(element.iterancestors("article"), None) is not None


def is_in_teaser(element: HtmlElement, languages: Languages) -> bool:
    """Return True for an element among comments or teasers."""
    teaser = languages.made(_teaser_pattern)
    return any(teaser.search(marks_of(ancestor)) for ancestor in [element, *element.iterancestors()])


def _teaser_pattern(languages: Languages) -> re.Pattern[str]:
    return re.compile(languages.alternatives(_TEASER_MARKS), re.IGNORECASE)


def _elsewhere_pattern(languages: Languages) -> re.Pattern[str]:
    return re.compile(alternatives(languages.words(_TEASER_MARKS) | languages.words(_BOX_MARKS)), re.IGNORECASE)


def lines_after(heading: HtmlElement, count: int, languages: Languages) -> list[str]:
    """Return the texts of the next elements with text of their own, in page order."""
    lines: list[str] = []
    following = heading.xpath(
        "following::*[not(self::script or self::style or self::noscript)][text()[normalize-space()]]"
    )
    for element in following[: 2 * count]:
        text = visible_text(element)
        if text and not is_elsewhere(element, languages):
            lines.append(text)
            if len(lines) >= count:
                break
    return lines
