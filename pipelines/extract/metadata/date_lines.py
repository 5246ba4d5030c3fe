"""Dates in one short visible line, and the lists of nearby words with the meaning of the date."""

from dataclasses import dataclass
from datetime import datetime

from hearsay.pipelines.extract.metadata.dates import Written, read_visible_date, relative_expression, resolve_relative
from hearsay.pipelines.language import Languages

PUBLISHED_WORDS = "published/published_words"
UPDATED_WORDS = "published/updated_words"
_MONTH_FIRST = "published/month_first_regions"


@dataclass(frozen=True, slots=True)
class Reading:
    """Context for reading a date: the page's title, language codes and country, the time of the fetch, all languages.

    `codes` are the languages in which a date is read, in order; the words of all languages may stand beside the date.
    """

    title: str | None
    codes: tuple[str, ...]
    region: str | None
    fetched_at: datetime | None
    languages: Languages

    @property
    def is_month_first(self) -> bool:
        """Return True if 3/4/2026 is the fourth of March, as in the United States."""
        if self.region is not None:
            return self.region in self.languages.words(_MONTH_FIRST)
        return self.codes[0] in self.languages.made(_month_first_codes)


def _month_first_codes(languages: Languages) -> frozenset[str]:
    return frozenset(language.code for language in languages if language.words(_MONTH_FIRST))


def visible_date(text: str, reading: Reading) -> Written | None:
    """Find the first date in a short text, with its time if present."""
    return read_visible_date(text, reading.codes, reading.is_month_first, reading.languages)


def line_date(text: str, reading: Reading) -> Written | str | None:
    """Find the date in a short line; a relative date is returned as text if the time of the fetch is unknown."""
    written = visible_date(text, reading)
    if written:
        return written
    expression = relative_expression(text, reading.codes, reading.languages)
    if not expression:
        return None
    if reading.fetched_at is None:
        return expression
    return resolve_relative(expression, reading.fetched_at, reading.codes)
