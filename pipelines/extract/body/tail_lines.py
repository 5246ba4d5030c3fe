"""Lines after the last paragraph: credits, subscription offers, contact details, links to other articles."""

import re
from collections.abc import Callable

from hearsay.pipelines.extract.body.boxes import Surroundings
from hearsay.pipelines.extract.body.inner_lines import is_disclosure, is_link, is_picture_credit
from hearsay.pipelines.extract.words.markers import beginning, holds, is_boilerplate
from hearsay.pipelines.language import Languages
from hearsay.pipelines.records import Removed
from hearsay.pipelines.word_counts import word_count

_CONTRIBUTION_WORDS = "furniture/contribution_words"
_CREDIT_MARKERS = "furniture/credit_markers"
_RIGHTS_WORDS = "furniture/rights_words"
_LIST_MARKERS = "furniture/list_markers"
_SUBSCRIPTION_WORDS = "furniture/subscription_words"
_TAIL_MARKERS = "furniture/tail_markers"

_MOST_LINES = 12
_MAX_CREDIT = 300
_MAX_WORDS = 45
_MAX_BIOGRAPHY_WORDS = 90
_MOST_LISTED = 20
_LISTED_WORDS = 12
_SENTENCE_MARKS = ".!?。！？"
_ADDRESS = re.compile(r"\S+@\S+\.\w{2,}|(?<!\w)@\w{3,}|(?:twitter|x|facebook|instagram)\.com/\w+", re.IGNORECASE)
_QUOTED = re.compile('["“”„«»]')
_ONLY_ADDRESS = re.compile(r"(?:- )?(?:https?://|www\.)\S+")
_INITIALS = re.compile(
    r"\(?[a-z]{2,4}(?:[/,] ?[a-z]{2,4})*\)?|\([A-Za-z]{2,8}(?:[/,-] ?[A-Za-z]{2,8})*\)|[A-Z]{2,6}/[a-z]{2,4}"
)
_DISPATCH = re.compile(r"(?:[\w-]+, )?[a-z]{2,8}:\d{6}-[\d-]+(?:/\d+)?")
_MAX_CREDIT_WORD_LINE = 6
_MAX_RIGHTS_WORDS = 40
_NOTHING_AROUND = Surroundings()
_BIOGRAPHY_VERBS = "furniture/biography_verbs"


def without_tail(
    lines: list[str], authors: tuple[str, ...], around: Surroundings, languages: Languages
) -> tuple[list[str], list[Removed]]:
    """Cut known furniture from the end, line by line, up to the last line of text."""
    end = len(lines)
    removed: list[Removed] = []
    while end > 1 and len(lines) - end < _MOST_LINES:
        start, reason = _last_part(lines, end, authors, around, languages)
        if reason is None or start < 1:
            break
        removed = [*(Removed("tail", reason, line) for line in lines[start:end]), *removed]
        end = start
    return lines[:end], removed


def is_tail(line: str, languages: Languages) -> bool:
    """Return True if the line alone shows that it follows the last paragraph."""
    return _reason(line, (), _NOTHING_AROUND, languages) is not None


def _last_part(
    lines: list[str], end: int, authors: tuple[str, ...], around: Surroundings, languages: Languages
) -> tuple[int, str | None]:
    """Return the start and the reason of the last known part: a list under its label, or the last line."""
    for start in range(end - 2, max(0, end - _MOST_LISTED), -1):
        if not _is_listed(lines[start + 1]):
            break
        if is_boilerplate(lines[start], _LIST_MARKERS, languages):
            return start, "list of links"
    return end - 1, _reason(lines[end - 1], authors, around, languages)


def _is_listed(line: str) -> bool:
    return line.startswith("-") or bool(_ONLY_ADDRESS.match(line)) or word_count(line) <= _LISTED_WORDS


def _reason(line: str, authors: tuple[str, ...], around: Surroundings, languages: Languages) -> str | None:
    count = word_count(line)
    is_short = count <= _MAX_WORDS
    is_plain = not _QUOTED.search(line)
    signs: tuple[tuple[str, Callable[[], object]], ...] = (
        ("boilerplate", lambda: is_boilerplate(line, _TAIL_MARKERS, languages)),
        ("link", lambda: is_link(line, around) or _ONLY_ADDRESS.fullmatch(line)),
        ("credit", lambda: _is_credit(line, languages)),
        ("rights", lambda: count <= _MAX_RIGHTS_WORDS and is_plain and holds(line, _RIGHTS_WORDS, languages)),
        ("about the author", lambda: count <= _MAX_BIOGRAPHY_WORDS and _is_biography(line, authors, languages)),
        ("subscription", lambda: is_short and is_plain and holds(line, _SUBSCRIPTION_WORDS, languages)),
        ("disclosure", lambda: is_disclosure(line, languages)),
        ("contact", lambda: is_short and _ADDRESS.search(line)),
    )
    return next((reason for reason, holds_true in signs if holds_true()), None)


def _is_credit(line: str, languages: Languages) -> bool:
    if _INITIALS.fullmatch(line) or _DISPATCH.fullmatch(line) or is_picture_credit(line, languages):
        return True
    if len(line) > _MAX_CREDIT:
        return False
    marker = beginning(line, _CREDIT_MARKERS, languages)
    if marker is not None:
        is_word = marker.isalpha() and word_count(marker) == 1
        return not is_word or (word_count(line) <= _MAX_CREDIT_WORD_LINE and line[-1] not in _SENTENCE_MARKS)
    return word_count(line) <= _MAX_WORDS and holds(line, _CONTRIBUTION_WORDS, languages)


def _is_biography(line: str, authors: tuple[str, ...], languages: Languages) -> bool:
    """Return True if a line begins with an author's name followed by that person's role or activity."""
    being = languages.made(_being_pattern)
    return any(line.startswith(author) and being.match(line, len(author)) for author in authors)


def _being_pattern(languages: Languages) -> re.Pattern[str]:
    return re.compile(rf"(?: \([^)]*\))?,? (?:{languages.alternatives(_BIOGRAPHY_VERBS)})\b")
