"""Signs of the lines of a plain-text capture: numbers about each line and its surroundings.

A sign is one number for each line. Most are between 0 and 1; logarithms of counts are a little above. Signs use only
the words of the word lists, and no names of sites.
"""

import re
from collections import Counter
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from hearsay.pipelines.extract.body.inner_lines import is_picture_credit
from hearsay.pipelines.extract.body.tail_lines import is_tail
from hearsay.pipelines.extract.plain_text.text_lines import (
    BULLET,
    LONG,
    QUOTED,
    Kind,
    Line,
    ends_as_sentence,
    line_words,
    sentence_run,
)
from hearsay.pipelines.extract.words.markers import holds, is_boilerplate
from hearsay.pipelines.language import Languages

Numbers = NDArray[np.float64]
Signs = dict[str, Numbers]

_WORD = re.compile(r"[^\W\d_]+")
_MARK = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0981-\u0dff\u200c\u200d"
_TELLING = re.compile(rf"(?:[^\W\d_]|[{_MARK}]){{5,}}")
_RUN_TOGETHER = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]{2,}")
_SENTENCE = re.compile(r"[.!?][\"'”’»)]*(?=\s|$)|[。！？।॥؟۔։።]")
_COMMA = re.compile("[,，、،]")
_DIVIDER = re.compile(r"[|»›•]")
_ADDRESS = re.compile(r"@|http|www\.")
_HELD = {
    "furniture_words": "furniture/capture_words",
    "subscription_words": "furniture/subscription_words",
    "disclosure_words": "furniture/disclosure_words",
    "disclosure_means": "furniture/disclosure_means",
    "contribution_words": "furniture/contribution_words",
}
_BEGUN = {
    "tail_markers": "furniture/tail_markers",
    "list_markers": "furniture/list_markers",
    "head_markers": "furniture/head_markers",
}
"""Lists by the name that they have in the signs of the trained weights."""

_LONGER_THAN = (1, 2, 3, 5, 8, 12, 20, 40)
_SHORT_WORD = 3
_USUAL_CAPITALS = (0.5, 0.1)
"""Shares in lines that do not end as a sentence, and in those that do."""
_USUAL_SHORT_WORDS = (0.1, 0.4)
_MAX_HELD = 400
_MOST_SENTENCES = 6
_WORDS_A_COMMA = 8
_MAX_GAP = 3
_WIDE_GAP = 2
_MAX_INDENT = 12
_MOST_SCORE = 5
_REACHES = (3, 8, 20)
_FARTHEST = 30
_SHARED_BY = (1, 2, 4)


def line_signs(lines: list[Line], languages: Languages) -> Signs:
    """Compute the values of each sign by name. `lines` must not be empty."""
    words = np.array([line_words(line.text) for line in lines], dtype=float)
    is_prose = (words >= LONG) & _each(ends_as_sentence(line.text) for line in lines).astype(bool)
    prose = np.where(is_prose, words, 0.0)
    own = _own_signs(lines, words, languages) | _layout_signs(lines, prose) | {"prose": is_prose.astype(float)}
    return {
        **own,
        **_neighbour_signs(own),
        **_reach_signs(words, prose, own["score"]),
        **_nearest_prose_signs(is_prose),
        **_place_signs(words, prose),
        **_run_signs(lines, prose, sentence_run(lines)),
    }


def _own_signs(lines: list[Line], words: Numbers, languages: Languages) -> Signs:
    """Compute signs from the line's own characters."""
    texts = [line.text for line in lines]
    written = [_WORD.findall(text) for text in texts]
    counts = Counter(texts)
    return {
        "words": np.log1p(words),
        **{f"words over {count}": (words > count).astype(float) for count in _LONGER_THAN},
        "sentences": _each(min(len(_SENTENCE.findall(text)), _MOST_SENTENCES) for text in texts),
        "ends as a sentence": _each(ends_as_sentence(text) for text in texts),
        "ends with a colon": _each(text.endswith(":") for text in texts),
        "ends with dots": _each(text.endswith(("...", "…")) for text in texts),
        "ends as a question": _each(text.endswith(("?", "？", "؟")) for text in texts),
        "begins lower": _each(text[:1].islower() for text in texts),
        "begins with a digit": _each(text[:1].isdigit() for text in texts),
        "begins with a bracket": _each(text[0] in "([" for text in texts),
        "bullet": _each(bool(BULLET.match(text)) for text in texts),
        "capitals": _each(map(_capitals, texts, written)),
        "upper case": _each(_share(word.isupper() and len(word) > 1 for word in tokens) for tokens in written),
        "short words": _each(map(_short_words, texts, written)),
        "digits": _each(_share(sign.isdigit() for sign in text) for text in texts),
        "commas": _each(
            min(1.0, len(_COMMA.findall(text)) * _WORDS_A_COMMA / max(_WORDS_A_COMMA, len(tokens)))
            for text, tokens in zip(texts, written, strict=True)
        ),
        "quotation": _each(bool(QUOTED.search(text)) for text in texts),
        "divider": _each(bool(_DIVIDER.search(text)) for text in texts),
        "address": _each(bool(_ADDRESS.search(text)) for text in texts),
        "hash": _each("#" in text for text in texts),
        "repeated": _each(counts[text] > 1 for text in texts),
        "score": np.clip(_each(line.score for line in lines), -_MOST_SCORE, _MOST_SCORE),
        "picture credit": _each(is_picture_credit(text, languages) for text in texts),
        "tail": _each(is_tail(text, languages) for text in texts),
        **{f"kind {kind}": _each(line.kind is kind for line in lines) for kind in Kind},
        **_list_signs(texts, languages),
    }


def _capitals(text: str, written: list[str]) -> float:
    """Return the share of capitalized words behind the first; for a script without capitals the usual share."""
    if _has_case(text):
        return _share(word[0].isupper() for word in written[1:])
    return _USUAL_CAPITALS[ends_as_sentence(text)]


def _short_words(text: str, written: list[str]) -> float:
    """Return the share of short words in small letters; for a script without capitals the usual share."""
    if _has_case(text):
        return _share(len(word) <= _SHORT_WORD and word.islower() for word in written)
    return _USUAL_SHORT_WORDS[ends_as_sentence(text)]


def _has_case(text: str) -> bool:
    return text.isascii() or text.lower() != text.upper()


def _telling(text: str) -> frozenset[str]:
    """Return the longer words of a line; of a script without blanks the pairs of letters."""
    words = (word.casefold() for word in _TELLING.findall(text))
    if not text.isascii() and _RUN_TOGETHER.search(text):
        pairs = (word[at : at + 2] for word in _RUN_TOGETHER.findall(text) for at in range(len(word) - 1))
        return frozenset((*pairs, *(word for word in words if not _RUN_TOGETHER.search(word))))
    return frozenset(words)


def _list_signs(texts: list[str], languages: Languages) -> Signs:
    """Compute signs of the word lists."""
    held = {
        f"holds {name}": _each(len(text) < _MAX_HELD and holds(text, words, languages) for text in texts)
        for name, words in _HELD.items()
    }
    begun = {
        f"begins {name}": _each(is_boilerplate(text, markers, languages) for text in texts)
        for name, markers in _BEGUN.items()
    }
    return held | begun


def _layout_signs(lines: list[Line], prose: Numbers) -> Signs:
    """Compute signs of blank lines and indentation, also relative to the layout of this capture's prose."""
    gaps = np.minimum([*(line.gap for line in lines), _MAX_GAP], _MAX_GAP)
    above, below = (gaps[:-1] > 0).astype(float), (gaps[1:] > 0).astype(float)
    apart = above * below
    prose_apart = float((apart * prose).sum() / max(1.0, prose.sum()))
    indents = np.minimum([line.indent for line in lines], _MAX_INDENT).astype(float)
    block = np.cumsum(above).astype(int)
    per_block = np.bincount(block)[block]
    return {
        "blank above": above,
        "blank below": below,
        "apart": apart,
        "wide gap": (gaps[:-1] >= _WIDE_GAP).astype(float),
        "prose apart": np.full(len(lines), prose_apart),
        "apart as prose": apart * prose_apart,
        "packed unlike prose": (1 - apart) * prose_apart,
        "indent": indents / _MAX_INDENT,
        "indent of prose": (indents == _usual(indents, prose)).astype(float),
        "lines in block": np.log(per_block),
        "prose in block": np.log1p(np.bincount(block, weights=prose)[block] / per_block),
    }


def _usual(indents: Numbers, prose: Numbers) -> float:
    """Return the indentation of most of the prose; 0 without prose."""
    return float(np.bincount(indents.astype(int), weights=prose).argmax()) if prose.any() else 0.0


def _neighbour_signs(own: Signs) -> Signs:
    """Copy signs of the line above and the line below."""
    signs = {}
    for name in ("words", "ends as a sentence", "prose", "score", "capitals", "blank above", "repeated", "bullet"):
        signs[f"{name}, line above"] = np.concatenate([[0.0], own[name][:-1]])
        signs[f"{name}, line below"] = np.concatenate([own[name][1:], [0.0]])
    return signs


def _reach_signs(words: Numbers, prose: Numbers, score: Numbers) -> Signs:
    """Compute the amount of prose and the sum of scores in the next few lines on either side."""
    index = np.arange(len(words))
    sums = {name: np.concatenate([[0.0], np.cumsum(v)]) for name, v in (("w", words), ("p", prose), ("s", score))}
    signs = {}
    for reach in _REACHES:
        sides = {
            "above": (np.maximum(0, index - reach), index),
            "below": (index + 1, np.minimum(len(words), index + reach + 1)),
        }
        for side, (start, end) in sides.items():
            total, of_prose, score_sum = (sums[name][end] - sums[name][start] for name in "wps")
            signs[f"share of prose, {reach} {side}"] = of_prose / np.maximum(1.0, total)
            signs[f"prose, {reach} {side}"] = np.log1p(of_prose / reach)
            signs[f"score, {reach} {side}"] = score_sum / reach
    return signs


def _nearest_prose_signs(is_prose: NDArray[np.bool_]) -> Signs:
    """Count the lines to the nearest prose above and below."""
    above = _lines_since(is_prose)
    below = _lines_since(is_prose[::-1])[::-1]
    return {"lines to prose above": np.log1p(above), "lines to prose below": np.log1p(below)}


def _lines_since(is_prose: NDArray[np.bool_]) -> Numbers:
    index = np.arange(len(is_prose))
    last = np.maximum.accumulate(np.where(is_prose, index, -_FARTHEST - 1))
    before = np.concatenate([[-_FARTHEST - 1], last[:-1]])
    return np.asarray(np.minimum(index - before - 1, _FARTHEST), dtype=float)


def _place_signs(words: Numbers, prose: Numbers) -> Signs:
    """Compute the position of each line in the capture, by lines, words and prose."""
    read, of_prose = np.cumsum(words), np.cumsum(prose)
    total = max(1.0, of_prose[-1])
    before, after = (of_prose - prose) / total, (of_prose[-1] - of_prose) / total
    return {
        "place in lines": np.arange(len(words)) / len(words),
        "place in words": (read - words) / max(1.0, read[-1]),
        "prose before": before,
        "prose after": after,
        "before all prose": (before == 0).astype(float),
        "after all prose": (after == 0).astype(float),
    }


def _run_signs(lines: list[Line], prose: Numbers, run: tuple[int, int]) -> Signs:
    """Compute each line's position in or distance to the run of text, and the share of its words in the run."""
    start, end = run
    index = np.arange(len(lines))
    inside = (index >= start) & (index < end)
    sums = np.concatenate([[0.0], np.cumsum([line.score for line in lines])])
    before, after = np.minimum(index, start), np.maximum(index + 1, end)
    telling = [_telling(line.text) for line in lines]
    counts = Counter(word for words in telling[start:end] for word in words)
    signs = {
        "in the run": inside.astype(float),
        "lines before the run": np.log1p(start - before),
        "lines after the run": np.log1p(after - end),
        "lines from its start": inside * np.log1p(np.maximum(0, index - start)),
        "lines to its end": inside * np.log1p(np.maximum(0, end - 1 - index)),
        "score to its start": (sums[start] - sums[before]) / _MOST_SCORE,
        "score from its end": (sums[after] - sums[end]) / _MOST_SCORE,
        "prose in the run": np.full(len(lines), np.log1p(prose[start:end].sum())),
        "no telling word": _each(not words for words in telling),
    }
    for least in _SHARED_BY:
        signs[f"words in {least} of the run"] = _each(
            _share(counts[word] - is_inside >= least for word in words)
            for words, is_inside in zip(telling, inside.tolist(), strict=True)
        )
    return signs


def _each(values: Iterable[float]) -> Numbers:
    return np.fromiter(values, dtype=float)


def _share(values: Iterable[bool]) -> float:
    flags = list(values)
    return sum(flags) / len(flags) if flags else 0.0
