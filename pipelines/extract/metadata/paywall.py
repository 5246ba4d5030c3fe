"""The paywall of an article, as the page declares it: True, False, or None without a declaration.

A page that a subscriber saved, or that was served to search engines, holds the whole text and is still behind a
paywall. So only the page's own declaration counts. A wrong answer is worse than None, so contradictions are None.
"""

from itertools import islice
from typing import Any

from hearsay.pipelines.extract.metadata.article_node import article_node
from hearsay.pipelines.extract.metadata.placement import is_in_teaser
from hearsay.pipelines.extract.page.html_page import Page, is_filled, visible_text
from hearsay.pipelines.extract.page.linked_data import Node, resolve, text_of, types_of
from hearsay.pipelines.extract.words.paywall_marks import is_paywall_label, is_paywall_mark
from hearsay.pipelines.language import Languages
from hearsay.pipelines.lexicon import word_set
from hearsay.pipelines.word_counts import word_count

PAYWALL = "paywall"
"""The reason of a mark that was cut out of the text."""

_FREE_TIERS = "extract/metadata/data/free_tiers.txt"
_LOCKED_TIERS = "extract/metadata/data/locked_tiers.txt"
_PAID_FLAGS = "extract/metadata/data/paid_flags.txt"

_TRUE = ("true", "1", "yes")
_FALSE = ("false", "0", "no")
_TIERS = ("article:content_tier", "article:content-tier", "og:article:content_tier", "article.access")
_PAGE_TYPES = {"WebPage", "ItemPage"}
_MOST_PARTS = 20
_WHOLE_TEXT_WORDS = 250
_MOST_MARKED = 400
"""Most elements of a page that are examined for a mark."""
_HIDDEN = (
    "ancestor-or-self::*[@hidden or @aria-hidden='true' or contains(translate(@style, ' ', ''), 'display:none')]"
)
_MARKED = ("p", "div", "span", "h2", "h3", "h4", "h5", "li", "b", "strong", "em", "a", "td", "section")
_ELSEWHERE = ("nav", "footer", "aside", "script", "style", "noscript", "template", "form")


def find_paywall(page: Page, text: str, marks: frozenset[str], languages: Languages) -> bool | None:
    """Read the paywall from isAccessibleForFree of the article and its parts, meta tags, and visible marks.

    `marks` are the lines that were cut out of the text as marks.

    "metered" is no answer by itself: some readers pay, but not necessarily for this article. A visible mark ("This
    article is for subscribers only") counts only without other declarations and if the text is shorter than 250
    words, because free articles have the same words in hidden boxes.
    """
    answers = {
        answer for answer in (_of_linked_data(page), _of_microdata(page), *_of_metas(page)) if answer is not None
    }
    if answers:
        return answers.pop() if len(answers) == 1 else None
    is_short = word_count(text) < _WHOLE_TEXT_WORDS
    return True if is_short and _has_mark(page, marks, languages) else None


def text_paywall(lines: list[str], text: str, languages: Languages) -> bool | None:
    """Read the paywall from the lines of a plain-text capture: visible marks only."""
    is_short = word_count(text) < _WHOLE_TEXT_WORDS
    return True if is_short and any(is_mark(line, languages) for line in lines) else None


def _of_linked_data(page: Page) -> bool | None:
    """Return the declaration of the article and its parts, or of the page if its data have no article."""
    node = article_node(page) or next((item for item in page.nodes if _PAGE_TYPES.intersection(types_of(item))), {})
    parts = [part for part in _parts(page, node) if "WebPageElement" in types_of(part)]
    answers = [_is_free(node), *map(_is_free, parts)]
    free = {answer for answer in answers if answer is not None}
    if free == {True, False} or not free:
        return None
    return not free.pop()


def _parts(page: Page, node: Node) -> list[Node]:
    value = node.get("hasPart")
    parts = value if isinstance(value, list) else [value]
    return [part for item in parts[:_MOST_PARTS] if isinstance(part := _followed(page, item), dict)]


def _followed(page: Page, value: Any) -> Any:
    """Return the object of a reference, also without a name, unlike `linked_data.resolve`."""
    if isinstance(value, dict) and set(value) == {"@id"}:
        return next((node for node in page.nodes if node.get("@id") == value["@id"] and len(node) > 1), value)
    return resolve(page.nodes, value)


def _is_free(node: Node) -> bool | None:
    value = node.get("isAccessibleForFree")
    return value if isinstance(value, bool) else _truth(text_of(value))


def _truth(text: str | None) -> bool | None:
    folded = (text or "").rpartition("/")[2].casefold()
    return True if folded in _TRUE else False if folded in _FALSE else None


def _of_microdata(page: Page) -> bool | None:
    answers = {_truth(text) for text in page.metas.get("isaccessibleforfree", ())}
    free = answers.pop() if len(answers) == 1 else None
    return None if free is None else not free


def _of_metas(page: Page) -> list[bool | None]:
    """Read the meta tags: tiers in words, and the flags for analytics and advertising."""
    answers: list[bool | None] = []
    for name in _TIERS:
        for text in page.metas.get(name, ()):
            tier = text.casefold()
            answers.append(
                True if tier in word_set(_LOCKED_TIERS) else False if tier in word_set(_FREE_TIERS) else None
            )
    for name, texts in page.metas.items():
        if name.rpartition(":")[2].rpartition("_")[2].rpartition("-")[2] in word_set(_PAID_FLAGS):
            answers.extend(map(_truth, texts))
    return answers


def _has_mark(page: Page, marks: frozenset[str], languages: Languages) -> bool:
    body = page.tree.find(".//body")
    if body is None:
        return False
    elements = body.iter(*_MARKED)
    filled = (element for element in elements if is_filled(element.text))
    for element in islice(filled, _MOST_MARKED):
        text = visible_text(element)
        if (text in marks or is_paywall_mark(text, languages)) and not element.xpath(_HIDDEN):
            is_elsewhere = any(ancestor.tag in _ELSEWHERE for ancestor in element.iterancestors())
            return not is_elsewhere and not is_in_teaser(element, languages)
    return False


def is_mark(line: str, languages: Languages) -> bool:
    """Return True if a line of the text is a mark of a paywall."""
    return is_paywall_mark(line, languages) or is_paywall_label(line, languages)
