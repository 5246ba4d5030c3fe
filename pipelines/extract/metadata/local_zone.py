"""The zone of an outlet, from the times that its page gives both in UTC and locally."""

from hearsay.pipelines.extract.metadata.dates import Written, read_machine_date
from hearsay.pipelines.extract.page.html_page import Page


def in_local_time(page: Page, written: Written) -> Written:
    """Return the same instant in the outlet's own zone, if the page gives the time in UTC and locally."""
    if not written.has_zone or written.at.utcoffset():
        return written
    for element in page.tree.iter("time"):
        other = read_machine_date(element.get("datetime") or "")
        if other and other.has_zone and other.at == written.at and other.at.utcoffset():
            return other
    return written
