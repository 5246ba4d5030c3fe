"""Paragraphs and lists that the extraction missed: beside lines of the text, or most of the article."""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from lxml.etree import XPath
from lxml.html import HtmlElement

from hearsay.pipelines.extract.metadata.headline import key
from hearsay.pipelines.extract.metadata.placement import is_in_teaser
from hearsay.pipelines.extract.page.html_page import visible_text
from hearsay.pipelines.language import Languages
from hearsay.pipelines.word_counts import word_count

_ITEM = "- "
_LISTS = ("ul", "ol")
_BLOCKS = ("p", "li", "h2", "h3", "h4", "h5", "blockquote", "pre", "dt", "dd")
_PARTS = ("p", "li", "ul", "ol", "table", "div", "h2", "h3", "h4", "h5", "blockquote")
_FEWEST_SIBLINGS = 3
_MOST_LINKED = 0.6
_MOST_LINKED_ITEM = 0.2
_MOST_ELEMENTS = 4_000
_MIN_KEY = 4
_new_xpath: Callable[..., Any] = XPath
_BLOCK_TEXTS = _new_xpath(".//p//text() | .//li//text()", smart_strings=False)
_PROSE_WORDS = 8
_LEAST_ARTICLE = 120
_LEAST_CONTAINED = 0.75
_MOST_FOUND = 0.5
_LEAST_SHARED = 0.6
_FEW_WORDS = 100
_LEAST_UNDER_HEADING = 40
_WHOLE = ("body", "html")
_OUTSIDE = ("nav", "footer", "aside", "header", "form", "noscript", "template", "button")


def with_missed_siblings(tree: HtmlElement, lines: list[str]) -> list[str]:
    """Insert the paragraphs and lists that stand between lines of the text, as children of the same element.

    Blocks of links lead elsewhere and stay out, and so does text that the lines already have.
    """
    places = {_line_key(line): index for index, line in reversed([*enumerate(lines)])}
    whole = key("".join(lines))
    counts = Counter(
        parent
        for item in islice(tree.iter("p"), _MOST_ELEMENTS)
        if (parent := item.getparent()) is not None and key(item.text_content()) in places
    )
    missed: dict[int, list[str]] = {}
    for parent, count in counts.items():
        if count >= _FEWEST_SIBLINGS:
            _add_missed(parent, places, whole, missed)
    return [item for index, line in enumerate(lines) for item in (line, *missed.get(index, ()))]


def _add_missed(parent: HtmlElement, places: dict[str, int], whole: str, missed: dict[int, list[str]]) -> None:
    """Collect the texts between kept children of an element, by the index of the line before."""
    last, waiting = -1, list[str]()
    for child in parent:
        kept = [place for block in _own_blocks(child) if (place := places.get(key(visible_text(block)))) is not None]
        if kept:
            if last >= 0 and waiting and last < min(kept):
                missed.setdefault(last, []).extend(waiting)
            last, waiting = max(kept), []
        elif child.tag in ("p", *_LISTS) and last >= 0:
            waiting += [text for block in _own_blocks(child) if (text := _missed_text(block, whole))]


def _own_blocks(child: HtmlElement) -> list[HtmlElement]:
    return [item for item in child if item.tag == "li"] if child.tag in _LISTS else [child]


def _missed_text(block: HtmlElement, whole: str) -> str | None:
    text = visible_text(block)
    folded = key(text)
    if len(folded) < _MIN_KEY or folded in whole or _link_share(block, folded) > _MOST_LINKED:
        return None
    return _ITEM + text if block.tag == "li" else text


def _most_linked(block: HtmlElement) -> float:
    return _MOST_LINKED_ITEM if block.tag == "li" else _MOST_LINKED


def _link_share(block: HtmlElement, folded: str) -> float:
    return sum(len(key(link.text_content())) for link in block.iter("a")) / len(folded)


def _line_key(line: str) -> str:
    return key(line.removeprefix(_ITEM))


def rescued(tree: HtmlElement, lines: list[str], languages: Languages) -> list[str] | None:
    """Return all blocks of the element with the page's prose, if the lines have less than half of that prose."""
    if sum(map(len, lines)) >= _MOST_FOUND * sum(map(len, _BLOCK_TEXTS(tree))):
        return None
    prose = [(item, word_count(text)) for item in _prose_blocks(tree, languages) if (text := visible_text(item))]
    total = sum(words for _, words in prose)
    whole = key("".join(lines))
    if total < _LEAST_ARTICLE or _has_half(whole, prose):
        return None
    container = _container(prose, total)
    if container is None or container.tag in _WHOLE or _is_list_of_teasers(container, total):
        return None
    inside = [(item, words) for item, words in prose if container in item.iterancestors()]
    is_other = not _has_most(container, lines) and sum(map(word_count, lines)) >= _FEW_WORDS
    return None if is_other or _has_half(whole, inside) else list(_texts(container, languages))


def _has_half(whole: str, prose: list[tuple[HtmlElement, int]]) -> bool:
    kept = sum(words for item, words in prose if key(visible_text(item)) in whole)
    return kept >= _MOST_FOUND * sum(words for _, words in prose)


def lost_lines(lines: list[str], whole: list[str]) -> list[str]:
    """Return the lines that the rescued text does not have."""
    text = key("".join(whole))
    return [line for line in lines if _line_key(line) not in text]


def _prose_blocks(tree: HtmlElement, languages: Languages) -> Iterator[HtmlElement]:
    for item in islice(tree.iter("p", "li", "blockquote"), _MOST_ELEMENTS):
        if _is_outside(item, languages):
            continue
        text = visible_text(item)
        if (
            word_count(text) >= _PROSE_WORDS
            and text[-1:] in '.!?:。！？।…"”»)'
            and _link_share(item, key(text) or "x") < _most_linked(item)
        ):
            yield item


def _is_outside(item: HtmlElement, languages: Languages) -> bool:
    if any(part.tag in _PARTS for part in item) or any(up.tag in _OUTSIDE for up in item.iterancestors()):
        return True
    return is_in_teaser(item, languages)


def _has_most(container: HtmlElement, lines: list[str]) -> bool:
    whole = key(visible_text(container))
    return sum(len(line) for line in lines if _line_key(line) in whole) >= _LEAST_SHARED * sum(map(len, lines))


def _is_list_of_teasers(container: HtmlElement, words: int) -> bool:
    """Return True if the container has a linked heading for every few words of prose."""
    headings = sum(
        item.find(".//a") is not None or next(item.iterancestors("a"), None) is not None
        for item in container.iter("h2", "h3", "h4")
    )
    return headings * _LEAST_UNDER_HEADING > words


def _container(prose: list[tuple[HtmlElement, int]], total: int) -> HtmlElement | None:
    """Return the innermost element with three quarters of the prose."""
    words: Counter[HtmlElement] = Counter()
    for item, count in prose:
        for ancestor in item.iterancestors():
            words[ancestor] += count
    inner = [item for item, count in words.items() if count >= _LEAST_CONTAINED * total]
    return max(inner, key=lambda item: sum(1 for _ in item.iterancestors()), default=None)


def _texts(container: HtmlElement, languages: Languages) -> Iterator[str]:
    seen = set[str]()
    for item in islice(container.iter(*_BLOCKS), _MOST_ELEMENTS):
        if _is_outside(item, languages):
            continue
        text = visible_text(item)
        folded = key(text)
        if len(folded) < _MIN_KEY or folded in seen or _link_share(item, folded) > _most_linked(item):
            continue
        seen.add(folded)
        yield _ITEM + text if item.tag == "li" else text
