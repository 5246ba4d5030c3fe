"""Marks of a paywall among the lines of a text."""

import re

from hearsay.pipelines.extract.metadata.paywall import PAYWALL, is_mark
from hearsay.pipelines.language import Languages
from hearsay.pipelines.records import Removed
from hearsay.pipelines.word_counts import word_count

_WHOLE_TEXT_WORDS = 250
_MOST_LAST_LINES = 12
_QUOTED = re.compile('["“”„«»「」]')


def without_paywall_marks(lines: list[str], languages: Languages) -> tuple[list[str], list[Removed]]:
    """Cut the marks of a paywall.

    All lines of a short text are examined, and the last twelve lines of a longer text. A line with a quotation is
    never a mark.
    """
    is_short = sum(map(word_count, lines)) < _WHOLE_TEXT_WORDS
    first = 1 if is_short else max(1, len(lines) - _MOST_LAST_LINES)
    marks = {
        index
        for index, line in enumerate(lines)
        if index >= first and not _QUOTED.search(line) and is_mark(line, languages)
    }
    kept = [line for index, line in enumerate(lines) if index not in marks]
    return kept, [Removed("body", PAYWALL, lines[index]) for index in sorted(marks)]
