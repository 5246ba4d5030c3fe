"""The time of publication and of the last change, with the place on the page that states them."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain
from urllib.parse import urlsplit

from htmldate import find_date
from lxml.html import HtmlElement

from hearsay.pipelines.extract.metadata.article_node import article_node, page_node
from hearsay.pipelines.extract.metadata.date_lines import (
    PUBLISHED_WORDS,
    UPDATED_WORDS,
    Reading,
    line_date,
    visible_date,
)
from hearsay.pipelines.extract.metadata.dates import Written, is_future, read_machine_date
from hearsay.pipelines.extract.metadata.headline import heading_elements
from hearsay.pipelines.extract.metadata.placement import is_elsewhere
from hearsay.pipelines.extract.metadata.visible_lines import (
    CHANGED,
    MAX_LINE,
    date_marks_of,
    dated_lines,
    line_rank,
    short_lines,
)
from hearsay.pipelines.extract.page.html_page import Page, visible_text
from hearsay.pipelines.extract.page.linked_data import text_of, types_of
from hearsay.pipelines.extract.words.markers import holds_beginning
from hearsay.pipelines.language import Languages
from hearsay.pipelines.records import Published

_PUBLISHED_METAS = (
    "article:published_time",
    "og:article:published_time",
    "article:published:time",
    "datepublished",
    "parsely-pub-date",
    "cxenseparse:publishtime",
    "cxenseparse:recs:publishtime",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dc.date",
    "dcterms.date",
    "citation_publication_date",
    "citation_date",
    "prism.publicationdate",
    "publish-date",
    "publish_date",
    "publishdate",
    "publication_date",
    "published",
    "pubdate",
    "date",
    "datecreated",
)
_MODIFIED_METAS = (
    "article:modified_time",
    "og:article:modified_time",
    "article:modified:time",
    "datemodified",
    "og:updated_time",
    "dcterms.modified",
    "last-modified",
    "lastmod",
)
_URL_DATE = re.compile(
    r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?=[/_-]|$)|[/-]((?:19|20)\d\d)-?([01]\d)-?([0-3]\d)(?=\D|$)"
)
_TEMPLATE_DATES = ("datePublished", "dateModified")
_NEWS = "NewsArticle"


def find_published(page: Page, reading: Reading) -> Published:
    """Find the publication date in the best of its sources: JSON-LD, meta tags, time tags, visible line, address.

    These dates are never used: the date of a change, a copyright year, a first of January only in an address or in
    htmldate's guess, a date after the fetch. A relative expression is resolved only against the time of the fetch; if
    that is unknown, the expression is kept as text.
    """
    unresolved: str | None = None
    for basis, written in chain(_before_template(page, reading), _ranked_dates(page, reading)):
        if isinstance(written, str):
            unresolved = unresolved or written
        elif not is_future(written, reading.fetched_at):
            local = _in_local_time(page, written)
            return Published(local.at, "relative" if written.is_relative else basis, written.precision, written.text)
    return Published(text=unresolved)


def find_modified(page: Page, reading: Reading) -> datetime | None:
    """Return the time of the last change that the page states."""
    for node in (article_node(page), page_node(page)):
        written = read_machine_date(text_of((node or {}).get("dateModified")) or "")
        if written and not is_future(written, reading.fetched_at):
            return written.at
    for name in _MODIFIED_METAS:
        written = read_machine_date(page.meta(name) or "")
        if written and not is_future(written, reading.fetched_at):
            return written.at
    return None


def _ranked_dates(page: Page, reading: Reading) -> Iterator[tuple[str, Written | str]]:
    """Yield each date with its basis, best first; an unresolved relative expression is yielded as text."""
    for node in (article_node(page), page_node(page)):
        for name in ("datePublished", "dateCreated"):
            written = _declared(text_of((node or {}).get(name)), reading)
            if written:
                yield "json-ld", written
    for name in _PUBLISHED_METAS:
        for content in page.metas.get(name, ()):
            written = _declared(content, reading)
            if written:
                yield "meta", written
    yield from (("time-tag", written) for written in _time_tags(page, reading))
    yield from (("byline", written) for written in _visible_dates(page, reading))
    yield from (("url", written) for written in _url_dates(page))
    yield from _guessed(page, reading)


def _before_template(page: Page, reading: Reading) -> Iterator[tuple[str, Written | str]]:
    """Yield the visible day if JSON-LD states a publication at the time of the last change or later.

    Templates fill both with the time at which the site was last generated; the day in the byline is then earlier.
    Newsrooms' own systems do not: a news article with two equal times was never changed.
    """
    node = article_node(page) or {}
    published, modified = (read_machine_date(text_of(node.get(name)) or "") for name in _TEMPLATE_DATES)
    published = published or _declared(text_of(node.get("datePublished")), reading)
    modified = modified or _declared(text_of(node.get("dateModified")), reading)
    if published is None or modified is None or published.at < modified.at or _NEWS in types_of(node):
        return
    for line in dated_lines(page, reading):
        seen = visible_date(line, reading)
        if seen:
            if line_rank(line, reading.languages) != CHANGED and seen.at.date() < published.at.date():
                yield "byline", seen
            return


def _declared(text: str | None, reading: Reading) -> Written | None:
    if not text or len(text) > MAX_LINE:
        return None
    return read_machine_date(text) or visible_date(text, reading)


def _in_local_time(page: Page, written: Written) -> Written:
    """Return the same instant in the outlet's own zone, if the page gives the time in UTC and locally."""
    if not written.has_zone or written.at.utcoffset():
        return written
    for element in page.tree.iter("time"):
        other = read_machine_date(element.get("datetime") or "")
        if other and other.has_zone and other.at == written.at and other.at.utcoffset():
            return other
    return written


def _time_tags(page: Page, reading: Reading) -> Iterator[Written | str]:
    """Yield time tags marked as publication, then the first after the headline, then the page's only time tag."""
    languages = reading.languages
    times = [item for item in page.tree.iter("time") if not is_elsewhere(item, languages)]
    usable = [item for item in times if not _is_update(item, languages)]
    published = [item for item in usable if _says_published(item, languages)]
    after = _after_headline(page, usable, reading)
    for element in [*published, *after[:1], *(usable if len(usable) == 1 else [])]:
        written = read_machine_date(element.get("datetime") or "") or line_date(visible_text(element), reading)
        if written:
            yield written


def _after_headline(page: Page, elements: list[HtmlElement], reading: Reading) -> list[HtmlElement]:
    wanted = set(elements)
    headings = heading_elements(page, reading.title)
    if not headings:
        return []
    return [item for item in headings[0].xpath("following::time") if item in wanted]


def _is_update(element: HtmlElement, languages: Languages) -> bool:
    parent = element.getparent()
    marks = date_marks_of(element) + " " + (date_marks_of(parent) if parent is not None else "")
    before = (parent.text or "") if parent is not None else ""
    return holds_beginning(f"{marks} {before} {visible_text(element)[:MAX_LINE]}", UPDATED_WORDS, languages)


def _says_published(element: HtmlElement, languages: Languages) -> bool:
    return element.get("pubdate") is not None or holds_beginning(date_marks_of(element), PUBLISHED_WORDS, languages)


def _visible_dates(page: Page, reading: Reading) -> Iterator[Written | str]:
    """Yield dates in short lines: in elements marked as a date, then in elements after the headline.

    A line about a change comes last. Its date keeps the whole line as text, so that the change stays visible: many
    outlets show only the day of the last change.
    """
    for line in dated_lines(page, reading):
        written = line_date(line, reading)
        if isinstance(written, Written) and line_rank(line, reading.languages) == CHANGED:
            written = written._replace(text=line)
        if written:
            yield written


def _url_dates(page: Page) -> Iterator[Written]:
    match = _URL_DATE.search(urlsplit(page.url).path) if page.url else None
    if match:
        year, month, day = (int(part) for part in match.groups() if part)
        written = read_machine_date(f"{year:04d}-{month:02d}-{day:02d}")
        if written and (month, day) != (1, 1):
            yield written._replace(text=match[0].strip("/-"))


def _guessed(page: Page, reading: Reading) -> Iterator[tuple[str, Written]]:
    """Yield htmldate's guess from its quick search, but only if a short line of the page has the same day."""
    latest = reading.fetched_at or datetime(2199, 12, 31, tzinfo=UTC)
    guess = find_date(page.tree, extensive_search=False, original_date=True, max_date=latest.strftime("%Y-%m-%d"))
    written = read_machine_date(guess or "")
    if written is None or (written.at.month, written.at.day) == (1, 1):
        return
    languages = reading.languages
    for line in short_lines(page, languages):
        visible = visible_date(line, reading)
        if visible and visible.at.date() == written.at.date() and not holds_beginning(line, UPDATED_WORDS, languages):
            yield "byline", visible
            return
