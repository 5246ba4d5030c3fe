"""The lines of a plain-text capture: the kind of each line, and the run of lines that resembles text most."""

import re
from collections import Counter
from enum import StrEnum
from typing import NamedTuple

from hearsay.pipelines.extract.body.head_lines import has_reading_time
from hearsay.pipelines.extract.body.inner_lines import is_caption
from hearsay.pipelines.extract.body.paragraphs import clean_line
from hearsay.pipelines.extract.metadata.bylines import has_prefix, read_byline
from hearsay.pipelines.extract.metadata.date_lines import has_date
from hearsay.pipelines.extract.metadata.person_names import is_person_like
from hearsay.pipelines.extract.words.markers import holds, is_boilerplate
from hearsay.pipelines.language import Languages
from hearsay.pipelines.word_counts import word_count

_MARKERS = "furniture/capture_markers"
_WORDS = "furniture/capture_words"
_COPYRIGHT_WORDS = "furniture/copyright_words"

SENTENCE_END = re.compile(r"[.!?…。！？।॥๚๛؟۔։።:][\"'”’»)\]」』）]*$")
BULLET = re.compile(r"(?:[*•·+–-]|\d{1,2}[.)])\s")
QUOTED = re.compile('["“”„«»「」『』]')
_UNSTOPPED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
"""Letters of scripts without blanks between words and mostly without full stops: Thai, Lao, Burmese, Khmer."""
_LETTERS_A_WORD = 4
_UNSTOPPED_SENTENCE = 20
"""Minimum words of a line in these scripts that counts as a sentence: a headline has fewer."""
LONG = 12
"""Minimum words of a line with a sentence end that counts as a sentence."""

_WORDS_A_POINT = 8
_MOST_POINTS = 5
_UNENDED = 0.1
_LISTED = -1
_FURNITURE = -3
_REPEATED = -0.3
_MAX_FURNITURE_WORDS = 60
_MEDIUM = 6
_MAX_BYLINE = 160
_MAX_DATE_WORDS = 12
_HEAD_OF_RUN = 6
_TAB = 8


def line_words(text: str) -> int:
    """Count the words of a line; in scripts without blanks and full stops, four letters are a word."""
    letters = 0 if text.isascii() else len(_UNSTOPPED.findall(text))
    return word_count(_UNSTOPPED.sub(" ", text)) + letters // _LETTERS_A_WORD if letters else word_count(text)


def ends_as_sentence(text: str) -> bool:
    """Return True if a line ends with a full stop or the like, or is long in a script without full stops."""
    if SENTENCE_END.search(text):
        return True
    return bool(_UNSTOPPED.search(text[-1:])) and line_words(text) >= _UNSTOPPED_SENTENCE


class Kind(StrEnum):
    """The kind of a line, judged by the line alone."""

    PROSE = "prose"
    LABEL = "label"
    BYLINE = "byline"
    DATE = "date"
    BOILERPLATE = "boilerplate"
    CAPTION = "caption"


class Line(NamedTuple):
    """A line without its white space.

    `score`: evidence for text, in sentences of eight words; negative for furniture.
    `gap`: blank lines above the line.
    `indent`: blanks before the line.
    """

    text: str
    kind: Kind
    score: float
    gap: int = 0
    indent: int = 0


def read_lines(text: str, languages: Languages) -> list[Line]:
    """Read the lines that are not empty; repeated lines, such as menus, count as furniture."""
    lines: list[Line] = []
    gap = 0
    for raw in text.splitlines():
        stripped = clean_line(raw)
        if not stripped:
            gap += 1
            continue
        wide = raw.expandtabs(_TAB)
        lines.append(_judge(stripped, languages)._replace(gap=gap, indent=len(wide) - len(wide.lstrip())))
        gap = 0
    counts = Counter(line.text for line in lines)
    return [line._replace(score=min(line.score, _REPEATED)) if counts[line.text] > 1 else line for line in lines]


def _judge(text: str, languages: Languages) -> Line:
    """Judge the kind of a line, and the evidence that it belongs to the body."""
    line = _judge_kind(text, languages)
    if line.kind in (Kind.PROSE, Kind.LABEL) and is_caption(text, languages):
        line = line._replace(kind=Kind.CAPTION)
    count = line_words(text)
    if count <= _MAX_FURNITURE_WORDS and not QUOTED.search(text) and holds(text, _WORDS, languages):
        return line._replace(score=min(line.score, _FURNITURE))
    if BULLET.match(text) and not ends_as_sentence(text):
        return line._replace(score=min(line.score, _LISTED))
    return line


def _judge_kind(text: str, languages: Languages) -> Line:
    count = line_words(text)
    ends = ends_as_sentence(text)
    if is_boilerplate(text, _MARKERS, languages) or (count <= 4 * LONG and _has_copyright(text, languages)):
        return Line(text, Kind.BOILERPLATE, -4)
    if _is_byline(text, languages):
        return Line(text, Kind.BYLINE, -3)
    if count <= _MAX_DATE_WORDS and not ends and (has_reading_time(text, languages) or has_date(text, languages)):
        return Line(text, Kind.DATE, -3)
    if count >= LONG:
        weight = min(count / _WORDS_A_POINT, _MOST_POINTS)
        return Line(text, Kind.PROSE, weight if ends else _UNENDED * weight)
    if count >= _MEDIUM:
        return Line(text, Kind.PROSE if ends else Kind.LABEL, 1 if ends else -0.5)
    return Line(text, Kind.PROSE if ends else Kind.LABEL, 0 if ends else -0.7)


def _has_copyright(text: str, languages: Languages) -> bool:
    return bool(languages.made(_copyright_pattern).search(text))


def _copyright_pattern(languages: Languages) -> re.Pattern[str]:
    return re.compile(rf"©|\(c\)\s*\d{{4}}|(?:{languages.alternatives(_COPYRIGHT_WORDS)})\s+\d{{4}}", re.IGNORECASE)


def _is_byline(text: str, languages: Languages) -> bool:
    if len(text) > _MAX_BYLINE or text.endswith((".", "?", "!", "”", '"')) or not has_prefix(text, languages):
        return False
    names = read_byline(text, languages).names
    return bool(names) and is_person_like(names[0], languages) and len(names[0].split()) * 2 <= line_words(text) + 6


def sentence_run(lines: list[Line]) -> tuple[int, int]:
    """Return the start and end of the run with the largest sum of scores, without its header.

    The method is Bentley's maximum subarray. If no line has a positive score, as in a poem, the run is all lines but
    furniture.
    """
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
    return past_header(lines, start, end), end


def past_header(lines: list[Line], start: int, end: int) -> int:
    """Return the first line of the text in a run, after any title, byline and date at the start of the run."""
    for index in range(start, min(end, start + _HEAD_OF_RUN)):
        if lines[index].kind in (Kind.BYLINE, Kind.DATE) and any(item.score > 0 for item in lines[index + 1 : end]):
            start = index + 1
    for index in range(start, end):
        line = lines[index]
        if line.score > 0 and (ends_as_sentence(line.text) or not _has_prose(lines[index + 1 : end])):
            return index
    return start


def _has_prose(lines: list[Line]) -> bool:
    return any(line.kind is Kind.PROSE and line.score >= LONG / _WORDS_A_POINT for line in lines)


def _without_furniture(lines: list[Line]) -> tuple[int, int]:
    inner = [index for index, line in enumerate(lines) if line.kind is Kind.LABEL or line.kind is Kind.PROSE]
    return (inner[0], inner[-1] + 1) if inner else (0, len(lines))
