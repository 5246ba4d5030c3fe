"""The visible byline: markup for authors, a link to an author's page, or a line with "By"."""

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import NamedTuple

from lxml import etree
from lxml.html import HtmlElement

from hearsay.pipelines.extract.metadata.bylines import has_prefix, read_byline
from hearsay.pipelines.extract.metadata.headline import heading_elements
from hearsay.pipelines.extract.metadata.person_names import is_person_like
from hearsay.pipelines.extract.metadata.placement import (
    is_elsewhere,
    is_in_teaser,
    lines_after,
    mark_search,
    marks_of,
    preceding,
)
from hearsay.pipelines.extract.page.html_page import INVISIBLE, Page, following, visible_text
from hearsay.pipelines.language import Languages, alternatives
from hearsay.pipelines.lexicon import fold

_MAX_BYLINE = 160
_MAX_CANDIDATES = 80
_MAX_EXAMINED = 400
_LINES_AFTER_HEADLINE = 25
_LINES_OF_BYLINE = 8
_MOST_NAME_WORDS = 3
_CLUSTER_LEVELS = 4
_MAX_DATE_LINE = 60
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_FIRST_NAMES = "speakers/first_names"
_ELEMENTS_BEFORE_HEADLINE = 40
_ELEMENTS_AFTER_HEADLINE = 120
_BLOCKS = ("div", "p", "li", "br", "section", "h2", "h3", "h4", "h5", "h6", "td", "dd", "dt", "ul")
_ORGANISATION_WORDS = "bylines/organisation_words"
_TAGS = frozenset(
    (
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
)
_ROLE_WORDS = "bylines/role_words"
_BY_WORDS = "bylines/by_words"
_AUTHOR_MARKS = "markup/author_marks"
_AUTHOR_PAGES = "markup/author_pages"


class _Candidate(NamedTuple):
    element: HtmlElement
    names: list[str]
    is_strong: bool
    is_telling: bool
    """True if the names include a person-like name, or if "by" stands before the names."""


def visible_authors(page: Page, title: str | None, languages: Languages) -> list[str]:
    """Return the names of the first byline with people; else the names of marked-up bylines."""
    candidates = _candidates(page, title, languages, with_weak=True)
    people = [item for item in candidates if item.is_telling and not _is_team(item, languages)]
    for group in ([item for item in people if item.is_strong], people):
        if group:
            return _cluster(group, languages)
    names = _near_headline(page, title, languages) or _written_by(page, languages) or _only_author(page, languages)
    for group in ([item for item in candidates if item.is_telling], [item for item in candidates if item.is_strong]):
        names = names or (_cluster(group, languages) if group else [])
    return (
        names
        or _first_behind_by(page, title, languages)
        or _beside_date(page, title, languages)
        or _marked_name(page, title, candidates)
    )


def linked_authors(page: Page, title: str | None, languages: Languages) -> list[str]:
    """Return the names of the first byline that links to author pages or has rel or itemprop."""
    strong = [item for item in _candidates(page, title, languages, with_weak=False) if item.is_telling]
    return _cluster(strong, languages) if strong else []


def labelled_authors(page: Page, title: str | None, languages: Languages) -> list[str]:
    """Return the people of a line with "By" in the lines directly behind the headline."""
    for heading in heading_elements(page, title)[:1]:
        for text in lines_after(heading, _LINES_OF_BYLINE, languages):
            if len(text) <= _MAX_BYLINE and has_prefix(text, languages) and (names := _people(text, languages)):
                return names
    return []


def _is_team(candidate: _Candidate, languages: Languages) -> bool:
    """Return True for names of which none is a person's and one has a word for a team or an outlet."""
    words = {word.casefold() for name in candidate.names for word in name.split()}
    return not _has_person(candidate.names, languages) and bool(words & languages.words(_ORGANISATION_WORDS))


def _candidates(page: Page, title: str | None, languages: Languages, *, with_weak: bool) -> list[_Candidate]:
    """Return the innermost elements marked as a byline, except in comments, teasers and footers.

    Weak marks, words in names such as a class, count only on elements that can hold a name.
    """
    candidates: list[_Candidate] = []
    zone = _headline_zone(page, title)
    marked = _weakly_marked(page, zone, languages) if with_weak else _strongly_marked(page, zone, languages)
    for element, is_strong in islice(marked, _MAX_EXAMINED):
        candidate = _candidate(element, is_strong, languages)
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
    is_marked = languages.made(_author_marks)
    for element in page.tree.iterdescendants("*"):
        tag = element.tag
        if tag in _TAGS or "-" in tag:
            is_strong = _is_strong(element, zone, languages)
            if is_strong or is_marked(marks_of(element)):
                yield element, is_strong


def _headline_zone(page: Page, title: str | None) -> frozenset[HtmlElement] | None:
    """Return the elements before and after the headline, where its byline stands; None without a headline."""
    cached = page.cached.setdefault("headline_zone", {})
    if title not in cached:
        zone: set[HtmlElement] = set()
        headings = heading_elements(page, title)[:2]
        for heading in headings:
            zone.update(islice(following(heading, "*"), _ELEMENTS_AFTER_HEADLINE))
            zone.update(islice(preceding(heading), _ELEMENTS_BEFORE_HEADLINE))
        cached[title] = frozenset(zone) if headings else None
    elements: frozenset[HtmlElement] | None = cached[title]
    return elements


def _candidate(element: HtmlElement, is_strong: bool, languages: Languages) -> _Candidate | None:
    """Return the byline in an element, or None for an element of another role or without a name."""
    text = visible_text(element)
    if not 1 < len(text) <= _MAX_BYLINE or is_elsewhere(element, languages) or _is_another_role(element, languages):
        return None
    lines = _lines(element) or [text]
    names = list(dict.fromkeys(name for line in lines for name in read_byline(line, languages).names))
    if not names:
        return None
    is_behind_by = is_strong and bool(languages.made(_by_pattern).search(_text_before(element)))
    is_telling = any(has_prefix(line, languages) for line in lines) or is_behind_by or _has_person(names, languages)
    return _Candidate(element, names, is_strong, is_telling)


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


def _has_person(names: list[str], languages: Languages) -> bool:
    return any(is_person_like(name, languages) for name in names)


def _cluster(candidates: list[_Candidate], languages: Languages) -> list[str]:
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
    return [name for name in names if is_person_like(name, languages)] or first.names


def _author_marks(languages: Languages) -> Callable[[str], bool]:
    """Return the search for author marks at the beginning of a word, also in "dateAndAuthor"."""
    marks = languages.words(_AUTHOR_MARKS)
    capitals = alternatives(frozenset(mark.capitalize() for mark in marks))
    return mark_search(rf"(?<![a-z])(?:{alternatives(marks)})|(?-i:(?<=[a-z])(?:{capitals}))")


def _page_pattern(languages: Languages) -> re.Pattern[str]:
    return re.compile(rf"/(?:{languages.alternatives(_AUTHOR_PAGES)})/[^/?#]+/?(?:[?#].*)?$", re.IGNORECASE)


def _by_pattern(languages: Languages) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{languages.alternatives(_BY_WORDS)})\s*:?$", re.IGNORECASE)


def _by_number_pattern(languages: Languages) -> re.Pattern[str]:
    """Match "By" and the name of an outlet or a team that begins with a digit."""
    return re.compile(rf"(?:{languages.alternatives(_BY_WORDS)}):?\s+\d+[^\W\d_]+(?: [^\W\d_]+)?", re.IGNORECASE)


def _role_or_year_pattern(languages: Languages) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{languages.alternatives(_ROLE_WORDS)}|20\d\d)\b", re.IGNORECASE)


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
    is_marked = languages.made(_author_marks)
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


def _written_by(page: Page, languages: Languages) -> list[str]:
    """Return names on a line such as "Written by Jane Doe", or on the line after such a label, in any place."""
    prefix, label = languages.pattern("bylines/long_prefix"), languages.pattern("bylines/label")
    for element in page.tree.iter("p", "div", "span", "em", "h4", "h5", "h6"):
        start = (element.text or "").strip()
        if not start or len(start) > _MAX_BYLINE or not prefix.match(start) or is_elsewhere(element, languages):
            continue
        text = visible_text(element)
        if label.fullmatch(text):
            text = next(iter(lines_after(element, 1, languages)), "")
        names = _people(text, languages)
        if len(text) <= _MAX_BYLINE and names:
            return names
    return []


def _only_author(page: Page, languages: Languages) -> list[str]:
    """Return the only person marked as an author on the page, including side boxes."""
    names: set[str] = set()
    is_marked = languages.made(_author_marks)
    marked = (element for element in page.tree.iter(*_TAGS) if is_marked(marks_of(element)))
    for element in islice(marked, _MAX_EXAMINED):
        text = visible_text(element)
        if 1 < len(text) <= _MAX_BYLINE and not is_in_teaser(element, languages):
            names.update(_people(text, languages))
    return [*names] if len(names) == 1 else []


def _first_behind_by(page: Page, title: str | None, languages: Languages) -> list[str]:
    """Return the first name after "By" near the headline, even if it is not person-like: initials, a team."""
    for heading in heading_elements(page, title)[:1]:
        for text in lines_after(heading, _LINES_OF_BYLINE, languages):
            is_byline = len(text) <= _MAX_BYLINE and (
                has_prefix(text, languages) or languages.made(_by_number_pattern).fullmatch(text) is not None
            )
            names = read_byline(text, languages).names if is_byline else ()
            if names and len(names[0].split()) <= _MOST_NAME_WORDS:
                return [names[0]]
    return []


def _beside_date(page: Page, title: str | None, languages: Languages) -> list[str]:
    """Return the person's name that stands alone on a line near the headline, beside a line with a year."""
    first_names = languages.words(_FIRST_NAMES)
    for heading in heading_elements(page, title)[:1]:
        lines = lines_after(heading, _LINES_OF_BYLINE, languages)
        for index, text in enumerate(lines):
            around = lines[max(index - 1, 0) : index + 2]
            is_short = len(text.split()) <= _MOST_NAME_WORDS and fold(text.partition(" ")[0]) in first_names
            if is_short and any(map(_is_date_line, around)) and is_person_like(text, languages):
                return [text]
    return []


def _is_date_line(text: str) -> bool:
    return len(text) <= _MAX_DATE_LINE and _YEAR.search(text) is not None


def _marked_name(page: Page, title: str | None, candidates: list[_Candidate]) -> list[str]:
    """Return the name in the first mark near the headline, even if it is not person-like: a pseudonym, a team."""
    zone = _headline_zone(page, title) or frozenset()
    for item in candidates:
        if item.element in zone and len(item.names) == 1 and len(item.names[0].split()) <= _MOST_NAME_WORDS:
            return item.names
    return []


def _near_headline(page: Page, title: str | None, languages: Languages) -> list[str]:
    """Return names in a line near the headline that begins with "By" and a capital."""
    role_or_year = languages.made(_role_or_year_pattern)
    for heading in heading_elements(page, title)[:2]:
        for text in lines_after(heading, _LINES_AFTER_HEADLINE, languages):
            if len(text) > _MAX_BYLINE:
                continue
            if has_prefix(text, languages):
                names = _people(text, languages)
                if names:
                    return names
            name, bar, rest = text.partition(" | ")
            if bar and is_person_like(name, languages) and role_or_year.search(rest):
                return [name]
    return []


def _people(text: str, languages: Languages) -> list[str]:
    """Return the person-like names in a byline."""
    return [name for name in read_byline(text, languages).names if is_person_like(name, languages)]
