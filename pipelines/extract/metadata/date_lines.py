"""Dates in one short visible line, and the lists of nearby words with the meaning of the date."""

from dataclasses import dataclass
from datetime import datetime

from hearsay.pipelines.extract.metadata.date_expressions import read_visible_date
from hearsay.pipelines.extract.metadata.date_vocabulary import vocabulary
from hearsay.pipelines.extract.metadata.dates import Written
from hearsay.pipelines.extract.metadata.relative_dates import relative_date
from hearsay.pipelines.language import DEFAULT, Languages

PUBLISHED_WORDS = "published/published_words"
UPDATED_WORDS = "published/updated_words"
_MONTH_FIRST = "published/month_first_regions"
_OPEN_ORDER = "published/open_order_regions"
_MONTH_FIRST_ORDER = "Md"


@dataclass(frozen=True, slots=True)
class Reading:
    """Context for reading a date: the page's title, language codes and country, the time of the fetch, all languages.

    `codes` are the languages in which a date is read, in order: that of the text, the declared one, English.
    """

    title: str | None
    codes: tuple[str, ...]
    region: str | None
    fetched_at: datetime | None
    languages: Languages

    @property
    def is_month_first(self) -> bool | None:
        """Return True if 3/4/2026 is the fourth of March, as in English of the United States; None if that is open.

        English of an unknown country is read as that of the United States, where most English pages without a
        country are from. Canada writes both orders. Another language has its own order, whatever the country.
        """
        if self.codes[0] != DEFAULT:
            return vocabulary(self.codes[0], self.languages).short_order.startswith(_MONTH_FIRST_ORDER)
        if self.region in self.languages.words(_OPEN_ORDER):
            return None
        return self.region is None or self.region in self.languages.words(_MONTH_FIRST)


def visible_date(text: str, reading: Reading) -> Written | None:
    """Find the first date in a short text, with its time if present."""
    return read_visible_date(text, reading.codes, reading.is_month_first, reading.languages)


def line_date(text: str, reading: Reading) -> Written | str | None:
    """Find the date in a short line; a relative date is returned as text if the time of the fetch is unknown."""
    written = visible_date(text, reading)
    if written:
        return written
    relative = relative_date(text, reading.codes, reading.languages)
    if relative is None:
        return None
    return relative.text if reading.fetched_at is None else relative.resolve(reading.fetched_at)
