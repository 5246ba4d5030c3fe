"""A page saved as plain text: separation into headline, byline, body and furniture.

A small trained model selects the lines of the body (`line_model`). For a text without selected lines, such as a poem,
the body is the run of lines that resembles text most (`text_lines.sentence_run`). The ends of the body are cut as on
web pages.
"""

import re

import numpy as np
from numpy.typing import NDArray

from hearsay.pipelines.addresses import clean_address, domain_of
from hearsay.pipelines.extract.body.boxes import Surroundings
from hearsay.pipelines.extract.body.inner_lines import without_boxes
from hearsay.pipelines.extract.body.tail_lines import without_tail
from hearsay.pipelines.extract.metadata.bylines import read_byline
from hearsay.pipelines.extract.metadata.date_lines import Reading, line_date
from hearsay.pipelines.extract.metadata.dates import Written
from hearsay.pipelines.extract.metadata.language import text_language
from hearsay.pipelines.extract.metadata.paywall import text_paywall
from hearsay.pipelines.extract.plain_text.line_model import body_lines
from hearsay.pipelines.extract.plain_text.text_lines import (
    Kind,
    Line,
    ends_as_sentence,
    line_words,
    past_header,
    read_lines,
    sentence_run,
)
from hearsay.pipelines.language import DEFAULT, Languages
from hearsay.pipelines.records import Article, Capture, Published, Rejection, Removed

_NEAREST = 20
_LABEL_WORDS = 5
_TRAILING_LABELS = 3
_VOCABULARY_CHARS = 3_000
_STOPS = (".", "。", "।", "۔")
_FAR = 0.01
_STOPPED = 0.3
_WORDY = 0.01
_WORD = re.compile(r"[^\W\d_]{4,}")
_TITLE_WORDS = (4, 30)
_SHORT_TITLE_WORDS = (2, 30)
_FOREIGN = (Kind.BOILERPLATE, Kind.BYLINE, Kind.CAPTION)
_NOTHING_AROUND = Surroundings()


def extract_text(capture: Capture, text: str, languages: Languages) -> Article | Rejection:
    """Extract the article; each line that is not blank goes to its text, title, subtitle or `removed`."""
    lines = read_lines(text, languages)
    if not lines:
        return Rejection("no_text", "no line has a letter")
    stripped = [line.text for line in lines]
    language = text_language("\n".join(stripped), None, languages)
    codes = tuple(dict.fromkeys((language or DEFAULT, DEFAULT)))
    reading = Reading(None, codes, None, capture.fetched_at, languages)
    is_body = _body(lines, languages)
    start, _ = _ends(is_body)
    kept, tail = without_tail(_texts(lines, is_body), (), _NOTHING_AROUND, languages)
    body, inner = without_boxes(kept, _NOTHING_AROUND, languages)
    title, subtitle = _headlines(lines[:start], "\n".join(body))
    url = capture.final_url or capture.url
    canonical = clean_address(url) if url else None
    return Article(
        capture_id=capture.capture_id,
        text="\n".join(body),
        title=lines[title].text if title is not None else None,
        subtitle=lines[subtitle].text if subtitle is not None else None,
        authors=_authors(lines[:start], languages),
        published=_published(lines[:start], reading),
        url=url,
        canonical_url=canonical,
        domain=domain_of(canonical) if canonical else None,
        language=text_language("\n".join(body), None, languages),
        is_paywalled=text_paywall(stripped, "\n".join(body), languages),
        removed=(*_removed(lines, is_body, (title, subtitle)), *inner, *tail),
    )


def _body(lines: list[Line], languages: Languages) -> NDArray[np.bool_]:
    """Return True for each line of the body; at least one line is True."""
    is_foreign = np.array([line.kind in _FOREIGN for line in lines]) | _navigation(lines)
    is_body = body_lines(lines, languages) & ~is_foreign
    if is_body.any():
        start, last = _ends(is_body)
        is_body[: past_header(lines, start, last + 1)] = False
        is_body[_announced_list(lines, is_body) :] = False
    else:
        start, end = sentence_run(lines)
        is_body[start:end] = ~is_foreign[start:end]
    return is_body if is_body.any() else np.ones(len(lines), dtype=bool)


def _navigation(lines: list[Line]) -> NDArray[np.bool_]:
    """Return True for each short line that stands above and below the prose, and for the short lines below it."""
    prose = [index for index, line in enumerate(lines) if line.kind is Kind.PROSE and line.score > 0]
    if not prose:
        return np.zeros(len(lines), dtype=bool)
    above = {line.text for line in lines[: prose[0]]}
    below = {line.text for line in lines[prose[-1] + 1 :]}
    is_both = np.array([line.text in above and line.text in below and _is_label(line) for line in lines])
    behind = np.flatnonzero(is_both[prose[-1] + 1 :])
    if behind.size:
        for index in range(prose[-1] + 1 + int(behind[0]), len(lines)):
            is_both[index] |= _is_label(lines[index])
    elif len(lines) - prose[-1] > _TRAILING_LABELS and all(map(_is_label, lines[prose[-1] + 1 :])):
        is_both[prose[-1] + 1 :] = True
    return is_both


def _is_label(line: Line) -> bool:
    return not ends_as_sentence(line.text) and line_words(line.text) <= _LABEL_WORDS


def _announced_list(lines: list[Line], chosen: NDArray[np.bool_]) -> int:
    """Return the start of a closing list of links: 'Related stories' without a sentence after it."""
    sentences = [index for index, line in enumerate(lines) if chosen[index] and line.score > 0]
    behind = range(sentences[-1] + 1 if sentences else len(lines), len(lines))
    return next((index for index in behind if lines[index].kind is Kind.BOILERPLATE), len(lines))


def _ends(chosen: NDArray[np.bool_]) -> tuple[int, int]:
    """Return the first and the last chosen index."""
    index = np.flatnonzero(chosen)
    return int(index[0]), int(index[-1])


def _texts(lines: list[Line], chosen: NDArray[np.bool_]) -> list[str]:
    return [line.text for line, is_chosen in zip(lines, chosen, strict=True) if is_chosen]


def _headlines(head: list[Line], body: str) -> tuple[int | None, int | None]:
    """Return the indices of title and subtitle in the header.

    A title is a line near the text that shares words with it, usually without a full stop. Navigation comes first and
    in lines of a word or two, so a short line is used only if there is no longer line.
    """
    vocabulary = set(_WORD.findall(body[:_VOCABULARY_CHARS].casefold()))
    nearest = max(0, len(head) - _NEAREST)
    for low, high in (_TITLE_WORDS, _SHORT_TITLE_WORDS):
        fitting = [index for index in range(nearest, len(head)) if _is_title(head[index], low, high)]
        if fitting:
            first = max(fitting, key=lambda index: _title_score(head, index, vocabulary))
            return first, first + 1 if first + 1 in fitting else None
    return None, None


def _title_score(head: list[Line], index: int, vocabulary: set[str]) -> float:
    text = head[index].text
    words = _WORD.findall(text.casefold())
    shared = sum(word in vocabulary for word in words) / len(words) if words else 0.0
    return (
        shared - _FAR * (len(head) - index) - (_STOPPED if text.endswith(_STOPS) else 0.0) - _WORDY * line_words(text)
    )


def _is_title(line: Line, low: int, high: int) -> bool:
    is_sentence = line.text.endswith(_STOPS) and not line.text.endswith("...")
    return (
        line.kind in (Kind.LABEL, Kind.PROSE)
        and low <= line_words(line.text) <= high
        and not (is_sentence and low < 4)
    )


def _authors(head: list[Line], languages: Languages) -> tuple[str, ...]:
    for line in head:
        if line.kind is Kind.BYLINE:
            return read_byline(line.text, languages).names
    return ()


def _published(head: list[Line], reading: Reading) -> Published:
    """Return the first date of the header; a relative date is resolved against the fetch or kept as text."""
    for line in head:
        if line.kind not in (Kind.BYLINE, Kind.DATE):
            continue
        written = line_date(line.text, reading)
        if isinstance(written, Written):
            return Published(
                written.at, "relative" if written.is_relative else "byline", written.precision, written.text
            )
        if written:
            return Published(text=written)
    return Published()


def _removed(lines: list[Line], is_body: NDArray[np.bool_], used: tuple[int | None, ...]) -> tuple[Removed, ...]:
    start, last = _ends(is_body)
    removed = []
    for index, line in enumerate(lines):
        if index in used or is_body[index]:
            continue
        part, place = (
            ("head", "before") if index < start else ("tail", "after") if index > last else ("body", "between")
        )
        reason = f"{place} the text" if line.kind in (Kind.PROSE, Kind.LABEL) else str(line.kind)
        removed.append(Removed(part, reason, line.text))
    return tuple(removed)
