"""Short visible lines that may hold the date of an article: marked as a date, near the headline, or anywhere."""

import re
from collections.abc import Callable, Collection, Iterator
from enum import IntEnum
from itertools import islice
from typing import Any, NamedTuple

from lxml.html import HtmlElement

from hearsay.pipelines.extract.metadata.date_labels import Meaning, Stated, find_labels, label_beside, stated_dates
from hearsay.pipelines.extract.metadata.date_lines import Reading
from hearsay.pipelines.extract.metadata.dates import Written
from hearsay.pipelines.extract.metadata.headline import heading_elements
from hearsay.pipelines.extract.metadata.other_items import article_ancestors, is_before, is_in_other_item
from hearsay.pipelines.extract.metadata.placement import elements_after, is_elsewhere, is_in_teaser, mark_search
from hearsay.pipelines.extract.page.html_page import INVISIBLE, Page, visible_text
from hearsay.pipelines.language import Languages
from hearsay.pipelines.word_counts import word_count

MAX_LINE = 160


class Place(IntEnum):
    """The place of a line on its page, best evidence of the article's own date first."""

    HEAD = 0
    MARKED = 1
    ITEM = 2


class DateLine(NamedTuple):
    """A short line, with the best meaning of a date in it, and the meaning that the words beside its element give."""

    text: str
    meaning: Meaning
    beside: Meaning
    place: Place


_MARKED_ONLY = (Place.MARKED, Meaning.UNSTATED)
_DATE_MARKS = "markup/date_marks"
_RIGHTS_WORDS = "published/rights_words"
_VISIBLE_TEXT = (
    "//body//text()[not(parent::script or parent::style or parent::noscript)]"
    "[not(ancestor::footer[not(ancestor::article)])]"
)
_BARE_TEXT = (
    "following::text()[not(ancestor::script or ancestor::style or ancestor::noscript or ancestor::footer or "
    "ancestor::aside or ancestor::nav or ancestor::blockquote or parent::time)][position() <= 40]"
)
_LINES_BEFORE_HEADLINE = 2
_LINES_AFTER_HEADLINE = 20
_MIN_DATE = 6
_MAX_BARE = 40
_MAX_BEFORE = 80
_MAX_WORDS = 14
_DATELINE = re.compile(r"((?:[^\W\d_a-zà-ÿ][\w.’'-]*[ ,(]*){0,4}\d[^()]{5,30}?)(?:\s[–—-]\s|\)?[:.]\s|\)\s)")
_MAX_MARKED = 40
_MAX_EXAMINED = 400


def dated_lines(page: Page, reading: Reading) -> list[DateLine]:
    """Return short lines that may hold the date: first those about publication, last those about a change."""
    if "dated_lines" not in page.cached:
        page.cached["dated_lines"] = _dated_lines(page, reading)
    lines: list[DateLine] = page.cached["dated_lines"]
    return lines


def _dated_lines(page: Page, reading: Reading) -> list[DateLine]:
    """Return the lines near the headline and the marked lines that are not before it, as an outlet's "today" is."""
    languages = reading.languages
    around = article_ancestors(page, reading.title)
    marked = dict(_marked_elements(page, around, languages))
    headings = heading_elements(page, reading.title)[:1]
    head = [line for heading in headings for line in _head_lines(heading, marked, around, languages)]
    rest = [line for line in marked.items() if not any(is_before(line[0], heading, around) for heading in headings)]
    lines: dict[str, DateLine] = {}
    for place, elements in ((Place.HEAD, head), (Place.MARKED, rest)):
        for element, text in elements:
            short = text if len(text) <= MAX_LINE else _dateline(text)
            if short and short not in lines and not is_quoted(element) and not is_rights_line(short, languages):
                is_item = is_in_other_item(element, around, reading.title)
                lines[short] = _date_line(element, short, Place.ITEM if is_item else place, languages)
    return sorted(lines.values(), key=lambda line: (line.meaning, line.place))


def _date_line(element: HtmlElement, text: str, place: Place, languages: Languages) -> DateLine:
    own = own_meaning(text, languages)
    has_digit = any(map(str.isdigit, text))
    beside = label_beside(element, languages) if own is Meaning.UNSTATED and has_digit else Meaning.UNSTATED
    return DateLine(text, beside if own is Meaning.UNSTATED else own, beside, place)


def _head_lines(
    heading: HtmlElement, marked: Collection[HtmlElement], around: Collection[HtmlElement], languages: Languages
) -> Iterator[tuple[HtmlElement, str]]:
    """Yield the elements behind the headline, those before it, and bare text behind it, but no sentence."""
    after = elements_after(heading, _LINES_AFTER_HEADLINE, languages, around)
    yield from (line for line in (*after, *_before(heading)) if line[0] in marked or not _is_prose(line[1]))
    for node in heading.xpath(_BARE_TEXT):
        text = " ".join(node.split())
        if _is_bare_date(text, _MAX_BARE):
            yield element_of(node), text


def element_of(node: Any) -> HtmlElement:
    """Return the element that holds a text, which lxml gives with the element before it."""
    parent: HtmlElement = node.getparent()
    return parent if node.is_text else parent.getparent()


def _is_prose(text: str) -> bool:
    """Return True for a sentence, whose date may be any. A longer paragraph may begin with a date."""
    return len(text) <= MAX_LINE and word_count(text) >= _MAX_WORDS


def _dateline(text: str) -> str:
    """Return the place and date before a dash, colon or parenthesis at the beginning of a paragraph, or ""."""
    match = _DATELINE.match(text)
    return match[1] if match else ""


def visible_dates(page: Page, reading: Reading, places: Collection[Place] = tuple(Place)) -> Iterator[Stated]:
    """Yield the dates of short lines: of publication, of no stated meaning, last those of a change.

    The date of a change keeps its whole line as text, so that the change stays visible.
    """
    changed: list[Stated] = []
    changed_items: list[Stated] = []
    marked: list[Stated] = []
    for line in dated_lines(page, reading):
        for meaning, written in stated_dates(line.text, reading) if line.place in places else ():
            own = line.beside if meaning is Meaning.UNSTATED else meaning
            if own is Meaning.CHANGED:
                (changed_items if line.place is Place.ITEM else changed).append(
                    Stated(own, written if isinstance(written, str) else written._replace(text=line.text))
                )
            elif line.place is Place.ITEM or (line.place, own) == _MARKED_ONLY:
                marked.append(Stated(own, written))
            elif own is not Meaning.OTHER:
                yield Stated(own, written)
    yield from _if_one_day(marked)
    yield from changed
    yield from changed_items if len(changed_items) == 1 else ()


def _if_one_day(dates: list[Stated]) -> list[Stated]:
    """Return dates away from the headline only if they have one day: the dates of a list have many."""
    dates = [stated for stated in dates if stated.meaning is not Meaning.OTHER]
    days = {written.at.date() for _, written in dates if isinstance(written, Written)}
    return dates if len(days) <= 1 else []


def changed_dates(page: Page, reading: Reading) -> Iterator[Written]:
    """Yield the dates of a change in short lines."""
    for line in dated_lines(page, reading):
        says_change = line.meaning is Meaning.CHANGED or any(
            label.meaning is Meaning.CHANGED for label in find_labels(line.text, reading.languages)
        )
        for meaning, written in stated_dates(line.text, reading) if says_change else ():
            own = line.beside if meaning is Meaning.UNSTATED else meaning
            if own is Meaning.CHANGED and isinstance(written, Written):
                yield written


def own_meaning(text: str, languages: Languages) -> Meaning:
    """Return the best meaning that the words of a line give to a date in it."""
    return min((label.meaning for label in find_labels(text, languages)), default=Meaning.UNSTATED)


def _before(heading: HtmlElement) -> list[tuple[HtmlElement, str]]:
    """Return the short elements directly before the headline, or before its parent."""
    parent = heading.getparent()
    before = [*islice(heading.itersiblings(preceding=True), _LINES_BEFORE_HEADLINE)]
    if parent is not None and parent.tag != "body":
        before += islice(parent.itersiblings(preceding=True), _LINES_BEFORE_HEADLINE)
    lines = [(item, visible_text(item)) for item in before if item.tag not in INVISIBLE]
    return [(item, text) for item, text in lines if _is_bare_date(text, _MAX_BEFORE)]


def _is_bare_date(text: str, most: int) -> bool:
    return _MIN_DATE <= len(text) <= most and any(map(str.isdigit, text))


def is_quoted(element: HtmlElement) -> bool:
    """Return True for a part of an embedded post or of a picture, whose date is not that of the article."""
    return any(item.find(".//h1") is None for item in element.iterancestors("blockquote", "figure"))


def is_rights_line(text: str, languages: Languages) -> bool:
    """Return True for a line about copyright, whose year is no date of an article."""
    return languages.made(_rights_pattern).search(text) is not None


def _rights_pattern(languages: Languages) -> re.Pattern[str]:
    return re.compile(rf"©|\(c\)|{languages.alternatives(_RIGHTS_WORDS)}", re.IGNORECASE)


def _date_marks(languages: Languages) -> Callable[[str], bool]:
    return mark_search(languages.alternatives(_DATE_MARKS))


def _marked_elements(
    page: Page, around: frozenset[HtmlElement], languages: Languages
) -> Iterator[tuple[HtmlElement, str]]:
    is_marked = languages.made(_date_marks)
    elements = page.tree.iter("span", "div", "p", "li", "em", "small", "h6", "h5", "td")
    likely = (element for element in elements if is_marked(date_marks_of(element)))
    marked = (element for element in likely if not is_elsewhere(element, languages, around))
    count = 0
    for element in islice(marked, _MAX_EXAMINED):
        text = visible_text(element)
        if 5 < len(text) <= MAX_LINE:
            count += 1
            yield element, text
        if count >= _MAX_MARKED:
            return


def short_lines(page: Page, reading: Reading) -> Iterator[tuple[HtmlElement, str]]:
    """Yield every short visible line with a digit, without copyright, sentences, quoted posts and other items."""
    languages, around = reading.languages, article_ancestors(page, reading.title)
    for node in page.tree.xpath(_VISIBLE_TEXT):
        line = " ".join(node.split())
        if not _is_bare_date(line, MAX_LINE) or is_rights_line(line, languages) or _is_prose(line):
            continue
        element = element_of(node)
        is_other = is_quoted(element) or is_in_teaser(element, languages)
        if not is_other and not is_in_other_item(element, around, reading.title):
            yield element, line


def date_marks_of(element: HtmlElement) -> str:
    """Return the names with which the markup may mark a date, in small letters."""
    get = element.get
    names = (get("class"), get("id"), get("itemprop"), get("data-testid"), get("pubdate"))
    return " ".join(filter(None, names)).casefold()
