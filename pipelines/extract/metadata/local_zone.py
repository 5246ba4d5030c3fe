"""The zone of an outlet, from the times that its page gives both in UTC and locally."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

from hearsay.pipelines.extract.metadata.dates import Written, read_machine_date
from hearsay.pipelines.extract.page.html_page import Page
from hearsay.pipelines.extract.page.linked_data import text_of

_FARTHEST = timedelta(hours=14)
_STEP = timedelta(minutes=15)


def in_local_time(page: Page, written: Written) -> Written:
    """Return the same instant in the outlet's own zone, if the page gives the time in UTC and locally.

    The local time has its zone, or is a publication without a zone that differs by a zone's offset to the second.
    """
    if not written.has_zone or written.at.utcoffset():
        return written
    others = [other for text in _other_times(page) if (other := read_machine_date(text)) is not None]
    for other in others:
        if other.has_zone and other.at == written.at and other.at.utcoffset():
            return other
    for text in _published_texts(page):
        other = read_machine_date(text)
        if other and not other.has_zone and other.precision == "second" and (offset := _offset(other.at, written.at)):
            return written._replace(at=written.at.astimezone(timezone(offset)))
    return written


def _offset(local: datetime, instant: datetime) -> timedelta | None:
    difference = local.replace(tzinfo=UTC) - instant.astimezone(UTC)
    return difference if abs(difference) <= _FARTHEST and difference and not difference % _STEP else None


def _other_times(page: Page) -> Iterator[str]:
    """Yield the times of time tags and of the head, which may be in local time."""
    for element in page.tree.iter("time"):
        yield element.get("datetime") or ""
    for name, contents in page.metas.items():
        if "date" in name or "time" in name:
            yield from contents


def _published_texts(page: Page) -> Iterator[str]:
    """Yield the times of publication of all objects of the page's JSON-LD."""
    for node in page.nodes:
        yield text_of(node.get("datePublished")) or ""
