"""The day of publication in the address of a page."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from hearsay.pipelines.extract.metadata.dates import Written, read_machine_date
from hearsay.pipelines.extract.page.html_page import Page
from hearsay.pipelines.language import Languages

_MONTH_NAMES = "published/month_names"
_YEAR, _MONTH, _DAY = r"(?P<year>(?:19|20)\d\d)", r"(?P<month>0[1-9]|1[0-2])", r"(?P<day>0[1-9]|[12]\d|3[01])"
_WEB_YEAR = r"(?P<year>199\d|20[0-4]\d)"
_FORMS = tuple(
    re.compile(form)
    for form in (
        # /2025/03/11/, /2025-3-11-
        rf"/{_YEAR}[/-](?P<month>0?[1-9]|1[0-2])[/-](?P<day>0?[1-9]|[12]\d|3[01])(?=[/_-]|$)",
        # /2025/0311/, /202503/11/
        rf"/{_YEAR}/?{_MONTH}/?{_DAY}/",
        # /20250311, -2025-03-11
        rf"[/-]{_YEAR}-?{_MONTH}-?{_DAY}(?=\D|$)",
        # /t20250311_, /ART20250311123400: at most four letters before the date, and behind it a time or a number
        rf"/[A-Za-z]{{1,4}}{_WEB_YEAR}{_MONTH}{_DAY}(?=[._-]|\d{{4,10}}(?:[._/-]|$))",
        # /20250311143000: a date and a time to the minute or second
        rf"/{_WEB_YEAR}{_MONTH}{_DAY}(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?(?=[._/-]|$)",
        # /29-10-2021: only where the first number cannot be a month
        rf"/(?P<day>1[3-9]|2\d|3[01])-{_MONTH}-{_WEB_YEAR}(?=/|$)",
    )
)
_NAMED_MONTH = re.compile(
    rf"/{_WEB_YEAR}/(?P<month>[a-z]{{3,9}})/(?P<day>0?[1-9]|[12]\d|3[01])(?=/|$)", re.IGNORECASE
)


def address_dates(page: Page, languages: Languages) -> Iterator[Written]:
    """Yield the day in the path of the page's address, but never a first of January."""
    path = urlsplit(page.url).path if page.url else ""
    match = next((match for form in _FORMS if (match := form.search(path))), None) or _NAMED_MONTH.search(path)
    if match is None:
        return
    named = languages.default.table(_MONTH_NAMES).get(match["month"].lower())
    month = named[0] if named else match["month"]
    written = read_machine_date(f"{match['year']}-{month:0>2}-{match['day']:0>2}")
    if written and (written.at.month, written.at.day) != (1, 1):
        yield written._replace(text=match[0].strip("/-"))
