"""Short visible lines that may hold the date of an article: marked as a date, near the headline, or anywhere."""

import re
from collections.abc import Callable, Iterator
from itertools import islice

from lxml.html import HtmlElement

from hearsay.pipelines.extract.metadata.date_lines import PUBLISHED_WORDS, UPDATED_WORDS, Reading
from hearsay.pipelines.extract.metadata.headline import heading_elements
from hearsay.pipelines.extract.metadata.placement import is_elsewhere, lines_after, mark_search
from hearsay.pipelines.extract.page.html_page import Page, visible_text
from hearsay.pipelines.extract.words.markers import holds_beginning
from hearsay.pipelines.language import Languages

MAX_LINE = 160
CHANGED = 2
"""The rank of a line about a change."""

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


def dated_lines(page: Page, reading: Reading) -> list[str]:
    """Return short lines that may hold the date: first those about publication, last those about a change."""
    languages = reading.languages
    lines = [*_marked_lines(page, languages)]
    for heading in heading_elements(page, reading.title)[:1]:
        lines += lines_after(heading, _LINES_AFTER_HEADLINE, languages)
        lines += _lines_before(heading)
    rights = languages.made(_rights_pattern)
    short = [line for line in dict.fromkeys(lines) if len(line) <= MAX_LINE and not rights.search(line)]
    return sorted(short, key=lambda line: line_rank(line, languages))


def _lines_before(heading: HtmlElement) -> Iterator[str]:
    """Yield the short elements directly before the headline, and bare text after such an element."""
    before = [item for item in heading.itersiblings(preceding=True)][:_LINES_BEFORE_HEADLINE]
    texts = [visible_text(item) for item in before]
    texts += [" ".join(text.split()) for text in heading.xpath(_BARE_TEXT)]
    yield from (text for text in texts if _MIN_DATE <= len(text) <= _MAX_BARE and any(map(str.isdigit, text)))


def _rights_pattern(languages: Languages) -> re.Pattern[str]:
    return re.compile(rf"©|\(c\)|{languages.alternatives(_RIGHTS_WORDS)}", re.IGNORECASE)


def _date_marks(languages: Languages) -> Callable[[str], bool]:
    return mark_search(languages.alternatives(_DATE_MARKS))


def line_rank(line: str, languages: Languages) -> int:
    """Return 0 for a line about publication, CHANGED for a line about a change, 1 for any other."""
    if holds_beginning(line, PUBLISHED_WORDS, languages):
        return 0
    return CHANGED if holds_beginning(line, UPDATED_WORDS, languages) else 1


def _marked_lines(page: Page, languages: Languages) -> Iterator[str]:
    is_marked = languages.made(_date_marks)
    elements = page.tree.iter("span", "div", "p", "li", "em", "small", "h6", "h5", "td")
    likely = (element for element in elements if is_marked(date_marks_of(element)))
    marked = (element for element in likely if not is_elsewhere(element, languages))
    count = 0
    for element in islice(marked, _MAX_EXAMINED):
        text = visible_text(element)
        if 5 < len(text) <= MAX_LINE:
            count += 1
            yield text
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
