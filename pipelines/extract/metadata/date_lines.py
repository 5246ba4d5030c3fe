"""The date in one short line that a reader sees, and the words beside it that say what it is the date of."""

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
    """What the reading of a date depends on: the page's languages and country, its title, when it was fetched."""

    title: str | None
    languages: tuple[str, ...]
    region: str | None
    fetched_at: datetime | None

    @property
    def is_month_first(self) -> bool:
        """Whether 3/4/2026 is the fourth of March, as in the United States."""
        return self.region in _MONTH_FIRST or (self.region is None and self.languages[0] == "en")


def line_date(text: str, reading: Reading) -> Written | str | None:
    """The date in a short line; a relative one as bare text where the time of the fetch is not known."""
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
    """Whether one of the entries of that word list is in the text, whatever its case."""
    return bool(_word_pattern(word_list).search(text))


@cache
def _word_pattern(word_list: str) -> re.Pattern[str]:
    entries = "|".join(map(re.escape, sorted(word_set(word_list), key=len, reverse=True)))
    return re.compile(rf"(?<![^\W_])(?:{entries})", re.IGNORECASE)
