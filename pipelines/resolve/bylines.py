"""Bylines within a line of text, where a page lost its line breaks: 'By Ines Halvorsen Tom Lund said …'."""

import re
from collections.abc import Sequence
from dataclasses import replace

from hearsay.pipelines.language import Language
from hearsay.pipelines.language.language import alternatives
from hearsay.pipelines.records import Reading, Span


def byline_ends(text: str, authors: Sequence[str], language: Language) -> tuple[int, ...]:
    """Return the positions behind bylines that words of the article follow in the same line, in order."""
    named = [author for author in authors if " " in author and author in text]
    if not named:
        return ()
    by, names = alternatives(language.words("bylines/by_words")), alternatives(frozenset(named))
    byline = re.compile(rf"(?<![\w’'-])(?i:{by}):?\s(?:{names})[^\S\n]+(?=[^\W\d_])")
    return tuple(match.end() for match in byline.finditer(text) if text[match.end()].isupper())


def without_bylines(reading: Reading, ends: Sequence[int]) -> Reading:
    """Return the reading with mentions, sources and contents that begin behind a byline in them."""
    if not ends:
        return reading

    def behind(span: Span) -> Span:
        inside = [end for end in ends if span.start < end < span.end]
        return Span(inside[-1], span.end) if inside else span

    mentions = (
        replace(mention, start=behind(Span(mention.start, mention.end)).start) for mention in reading.mentions
    )
    attributions = (
        replace(item, source=tuple(map(behind, item.source)), content=tuple(map(behind, item.content)))
        for item in reading.attributions
    )
    return replace(reading, mentions=tuple(mentions), attributions=tuple(attributions))
