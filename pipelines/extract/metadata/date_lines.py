"""Dates in one short visible line, and the nearby words with the meaning of the date."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from hearsay.pipelines.extract.metadata.dates import Written, read_visible_date, relative_expression, resolve_relative
from hearsay.pipelines.lexicon import word_set

PUBLISHED_WORDS = "extract/metadata/data/published_words.txt"
UPDATED_WORDS = "extract/metadata/data/updated_words.txt"
_MONTH_FIRST = {"US", "PH", "CA"}


@dataclass(frozen=True, slots=True)
class Reading:
    """Context for reading a date: the page's languages and country, its title, the time of the fetch."""

    title: str | None
    languages: tuple[str, ...]
    region: str | None
    fetched_at: datetime | None

    @property
    def is_month_first(self) -> bool:
        """Return True if 3/4/2026 is the fourth of March, as in the United States."""
        return self.region in _MONTH_FIRST or (self.region is None and self.languages[0] == "en")


def line_date(text: str, reading: Reading) -> Written | str | None:
    """Find the date in a short line; a relative date is returned as text if the time of the fetch is unknown."""
    written = read_visible_date(text, reading.languages, reading.is_month_first)
    if written:
        return written
    expression = relative_expression(text, reading.languages)
    if not expression:
        return None
    if reading.fetched_at is None:
        return expression
    return resolve_relative(expression, reading.fetched_at, reading.languages)


def has_word(text: str, word_list: str) -> bool:
    """Return True if an entry of the word list is in the text, in any case."""
    return bool(_word_pattern(word_list).search(text))


@cache
def _word_pattern(word_list: str) -> re.Pattern[str]:
    entries = "|".join(map(re.escape, sorted(word_set(word_list), key=len, reverse=True)))
    return re.compile(rf"(?<![^\W_])(?:{entries})", re.IGNORECASE)
