"""The time of publication and of the last change, with the place on the page that states them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain
from urllib.parse import urlsplit

from htmldate import find_date

from hearsay.pipelines.extract.metadata.address_dates import address_dates
from hearsay.pipelines.extract.metadata.article_node import article_node, page_node
from hearsay.pipelines.extract.metadata.date_labels import Meaning, label_beside, stated_dates
from hearsay.pipelines.extract.metadata.date_lines import Reading, visible_date
from hearsay.pipelines.extract.metadata.dates import Written, is_future, read_machine_date
from hearsay.pipelines.extract.metadata.labelled_lines import labelled_publications
from hearsay.pipelines.extract.metadata.local_zone import in_local_time
from hearsay.pipelines.extract.metadata.time_tags import changed_tags, lone_tag, published_tags
from hearsay.pipelines.extract.metadata.visible_lines import (
    MAX_LINE,
    Place,
    changed_dates,
    short_lines,
    visible_dates,
)
from hearsay.pipelines.extract.page.html_page import Page
from hearsay.pipelines.extract.page.linked_data import text_of, types_of
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
_GENERIC_METAS = frozenset(("date", "dc.date", "dcterms.date"))
"""Names of a date that is in many systems that of the last change."""

_TEMPLATE_DATES = ("datePublished", "dateModified")
_NEWS = "NewsArticle"


def find_published(page: Page, reading: Reading) -> Published:
    """Find the publication date in the best of its sources: JSON-LD, meta tags, time tags, visible line, address.

    These dates are never used: the date of a change, a copyright year, a first of January only in an address or in
    htmldate's guess, a date after the fetch. A relative expression is resolved only against the time of the fetch; if
    that is unknown, the expression is kept as text.
    """
    if "published" not in page.cached:
        page.cached["published"] = _find_published(page, reading)
    published: Published = page.cached["published"]
    return published


def _find_published(page: Page, reading: Reading) -> Published:
    unresolved: str | None = None
    for basis, written in chain(_before_template(page, reading), _ranked_dates(page, reading)):
        if isinstance(written, str):
            unresolved = unresolved or written
        elif not is_future(written, reading.fetched_at):
            local = in_local_time(page, written)
            return Published(local.at, "relative" if written.is_relative else basis, written.precision, written.text)
    return Published(text=unresolved)


def find_modified(page: Page, reading: Reading) -> datetime | None:
    """Return the time of the last change that the page declares, or else states beside a date."""
    for text in _declared_changes(page):
        written = read_machine_date(text)
        if written and not is_future(written, reading.fetched_at):
            return written.at
    published = find_published(page, reading).at
    for stated in chain(changed_tags(page, reading), changed_dates(page, reading)):
        if not isinstance(stated, Written) or is_future(stated, reading.fetched_at):
            continue
        if published is None or stated.at >= published:
            return stated.at
    return None


def _declared_changes(page: Page) -> Iterator[str]:
    for node in (article_node(page), page_node(page)):
        yield text_of((node or {}).get("dateModified")) or ""
    for name in _MODIFIED_METAS:
        yield page.meta(name) or ""


def _ranked_dates(page: Page, reading: Reading) -> Iterator[tuple[str, Written | str]]:
    """Yield each date with its basis, best first; an unresolved relative expression is yielded as text."""
    is_front = _is_front_page(page)
    for node in (article_node(page), None if is_front else page_node(page)):
        for name in ("datePublished", "dateCreated"):
            written = _declared(text_of((node or {}).get(name)), reading)
            if written:
                yield "json-ld", written
    for name in () if is_front else _PUBLISHED_METAS:
        for content in page.metas.get(name, ()):
            written = _declared(content, reading)
            if written and name in _GENERIC_METAS:
                yield from _before_generic(page, reading, written)
            if written:
                yield "meta", written
    yield from _in_body(page, reading)


def _is_front_page(page: Page) -> bool:
    """Return True for the address of a whole site, whose declared date is that of its first version."""
    address = urlsplit(page.url or "")
    return bool(address.netloc) and address.path in ("", "/") and not address.query


def _in_body(page: Page, reading: Reading) -> Iterator[tuple[str, Written | str]]:
    """Yield the dates that readers see: in time tags, near the headline, marked, in the address, labelled.

    The date of a change comes behind all other dates.
    """
    yield from (("time-tag", written) for written in published_tags(page, reading))
    changed: list[Written | str] = []
    for meaning, written in visible_dates(page, reading):
        if meaning is Meaning.CHANGED:
            changed.append(written)
        else:
            yield "byline", written
    yield from (("time-tag", written) for written in lone_tag(page, reading))
    yield from (("url", written) for written in address_dates(page, reading.languages))
    yield from _guessed(page, reading)
    yield from (("byline", written) for written in labelled_publications(page, reading))
    yield from (("byline", written) for written in changed)


def _before_generic(page: Page, reading: Reading, declared: Written) -> Iterator[tuple[str, Written]]:
    """Yield the first visible date near the headline if its day is earlier than a date with a general name."""
    for _, written in visible_dates(page, reading, (Place.HEAD,)):
        if isinstance(written, Written) and not written.is_relative:
            if written.at.date() < declared.at.date():
                yield "byline", written
            return


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
    for meaning, seen in visible_dates(page, reading):
        if isinstance(seen, Written) and not seen.is_relative:
            if meaning is not Meaning.CHANGED and seen.at.date() < published.at.date():
                yield "byline", seen
            return


def _declared(text: str | None, reading: Reading) -> Written | None:
    if not text or len(text) > MAX_LINE:
        return None
    return read_machine_date(text) or visible_date(text, reading)


def _guessed(page: Page, reading: Reading) -> Iterator[tuple[str, Written]]:
    """Yield htmldate's guess from its quick search, but only if a short line of the page has the same day."""
    latest = reading.fetched_at or datetime(2199, 12, 31, tzinfo=UTC)
    guess = find_date(page.tree, extensive_search=False, original_date=True, max_date=latest.strftime("%Y-%m-%d"))
    written = read_machine_date(guess or "")
    if written is None or (written.at.month, written.at.day) == (1, 1):
        return
    for element, line in short_lines(page, reading):
        for meaning, visible in stated_dates(line, reading):
            own = label_beside(element, reading.languages) if meaning is Meaning.UNSTATED else meaning
            if isinstance(visible, Written) and visible.at.date() == written.at.date() and own < Meaning.CHANGED:
                yield "byline", visible
                return
