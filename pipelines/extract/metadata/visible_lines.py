"""Short visible lines that may hold the date of an article: marked as a date, near the headline, or anywhere."""

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import NamedTuple

from lxml.html import HtmlElement

from hearsay.pipelines.extract.metadata.date_labels import Meaning, Stated, find_labels, label_beside, stated_dates
from hearsay.pipelines.extract.metadata.date_lines import Reading
from hearsay.pipelines.extract.metadata.dates import Written
from hearsay.pipelines.extract.metadata.headline import heading_elements
from hearsay.pipelines.extract.metadata.placement import elements_after, is_elsewhere, mark_search
from hearsay.pipelines.extract.page.html_page import Page, visible_text
from hearsay.pipelines.language import Languages

MAX_LINE = 160


class DateLine(NamedTuple):
    """A short line, with the meaning of its date by its own words or the words beside its element."""

    text: str
    meaning: Meaning


_DATE_MARKS = "markup/date_marks"
_RIGHTS_WORDS = "published/rights_words"
_VISIBLE_TEXT = (
    "//body//text()[not(parent::script or parent::style or parent::noscript)]"
    "[not(ancestor::footer[not(ancestor::article)])]"
)
_BARE_TEXT = (
    "following::text()[not(ancestor::script or ancestor::style or ancestor::noscript or ancestor::footer or "
    "ancestor::aside or ancestor::nav or parent::time)][position() <= 40]"
)
_LINES_BEFORE_HEADLINE = 2
_LINES_AFTER_HEADLINE = 20
_MIN_DATE = 6
_MAX_BARE = 40
_MAX_MARKED = 40
_MAX_EXAMINED = 400


def dated_lines(page: Page, reading: Reading) -> list[DateLine]:
    """Return short lines that may hold the date: first those about publication, last those about a change."""
    if "dated_lines" not in page.cached:
        page.cached["dated_lines"] = _dated_lines(page, reading)
    lines: list[DateLine] = page.cached["dated_lines"]
    return lines


def _dated_lines(page: Page, reading: Reading) -> list[DateLine]:
    languages = reading.languages
    elements = [*_marked_elements(page, languages)]
    bare: list[str] = []
    for heading in heading_elements(page, reading.title)[:1]:
        elements += elements_after(heading, _LINES_AFTER_HEADLINE, languages)
        elements += [(item, visible_text(item)) for item in _before(heading)]
        bare = [" ".join(text.split()) for text in heading.xpath(_BARE_TEXT)]
    lines = {}
    for element, text in elements:
        if len(text) <= MAX_LINE and text not in lines and not _is_quoted(element):
            lines[text] = DateLine(text, _meaning(element, text, languages))
    for text in bare:
        if _is_bare_date(text):
            lines.setdefault(text, DateLine(text, own_meaning(text, languages)))
    rights = languages.made(_rights_pattern)
    return sorted((line for line in lines.values() if not rights.search(line.text)), key=lambda line: line.meaning)


def visible_dates(page: Page, reading: Reading) -> Iterator[Stated]:
    """Yield the dates of short lines: of publication, of no stated meaning, last those of a change.

    The date of a change keeps its whole line as text, so that the change stays visible.
    """
    changed: list[Stated] = []
    for line in dated_lines(page, reading):
        for meaning, written in stated_dates(line.text, reading):
            own = line.meaning if meaning is Meaning.UNSTATED else meaning
            if own is Meaning.CHANGED:
                changed.append(Stated(own, written if isinstance(written, str) else written._replace(text=line.text)))
            elif own is not Meaning.OTHER:
                yield Stated(own, written)
    yield from changed


def changed_dates(page: Page, reading: Reading) -> Iterator[Written]:
    """Yield the dates of a change in short lines."""
    for line in dated_lines(page, reading):
        says_change = line.meaning is Meaning.CHANGED or any(
            label.meaning is Meaning.CHANGED for label in find_labels(line.text, reading.languages)
        )
        for meaning, written in stated_dates(line.text, reading) if says_change else ():
            own = line.meaning if meaning is Meaning.UNSTATED else meaning
            if own is Meaning.CHANGED and isinstance(written, Written):
                yield written


def _meaning(element: HtmlElement, text: str, languages: Languages) -> Meaning:
    own = own_meaning(text, languages)
    return own if own is not Meaning.UNSTATED else label_beside(element, languages)


def own_meaning(text: str, languages: Languages) -> Meaning:
    """Return the best meaning that the words of a line give to a date in it."""
    return min((label.meaning for label in find_labels(text, languages)), default=Meaning.UNSTATED)


def _before(heading: HtmlElement) -> list[HtmlElement]:
    """Return the short elements directly before the headline."""
    before = [*islice(heading.itersiblings(preceding=True), _LINES_BEFORE_HEADLINE)]
    return [item for item in before if _is_bare_date(visible_text(item))]


def _is_bare_date(text: str) -> bool:
    return _MIN_DATE <= len(text) <= _MAX_BARE and any(map(str.isdigit, text))


def _is_quoted(element: HtmlElement) -> bool:
    """Return True for a part of an embedded post or of a picture, whose date is not that of the article."""
    return next(element.iterancestors("blockquote", "figure"), None) is not None


def _rights_pattern(languages: Languages) -> re.Pattern[str]:
    return re.compile(rf"©|\(c\)|{languages.alternatives(_RIGHTS_WORDS)}", re.IGNORECASE)


def _date_marks(languages: Languages) -> Callable[[str], bool]:
    return mark_search(languages.alternatives(_DATE_MARKS))


def _marked_elements(page: Page, languages: Languages) -> Iterator[tuple[HtmlElement, str]]:
    is_marked = languages.made(_date_marks)
    elements = page.tree.iter("span", "div", "p", "li", "em", "small", "h6", "h5", "td")
    likely = (element for element in elements if is_marked(date_marks_of(element)))
    marked = (element for element in likely if not is_elsewhere(element, languages))
    count = 0
    for element in islice(marked, _MAX_EXAMINED):
        text = visible_text(element)
        if 5 < len(text) <= MAX_LINE:
            count += 1
            yield element, text
        if count >= _MAX_MARKED:
            return


def short_lines(page: Page, languages: Languages) -> Iterator[str]:
    """Yield every short visible line with a digit, without lines about copyright."""
    rights = languages.made(_rights_pattern)
    for text in page.tree.xpath(_VISIBLE_TEXT):
        line = " ".join(text.split())
        if 6 <= len(line) <= MAX_LINE and any(char.isdigit() for char in line) and not rights.search(line):
            yield line


def date_marks_of(element: HtmlElement) -> str:
    """Return the names with which the markup may mark a date, in small letters."""
    get = element.get
    names = (get("class"), get("id"), get("itemprop"), get("data-testid"), get("pubdate"))
    return " ".join(filter(None, names)).casefold()
