"""The visible byline: markup for authors, a link to an author's page, or a line with "By"."""

import re
from itertools import islice
from typing import NamedTuple

from lxml.html import HtmlElement

from hearsay.pipelines.extract.metadata.bylines import has_prefix, is_person_like, read_byline
from hearsay.pipelines.extract.metadata.headline import heading_elements
from hearsay.pipelines.extract.page.html_page import Page, visible_text

_MAX_BYLINE = 160
_MAX_CANDIDATES = 80
_MAX_EXAMINED = 400
_LINES_AFTER_HEADLINE = 25
_LINES_OF_BYLINE = 8
_MOST_NAME_WORDS = 3
_CLUSTER_LEVELS = 4
_LEVELS_LOOKED_AT = 6
_TAGS = (
    "a",
    "span",
    "div",
    "p",
    "address",
    "section",
    "li",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "em",
    "strong",
    "b",
    "cite",
)
_MARKED = (
    f"descendant::*[{' or '.join(f'self::{tag}' for tag in _TAGS)} or contains(name(), '-')]"
    "[@class or @id or @rel or @itemprop or @data-testid or @href]"
)
_STRONG = "descendant::*[(self::a and @href) or contains(@rel, 'author') or contains(@itemprop, 'author')]"
_MARK = re.compile(
    r"(?<![a-z])(?:author|byline|by-line|writer|autor|auteur|verfasser|redakteur|autoren)", re.IGNORECASE
)
_AUTHOR_PAGE = re.compile(
    r"/(?:authors?|autor|autore?s|autorin|auteurs?|writers?|contributors?|people|person|profiles?|staff|by|users?|"
    r"reporters?|journalists?|bio|team-members?|interviewer)/[^/?#]+/?(?:[?#].*)?$",
    re.IGNORECASE,
)
_LONG_PREFIX = re.compile(r"(?:[A-Z][a-z]+ (?:[a-z]+ )?)?[Bb]y(?:[:\s]|$)|Von\s|Par\s|Por\s", re.ASCII)
_LABEL = re.compile(r"(?:(?:article|post|story|text|words) )?(?:written |words )?by:?|author:", re.IGNORECASE)
_BY = re.compile(r"(?<!\w)(?:by|von|par|por|door|av|af)\s*:?$", re.IGNORECASE)
_OTHER_ROLE = re.compile(r"review|data analysis|research|fact.?check|photo|illustrat|edited|image", re.IGNORECASE)
_ROLE_OR_YEAR = re.compile(r"\b(?:writer|editor|reporter|correspondent|columnist|20\d\d)\b", re.IGNORECASE)
_OTHERS = re.compile(r"comment|related|recommend|teaser|promo|testimonial|reviewer|reviewed|trending", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"comment|related|recommend|sidebar|footer|teaser|promo|widget|newsletter|caption|reviewer|reviewed|testimonial|trending",
    re.IGNORECASE,
)


class _Candidate(NamedTuple):
    element: HtmlElement
    names: list[str]
    is_strong: bool
    is_telling: bool
    """True if the names include a person-like name, or if "by" stands before the names."""


def visible_authors(page: Page, title: str | None) -> list[str]:
    """Return the names of the first byline with people; else the names of marked-up bylines."""
    candidates = _candidates(page)
    people = [item for item in candidates if item.is_telling]
    strong = [item for item in candidates if item.is_strong]
    for group in ([item for item in people if item.is_strong], people):
        if group:
            return _cluster(group)
    names = _near_headline(page, title) or _written_by(page) or _only_author(page)
    return names or (_cluster(strong) if strong else _first_behind_by(page, title))


def linked_authors(page: Page) -> list[str]:
    """Return the names of the first byline that links to author pages or has rel or itemprop."""
    strong = [item for item in _candidates(page, _STRONG) if item.is_telling and item.is_strong]
    return _cluster(strong) if strong else []


def _candidates(page: Page, where: str = _MARKED) -> list[_Candidate]:
    """Return the innermost elements marked as a byline, except in comments, teasers and footers."""
    candidates: list[_Candidate] = []
    examined = 0
    for element in page.tree.xpath(where):
        is_strong = _is_strong(element)
        if not is_strong and (where is _STRONG or not _MARK.search(_marks(element))):
            continue
        examined += 1
        if examined > _MAX_EXAMINED:
            break
        text = visible_text(element)
        if not 1 < len(text) <= _MAX_BYLINE or is_elsewhere(element) or _is_another_role(element):
            continue
        names = list(read_byline(text).names)
        if names:
            said_by = has_prefix(text) or (is_strong and bool(_BY.search(_text_before(element))))
            is_telling = said_by or any(is_person_like(name) for name in names)
            candidates.append(_Candidate(element, names, is_strong, is_telling))
            if len(candidates) >= _MAX_CANDIDATES:
                break
    inner = {ancestor for item in candidates if item.is_telling for ancestor in item.element.iterancestors()}
    return [item for item in candidates if item.element not in inner]


def _cluster(candidates: list[_Candidate]) -> list[str]:
    """Return the names of the first candidate and of its neighbours in the same block."""
    first = candidates[0]
    block = first.element
    for _ in range(_CLUSTER_LEVELS):
        parent = block.getparent()
        if parent is None or parent.tag in ("body", "article", "main") or len(visible_text(parent)) > 2 * _MAX_BYLINE:
            break
        block = parent
    beside = [item for item in candidates if item is first or block in item.element.iterancestors()]
    names = list(dict.fromkeys(name for item in beside for name in item.names))
    return [name for name in names if is_person_like(name)] or first.names


def _marks(element: HtmlElement) -> str:
    return " ".join(element.get(name) or "" for name in ("class", "id", "rel", "itemprop", "data-testid"))


def _is_strong(element: HtmlElement) -> bool:
    """Return True if the element is marked as the author's name, or links to a page about one person."""
    if "author" in (element.get("rel") or "").split() or "author" in (element.get("itemprop") or "").split():
        return True
    return element.tag == "a" and bool(_AUTHOR_PAGE.search(element.get("href") or ""))


def is_elsewhere(element: HtmlElement) -> bool:
    """Return True for an element in a comment, a teaser, a footer or another part outside the article."""
    for index, ancestor in enumerate([element, *element.iterancestors()]):
        if ancestor.tag in ("article", "main") and index:
            return False
        if ancestor.tag in ("footer", "nav", "aside") and not _is_inside_article(ancestor):
            return True
        if ancestor.tag == "footer":
            continue
        if index < _LEVELS_LOOKED_AT and ancestor.tag not in ("body", "html") and _ELSEWHERE.search(_marks(ancestor)):
            return True
    return False


def _is_inside_article(element: HtmlElement) -> bool:
    return next(element.iterancestors("article"), None) is not None


def _is_another_role(element: HtmlElement) -> bool:
    """Return True if the words before the name mark a reviewer or a photographer."""
    return bool(_OTHER_ROLE.search(_text_before(element)))


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


def _written_by(page: Page) -> list[str]:
    """Return names on a line such as "Written by Jane Doe", or on the line after such a label, in any place."""
    for element in page.tree.iter("p", "div", "span", "em", "h4", "h5", "h6"):
        start = (element.text or "").strip()
        if not start or len(start) > _MAX_BYLINE or not _LONG_PREFIX.match(start) or is_elsewhere(element):
            continue
        text = visible_text(element)
        if _LABEL.fullmatch(text):
            text = next(iter(lines_after(element, 1)), "")
        names = [name for name in read_byline(text).names if is_person_like(name)]
        if len(text) <= _MAX_BYLINE and names:
            return names
    return []


def _only_author(page: Page) -> list[str]:
    """Return the only person marked as an author on the page, including side boxes."""
    names: set[str] = set()
    marked = (element for element in page.tree.iter(*_TAGS) if _MARK.search(_marks(element)))
    for element in islice(marked, _MAX_EXAMINED):
        text = visible_text(element)
        if 1 < len(text) <= _MAX_BYLINE and not _is_said_by_others(element):
            names.update(name for name in read_byline(text).names if is_person_like(name))
    return [*names] if len(names) == 1 else []


def _is_said_by_others(element: HtmlElement) -> bool:
    """Return True for an element among comments or teasers."""
    return any(_OTHERS.search(_marks(ancestor)) for ancestor in [element, *element.iterancestors()])


def _first_behind_by(page: Page, title: str | None) -> list[str]:
    """Return the first name after "By" near the headline, even if it is not person-like: initials, a team."""
    for heading in heading_elements(page, title)[:1]:
        for text in lines_after(heading, _LINES_OF_BYLINE):
            names = read_byline(text).names if len(text) <= _MAX_BYLINE and has_prefix(text) else ()
            if names and len(names[0].split()) <= _MOST_NAME_WORDS:
                return [names[0]]
    return []


def _near_headline(page: Page, title: str | None) -> list[str]:
    """Return names in a line near the headline that begins with "By" and a capital."""
    for heading in heading_elements(page, title)[:2]:
        for text in lines_after(heading, _LINES_AFTER_HEADLINE):
            if len(text) <= _MAX_BYLINE and has_prefix(text):
                names = [name for name in read_byline(text).names if is_person_like(name)]
                if names:
                    return names
            name, bar, rest = text.partition(" | ")
            if bar and is_person_like(name) and len(text) <= _MAX_BYLINE and _ROLE_OR_YEAR.search(rest):
                return [name]
    return []


def lines_after(heading: HtmlElement, count: int) -> list[str]:
    """Return the texts of the next elements with text of their own, in page order."""
    lines: list[str] = []
    following = heading.xpath(
        "following::*[not(self::script or self::style or self::noscript)][text()[normalize-space()]]"
    )
    for element in following[: 2 * count]:
        text = visible_text(element)
        if text and not is_elsewhere(element):
            lines.append(text)
            if len(lines) >= count:
                break
    return lines
