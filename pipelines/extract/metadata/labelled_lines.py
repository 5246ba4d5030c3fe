"""Dates with a word of publication beside them, anywhere in the body of a page."""

import re
from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from hearsay.pipelines.extract.metadata.date_labels import Meaning, find_labels, label_beside, stated_dates
from hearsay.pipelines.extract.metadata.date_lines import Reading
from hearsay.pipelines.extract.metadata.dates import Written
from hearsay.pipelines.extract.metadata.other_items import article_ancestors, is_in_other_item
from hearsay.pipelines.extract.metadata.placement import is_elsewhere
from hearsay.pipelines.extract.metadata.visible_lines import MAX_LINE, element_of, is_quoted, is_rights_line
from hearsay.pipelines.extract.page.html_page import Page, visible_text

_DATED_TEXT = (
    "//body//text()[not(parent::script or parent::style or parent::noscript or ancestor::footer or ancestor::nav)]"
)
_LOOKS_DATED = re.compile(r"\d{4}|\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d{2}")
_MAX_LABELLED = 40
_MAX_BEFORE_LABEL = 40


def labelled_publications(page: Page, reading: Reading) -> list[Written]:
    """Return the publications that lines of the page state, if all have one day."""
    dates = list(_stated_publications(page, reading))
    return dates if len({date.at.date() for date in dates}) == 1 else []


def _stated_publications(page: Page, reading: Reading) -> Iterator[Written]:
    for line, beside in islice(_labelled_lines(page, reading), _MAX_LABELLED):
        for meaning, written in stated_dates(line, reading):
            own = beside if meaning is Meaning.UNSTATED else meaning
            if own is Meaning.PUBLISHED and isinstance(written, Written) and not written.is_relative:
                yield written


def _labelled_lines(page: Page, reading: Reading) -> Iterator[tuple[str, Meaning]]:
    """Yield each line that looks dated and has a word of publication near its beginning, or beside its element."""
    languages, around = reading.languages, article_ancestors(page, reading.title)
    for node in page.tree.xpath(_DATED_TEXT):
        if not _LOOKS_DATED.search(node):
            continue
        element = element_of(node)
        line = _line(element, node)
        labels = [label for label in find_labels(line, languages) if label.start <= _MAX_BEFORE_LABEL]
        beside = Meaning.UNSTATED if labels or not line else label_beside(element, languages)
        is_stated = any(label.meaning is Meaning.PUBLISHED for label in labels) or beside is Meaning.PUBLISHED
        if is_stated and not is_rights_line(line, languages) and not _is_outside(element, reading, around):
            yield line, beside


def _is_outside(element: HtmlElement, reading: Reading, around: frozenset[HtmlElement]) -> bool:
    is_elsewhere_on_page = is_quoted(element) or is_elsewhere(element, reading.languages, around)
    return is_elsewhere_on_page or is_in_other_item(element, around, reading.title)


def _line(element: HtmlElement, node: str) -> str:
    """Return the text of the element with a text, or this text alone if the element has more."""
    for text in (visible_text(element), " ".join(node.split())):
        if len(text) <= MAX_LINE:
            return text
    return ""
