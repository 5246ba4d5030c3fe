"""Dates with a word of publication or change beside them, anywhere in the body of a page."""

import re
from collections.abc import Iterator

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


def labelled_date(page: Page, reading: Reading, meaning: Meaning) -> Written | None:
    """Return the date of this meaning that the labelled lines of a page agree on; None if they differ."""
    dates = [written for line in _lines(page, reading) for own, written in line if own is meaning]
    return dates[0] if dates and len({date.at.date() for date in dates}) == 1 else None


def _lines(page: Page, reading: Reading) -> list[list[tuple[Meaning, Written]]]:
    if "labelled_lines" not in page.cached:
        page.cached["labelled_lines"] = list(_labelled_lines(page, reading))
    lines: list[list[tuple[Meaning, Written]]] = page.cached["labelled_lines"]
    return lines


def _labelled_lines(page: Page, reading: Reading) -> Iterator[list[tuple[Meaning, Written]]]:
    """Yield the dates of each labelled line; the date of a change keeps its whole line as text."""
    languages, around = reading.languages, article_ancestors(page, reading.title)
    count = 0
    for node in page.tree.xpath(_DATED_TEXT):
        if count >= _MAX_LABELLED or not _LOOKS_DATED.search(node):
            continue
        element = element_of(node)
        text = _line(element, node)
        if not text or is_rights_line(text, languages) or is_quoted(element):
            continue
        labels = [label for label in find_labels(text, languages) if label.start <= _MAX_BEFORE_LABEL]
        beside = Meaning.UNSTATED if labels else label_beside(element, languages)
        is_labelled = bool(labels) or beside is not Meaning.UNSTATED
        if not is_labelled or _is_outside(element, reading, around):
            continue
        count += 1
        yield [
            (own, written._replace(text=text) if own is Meaning.CHANGED else written)
            for meaning, written in stated_dates(text, reading)
            if isinstance(written, Written) and not written.is_relative
            for own in (beside if meaning is Meaning.UNSTATED else meaning,)
        ]


def _is_outside(element: HtmlElement, reading: Reading, around: frozenset[HtmlElement]) -> bool:
    return is_elsewhere(element, reading.languages, around) or is_in_other_item(element, around, reading.title)


def _line(element: HtmlElement, node: str) -> str:
    """Return the text of the element with a text, or this text alone if the element has more."""
    for text in (visible_text(element), " ".join(node.split())):
        if len(text) <= MAX_LINE:
            return text
    return ""
