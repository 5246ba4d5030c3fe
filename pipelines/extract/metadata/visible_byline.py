"""The visible byline: markup for authors, a link to an author's page, or a line with "By"."""

import re
from itertools import islice

from hearsay.pipelines.extract.metadata.bylines import has_prefix, read_byline
from hearsay.pipelines.extract.metadata.headline import heading_elements
from hearsay.pipelines.extract.metadata.marked_bylines import (
    TAGS,
    MarkedByline,
    author_marks,
    headline_zone,
    is_team,
    marked_bylines,
)
from hearsay.pipelines.extract.metadata.person_names import is_person_like
from hearsay.pipelines.extract.metadata.placement import (
    is_elsewhere,
    is_in_teaser,
    lines_after,
    marks_of,
)
from hearsay.pipelines.extract.page.html_page import Page, visible_text
from hearsay.pipelines.language import Languages
from hearsay.pipelines.lexicon import fold

_MAX_BYLINE = 160
_MAX_EXAMINED = 400
_LINES_AFTER_HEADLINE = 25
_LINES_OF_BYLINE = 8
_MOST_NAME_WORDS = 3
_CLUSTER_LEVELS = 4
_MAX_DATE_LINE = 60
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_FIRST_NAMES = "speakers/first_names"
_ROLE_WORDS = "bylines/role_words"
_BY_WORDS = "bylines/by_words"


def visible_authors(page: Page, title: str | None, languages: Languages) -> list[str]:
    """Return the names of the first byline with people; else the names of marked-up bylines."""
    candidates = marked_bylines(page, title, languages, with_weak=True)
    people = [item for item in candidates if item.is_telling]
    for group in ([item for item in people if item.is_strong], people):
        if group and not is_team(group[0], languages):
            return _cluster(group, languages)
    names = _near_headline(page, title, languages) or _written_by(page, languages)
    names = names or (_cluster(people, languages) if people else _only_author(page, languages))
    strong = [item for item in candidates if item.is_strong]
    return (
        names
        or (_cluster(strong, languages) if strong else [])
        or _first_behind_by(page, title, languages)
        or _beside_date(page, title, languages)
        or _marked_name(page, title, candidates)
    )


def linked_authors(page: Page, title: str | None, languages: Languages) -> list[str]:
    """Return the names of the first byline that links to author pages or has rel or itemprop."""
    strong = [item for item in marked_bylines(page, title, languages, with_weak=False) if item.is_telling]
    return _cluster(strong, languages) if strong else []


def labelled_authors(page: Page, title: str | None, languages: Languages) -> list[str]:
    """Return the people of a line with "By" in the lines directly behind the headline."""
    for heading in heading_elements(page, title)[:1]:
        for text in lines_after(heading, _LINES_OF_BYLINE, languages):
            if len(text) <= _MAX_BYLINE and has_prefix(text, languages) and (names := _people(text, languages)):
                return names
    return []


def _cluster(candidates: list[MarkedByline], languages: Languages) -> list[str]:
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


def _by_number_pattern(languages: Languages) -> re.Pattern[str]:
    """Match "By" and the name of an outlet or a team that begins with a digit."""
    return re.compile(rf"(?:{languages.alternatives(_BY_WORDS)}):?\s+\d+[^\W\d_]+(?: [^\W\d_]+)?", re.IGNORECASE)


def _role_or_year_pattern(languages: Languages) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{languages.alternatives(_ROLE_WORDS)}|20\d\d)\b", re.IGNORECASE)


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
    is_marked = languages.made(author_marks)
    marked = (element for element in page.tree.iter(*TAGS) if is_marked(marks_of(element)))
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


def _marked_name(page: Page, title: str | None, candidates: list[MarkedByline]) -> list[str]:
    """Return the name in the first mark near the headline, even if it is not person-like: a pseudonym, a team."""
    zone = headline_zone(page, title) or frozenset()
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
