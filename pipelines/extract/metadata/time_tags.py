"""Dates that the markup marks for machines within the page: time tags and elements of microdata."""

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from lxml.html import HtmlElement

from hearsay.pipelines.extract.metadata.date_labels import Meaning, Stated, find_labels, label_beside, stated_dates
from hearsay.pipelines.extract.metadata.date_lines import PUBLISHED_WORDS, UPDATED_WORDS, Reading, line_date
from hearsay.pipelines.extract.metadata.dates import Written, read_machine_date
from hearsay.pipelines.extract.metadata.headline import heading_elements
from hearsay.pipelines.extract.metadata.other_items import article_ancestors, is_in_other_item
from hearsay.pipelines.extract.metadata.placement import is_elsewhere
from hearsay.pipelines.extract.metadata.visible_lines import MAX_LINE, date_marks_of, is_quoted
from hearsay.pipelines.extract.page.html_page import Page, visible_text
from hearsay.pipelines.extract.words.markers import holds_beginning
from hearsay.pipelines.language import Languages


class TimeTag(NamedTuple):
    """An element with a date for machines or readers, and the meaning of its date."""

    element: HtmlElement
    meaning: Meaning


_TIME_TAGS = "//time | //body//*[@itemprop and not(self::meta)] | //abbr[@title]"
_PROPERTIES = {
    "datepublished": Meaning.PUBLISHED,
    "datecreated": Meaning.PUBLISHED,
    "datemodified": Meaning.CHANGED,
    "startdate": Meaning.OTHER,
    "enddate": Meaning.OTHER,
}
_LEVELS_LOOKED_AT = 4
_ATTRIBUTES = ("datetime", "content", "title")


def published_tags(page: Page, reading: Reading) -> Iterator[Written | str]:
    """Yield the dates of tags of publication, then of the first tag near the headline.

    A tag of a change may hold both dates in its text.
    """
    tags = time_tags(page, reading)
    usable = [tag for tag in tags if tag.meaning in (Meaning.PUBLISHED, Meaning.UNSTATED)]
    stated = [tag for tag in usable if tag.meaning is Meaning.PUBLISHED]
    near = _near_headline(page, usable, reading)
    yield from _dates_of([*stated, *near[:1]], reading)
    for tag in tags:
        inside = _inside(tag.element, reading) if tag.meaning is Meaning.CHANGED else []
        if any(stated.meaning is Meaning.CHANGED for stated in inside):
            yield from (stated.written for stated in inside if stated.meaning < Meaning.CHANGED)


def lone_tag(page: Page, reading: Reading) -> Iterator[Written | str]:
    """Yield the date of the page's only tag, wherever it stands."""
    usable = [tag for tag in time_tags(page, reading) if tag.meaning is Meaning.UNSTATED]
    yield from _dates_of(usable if len(usable) == 1 else [], reading)


def _dates_of(tags: list[TimeTag], reading: Reading) -> Iterator[Written | str]:
    for tag in tags:
        written = _machine_date(tag.element) or line_date(visible_text(tag.element)[:MAX_LINE], reading)
        if written:
            yield written


def changed_tags(page: Page, reading: Reading) -> Iterator[Written | str]:
    """Yield the dates of tags of a change."""
    for tag in time_tags(page, reading):
        if tag.meaning is Meaning.CHANGED:
            machine = _machine_date(tag.element)
            if machine:
                yield machine
            else:
                inside = _inside(tag.element, reading)
                yield from (written for meaning, written in inside if meaning > Meaning.PUBLISHED)


def time_tags(page: Page, reading: Reading) -> list[TimeTag]:
    """Return the tags of dates of the article, in page order."""
    if "time_tags" not in page.cached:
        languages, around = reading.languages, article_ancestors(page, reading.title)
        elements = [item for item in page.tree.xpath(_TIME_TAGS) if _is_time(item)]
        page.cached["time_tags"] = [
            TimeTag(item, _meaning(item, languages))
            for item in _without_items(elements, around, reading.title)
            if not is_elsewhere(item, languages, around) and not is_quoted(item)
        ]
    tags: list[TimeTag] = page.cached["time_tags"]
    return tags


def _without_items(
    elements: list[HtmlElement], around: frozenset[HtmlElement], title: str | None
) -> list[HtmlElement]:
    """Return the elements outside of items of a list; a single item is the article, under another headline."""
    others = {element for element in elements if is_in_other_item(element, around, title)}
    return [element for element in elements if element not in others] if len(others) > 1 else elements


def _is_time(element: HtmlElement) -> bool:
    if element.tag == "time":
        return True
    if element.tag == "abbr":
        return read_machine_date(element.get("title") or "") is not None
    return _property(element) is not None and element.find(".//time") is None


def _property(element: HtmlElement) -> Meaning | None:
    names = (element.get("itemprop") or "").lower().split()
    return min((_PROPERTIES[name] for name in names if name in _PROPERTIES), default=None)


def _meaning(element: HtmlElement, languages: Languages) -> Meaning:
    """Return the meaning by property, by the words inside, by the words beside, by names in the markup."""
    parent = element.getparent()
    for item in (element, parent):
        if item is not None and (declared := _property(item)) is not None:
            return declared
    if element.get("pubdate") is not None:
        return Meaning.PUBLISHED
    inside = {label.meaning for label in find_labels(visible_text(element)[:MAX_LINE], languages)}
    if inside:
        return min(inside)
    beside = label_beside(element, languages)
    if beside is not Meaning.UNSTATED:
        return beside
    own = _marked(element, languages)
    is_alone = parent is not None and len(parent.findall(".//time")) == 1
    return own if own is not Meaning.UNSTATED or not is_alone else _marked_changed(parent, languages)


def _marked(element: HtmlElement, languages: Languages) -> Meaning:
    marks = date_marks_of(element)
    if holds_beginning(marks, PUBLISHED_WORDS, languages):
        return Meaning.PUBLISHED
    return Meaning.CHANGED if holds_beginning(marks, UPDATED_WORDS, languages) else Meaning.UNSTATED


def _marked_changed(element: HtmlElement | None, languages: Languages) -> Meaning:
    """Return CHANGED if the names of an element say so; a name such as "posted-on" says nothing of one tag in it."""
    is_change = element is not None and _marked(element, languages) is Meaning.CHANGED
    return Meaning.CHANGED if is_change else Meaning.UNSTATED


def _machine_date(element: HtmlElement) -> Written | None:
    for attribute in _ATTRIBUTES:
        written = read_machine_date(element.get(attribute) or "")
        if written:
            return written
    return None


def _inside(element: HtmlElement, reading: Reading) -> list[Stated]:
    """Return the dates in the text of a tag, which may hold both dates."""
    text = visible_text(element)
    return stated_dates(text, reading) if len(text) <= MAX_LINE else []


def _near_headline(page: Page, tags: list[TimeTag], reading: Reading) -> list[TimeTag]:
    """Return the tags in the smallest element that holds headline and tags, else those behind the headline."""
    headings = heading_elements(page, reading.title)
    if not headings or not tags:
        return []
    for ancestor in islice(headings[0].iterancestors(), _LEVELS_LOOKED_AT):
        if ancestor.tag == "body":
            break
        inside = [tag for tag in tags if ancestor in tag.element.iterancestors()]
        if inside:
            return inside
    following = set(headings[0].xpath("following::*[self::time or self::abbr or @itemprop]"))
    return [tag for tag in tags if tag.element in following]
