"""A page that was saved as plain text: its headline, byline, body and furniture told apart.

The body is the run of lines with the largest sum of scores (Bentley's maximum subarray), where a long sentence
counts for and a label, a button or a rights notice against it. On the plain text of 297 saved pages with a gold body
(scrapinghub, Fundus, WCXB) this has an F1 of .89 to .91. What a web page's body loses at its ends, this loses too.
"""

import re
from collections import Counter
from enum import StrEnum
from typing import NamedTuple

from pipelines.addresses import clean_address, domain_of
from pipelines.extract.body import clean_line
from pipelines.extract.boxes import Surroundings
from pipelines.extract.bylines import has_prefix, is_person_like, read_byline
from pipelines.extract.date_lines import Reading, line_date
from pipelines.extract.dates import Written
from pipelines.extract.inner_lines import is_caption, without_boxes
from pipelines.extract.language import text_language
from pipelines.extract.markers import holds, is_boilerplate
from pipelines.extract.paywall import text_paywall
from pipelines.extract.tail_lines import without_tail
from pipelines.extract.word_counts import word_count
from pipelines.records import Article, Capture, Published, Rejection, Removed

_SENTENCE_END = re.compile(r"[.!?…。！？।:][\"'”’»)\]]*$")
_COPYRIGHT = re.compile(r"©|\(c\)\s*\d{4}|copyright\s+\d{4}", re.IGNORECASE)
_READING_TIME = re.compile(r"\b\d{1,3}\s?-?\s?min\w{0,6}\b.{0,15}$", re.IGNORECASE)
_LONG = 12
_WORDS_A_POINT = 8
_MOST_POINTS = 5
_UNENDED = 0.1
_LISTED = -1
_FURNITURE = -3
_REPEATED = -0.3
_MAX_FURNITURE_WORDS = 60
_BULLET = re.compile(r"(?:[*•·+–-]|\d{1,2}[.)])\s")
_QUOTED = re.compile('["“”„«»]')
_MEDIUM = 6
_MAX_BYLINE = 160
_MAX_DATE_WORDS = 12
_HEAD_OF_RUN = 6
_NEAREST = 20
_VOCABULARY_CHARS = 3_000
_FAR = 0.01
_STOPPED = 0.3
_WORDY = 0.01
_WORD = re.compile(r"[^\W\d_]{4,}")
_TITLE_WORDS = (4, 30)
_SHORT_TITLE_WORDS = (2, 30)
_FALLBACK_LANGUAGE = "en"


class _Kind(StrEnum):
    PROSE = "prose"
    LABEL = "label"
    BYLINE = "byline"
    DATE = "date"
    BOILERPLATE = "boilerplate"
    CAPTION = "caption"


_FOREIGN = (_Kind.BOILERPLATE, _Kind.BYLINE, _Kind.CAPTION)
_NOTHING_AROUND = Surroundings()


class _Line(NamedTuple):
    text: str
    kind: _Kind
    score: float


def extract_text(capture: Capture, text: str) -> Article | Rejection:
    """The article in a plain-text capture; each line but blanks is in its text, title, subtitle or `removed`."""
    stripped = [line for raw in text.splitlines() if (line := clean_line(raw))]
    if not stripped:
        return Rejection("no_text", "there is no line in it that holds a letter")
    language = text_language("\n".join(stripped), None)
    languages = tuple(dict.fromkeys((language or _FALLBACK_LANGUAGE, _FALLBACK_LANGUAGE)))
    reading = Reading(None, languages, None, capture.fetched_at)
    lines = _without_repeated([_judge(line) for line in stripped])
    start, end = _body_run(lines)
    run = [line.text for line in lines[start:end] if line.kind not in _FOREIGN]
    kept, tail = without_tail(run, (), _NOTHING_AROUND)
    body, inner = without_boxes(kept, _NOTHING_AROUND)
    title, subtitle = _headlines(lines[:start], "\n".join(body))
    url = capture.final_url or capture.url
    canonical = clean_address(url) if url else None
    return Article(
        capture_id=capture.capture_id,
        text="\n".join(body),
        title=lines[title].text if title is not None else None,
        subtitle=lines[subtitle].text if subtitle is not None else None,
        authors=_authors(lines[:start]),
        published=_published(lines[:start], reading),
        url=url,
        canonical_url=canonical,
        domain=domain_of(canonical) if canonical else None,
        language=text_language("\n".join(body), None),
        is_paywalled=text_paywall(stripped, "\n".join(body)),
        removed=(*_removed(lines, start, end, (title, subtitle)), *inner, *tail),
    )


def _without_repeated(lines: list[_Line]) -> list[_Line]:
    """The lines, those that come twice and more as furniture: menus, teasers and their pictures' texts."""
    counts = Counter(line.text for line in lines)
    return [line._replace(score=min(line.score, _REPEATED)) if counts[line.text] > 1 else line for line in lines]


def _judge(text: str) -> _Line:
    """What a line is, and how much it speaks for being in the body."""
    line = _judge_kind(text)
    if line.kind in (_Kind.PROSE, _Kind.LABEL) and is_caption(text):
        line = line._replace(kind=_Kind.CAPTION)
    count = word_count(text)
    if count <= _MAX_FURNITURE_WORDS and not _QUOTED.search(text) and holds(text, "furniture_words"):
        return line._replace(score=min(line.score, _FURNITURE))
    if _BULLET.match(text) and not _SENTENCE_END.search(text):
        return line._replace(score=min(line.score, _LISTED))
    return line


def _judge_kind(text: str) -> _Line:
    count = word_count(text)
    ends = bool(_SENTENCE_END.search(text))
    if is_boilerplate(text, "boilerplate_markers") or (_COPYRIGHT.search(text) and count <= 4 * _LONG):
        return _Line(text, _Kind.BOILERPLATE, -4)
    if _is_byline(text):
        return _Line(text, _Kind.BYLINE, -3)
    if count <= _MAX_DATE_WORDS and not ends and (_READING_TIME.search(text) or _is_date(text)):
        return _Line(text, _Kind.DATE, -3)
    if count >= _LONG:
        weight = min(count / _WORDS_A_POINT, _MOST_POINTS)
        return _Line(text, _Kind.PROSE, weight if ends else _UNENDED * weight)
    if count >= _MEDIUM:
        return _Line(text, _Kind.PROSE if ends else _Kind.LABEL, 1 if ends else -0.5)
    return _Line(text, _Kind.PROSE if ends else _Kind.LABEL, 0 if ends else -0.7)


def _is_byline(text: str) -> bool:
    if len(text) > _MAX_BYLINE or text.endswith((".", "?", "!", "”", '"')) or not has_prefix(text):
        return False
    names = read_byline(text).names
    return bool(names) and is_person_like(names[0]) and len(names[0].split()) * 2 <= word_count(text) + 6


def _is_date(text: str) -> bool:
    return line_date(text, Reading(None, (_FALLBACK_LANGUAGE,), None, None)) is not None


def _body_run(lines: list[_Line]) -> tuple[int, int]:
    """The run of lines with the largest sum; all lines where none speaks for itself, as in a poem."""
    best, start, end = 0.0, 0, 0
    since = 0
    total = 0.0
    for index, line in enumerate(lines):
        if total <= 0:
            total, since = 0.0, index
        total += line.score
        if total > best:
            best, start, end = total, since, index + 1
    if end == 0:
        return _without_furniture(lines)
    for index in range(start, min(end, start + _HEAD_OF_RUN)):
        if lines[index].kind in (_Kind.BYLINE, _Kind.DATE) and any(item.score > 0 for item in lines[index + 1 : end]):
            start = index + 1
    while lines[start].score <= 0 or (
        not _SENTENCE_END.search(lines[start].text) and _has_prose(lines[start + 1 : end])
    ):
        start += 1
    return start, end


def _has_prose(lines: list[_Line]) -> bool:
    return any(line.kind is _Kind.PROSE and line.score >= _LONG / _WORDS_A_POINT for line in lines)


def _without_furniture(lines: list[_Line]) -> tuple[int, int]:
    inner = [index for index, line in enumerate(lines) if line.kind is _Kind.LABEL or line.kind is _Kind.PROSE]
    return (inner[0], inner[-1] + 1) if inner else (0, len(lines))


def _headlines(head: list[_Line], body: str) -> tuple[int | None, int | None]:
    """Indices of title and subtitle in the header.

    A title is a line whose words come again in the text, near it, rather without a full stop; navigation comes first
    and in lines of a word or two, so a short line is taken only where there is no longer one.
    """
    vocabulary = set(_WORD.findall(body[:_VOCABULARY_CHARS].casefold()))
    nearest = max(0, len(head) - _NEAREST)
    for low, high in (_TITLE_WORDS, _SHORT_TITLE_WORDS):
        fitting = [index for index in range(nearest, len(head)) if _is_title(head[index], low, high)]
        if fitting:
            first = max(fitting, key=lambda index: _title_score(head, index, vocabulary))
            return first, first + 1 if first + 1 in fitting else None
    return None, None


def _title_score(head: list[_Line], index: int, vocabulary: set[str]) -> float:
    text = head[index].text
    found = _WORD.findall(text.casefold())
    shared = sum(word in vocabulary for word in found) / len(found) if found else 0.0
    return shared - _FAR * (len(head) - index) - (_STOPPED if text.endswith(".") else 0.0) - _WORDY * word_count(text)


def _is_title(line: _Line, low: int, high: int) -> bool:
    is_sentence = line.text.endswith(".") and not line.text.endswith("...")
    return (
        line.kind in (_Kind.LABEL, _Kind.PROSE)
        and low <= word_count(line.text) <= high
        and not (is_sentence and low < 4)
    )


def _authors(head: list[_Line]) -> tuple[str, ...]:
    for line in head:
        if line.kind is _Kind.BYLINE:
            return read_byline(line.text).names
    return ()


def _published(head: list[_Line], reading: Reading) -> Published:
    """The first date of the header; a relative one is resolved against the time of the fetch or kept as text."""
    for line in head:
        if line.kind not in (_Kind.BYLINE, _Kind.DATE):
            continue
        written = line_date(line.text, reading)
        if isinstance(written, Written):
            return Published(
                written.at, "relative" if written.is_relative else "byline", written.precision, written.text
            )
        if written:
            return Published(text=written)
    return Published()


def _removed(lines: list[_Line], start: int, end: int, used: tuple[int | None, ...]) -> tuple[Removed, ...]:
    found = []
    for index, line in enumerate(lines):
        inside = start <= index < end
        if index in used or (inside and line.kind not in _FOREIGN):
            continue
        part = "body" if inside else "head" if index < start else "tail"
        plain = "before the text" if part == "head" else "after the text"
        reason = plain if line.kind in (_Kind.PROSE, _Kind.LABEL) else str(line.kind)
        found.append(Removed(part, reason, line.text))
    return tuple(found)
