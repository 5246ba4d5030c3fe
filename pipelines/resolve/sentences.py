"""Sentences of a text, split by sentencex; a line break always ends a sentence."""

import re
from bisect import bisect_right
from collections.abc import Sequence

from sentencex import get_sentence_boundaries

from hearsay.pipelines.language import Language
from hearsay.pipelines.records import Span

_LINE = re.compile(r"[^\n]+")


def split_sentences(text: str, language: Language) -> tuple[Span, ...]:
    """Return the sentences of a text in order, without white space at their ends."""
    sentences: list[Span] = []
    for line in _LINE.finditer(text):
        for boundary in get_sentence_boundaries(language.code, line.group()):
            start = line.start() + boundary["start_index"]
            sentence = text[start : line.start() + boundary["end_index"]]
            trimmed = sentence.strip()
            if trimmed:
                start += len(sentence) - len(sentence.lstrip())
                sentences.append(Span(start, start + len(trimmed)))
    return tuple(sentences)


def sentence_at(sentences: Sequence[Span], position: int) -> int:
    """Return the number of the sentence at a position, or of the last sentence before the position."""
    return max(0, bisect_right(sentences, position, key=lambda span: span.start) - 1)
