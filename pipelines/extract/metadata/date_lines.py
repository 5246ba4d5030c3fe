"""Dates in one short visible line, and the lists of nearby words with the meaning of the date."""

import re
from dataclasses import dataclass
from datetime import datetime

from hearsay.pipelines.extract.metadata.date_expressions import read_visible_date
from hearsay.pipelines.extract.metadata.dates import Written
from hearsay.pipelines.extract.metadata.day_order import is_month_first
from hearsay.pipelines.extract.metadata.relative_dates import relative_date
from hearsay.pipelines.extract.page.html_page import Page
from hearsay.pipelines.language import DEFAULT, Languages

PUBLISHED_WORDS = "published/published_words"
UPDATED_WORDS = "published/updated_words"
_NUMBERS = re.compile(r"\d\s?[./-]\s?\d")


@dataclass(frozen=True, slots=True)
class Reading:
    """Context for reading a date: the page's title, language codes and country, the time of the fetch, all languages.

    `codes` are the languages in which a date is read, in order: that of the text, the declared one, English.
    `page` is None for a text; its other dates tell the order of day and month.
    """

    title: str | None
    codes: tuple[str, ...]
    region: str | None
    fetched_at: datetime | None
    languages: Languages

    page: Page | None = None

    @property
    def is_month_first(self) -> bool | None:
        """Return True if 3/4/2026 is the fourth of March, None if that is open."""
        return is_month_first(self.page, self.codes[0], self.region, self.languages)


def visible_date(text: str, reading: Reading) -> Written | None:
    """Find the first date in a short text, with its time if present."""
    order = reading.is_month_first if _NUMBERS.search(text) else False
    return read_visible_date(text, reading.codes, order, reading.languages, latest=reading.fetched_at)


def line_date(text: str, reading: Reading) -> Written | str | None:
    """Find the date in a short line; a relative date is returned as text if the time of the fetch is unknown."""
    written = visible_date(text, reading)
    if written:
        return written
    relative = relative_date(text, reading.codes, reading.languages)
    if relative is None:
        return None
    return relative.text if reading.fetched_at is None else relative.resolve(reading.fetched_at)


def has_date(text: str, languages: Languages) -> bool:
    """Return True if a short line has a date in the default language, in any order of day and month."""
    codes = (DEFAULT,)
    is_absolute = any(read_visible_date(text, codes, is_first, languages) for is_first in (False, True))
    return is_absolute or relative_date(text, codes, languages) is not None
