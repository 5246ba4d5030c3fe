"""Dates of claims: the date of the subject, and the date of the statement.

Articles in an unread language get no dates. The examples are English.

**About.** The date is the first time expression of the content with a day, a week, a year …; "now" and "currently"
are none. Times of day and lengths ("at noon", "for three years") are not dates.

**Said.** The date is the expression beside source and cue: in the cue, after the cue ("said on Tuesday", "told
reporters in Rome on Friday"), before the source ("On Monday, the minister said"), or between cue and content ("said
on Tuesday that …"). The nearest expression counts, if no other verb is between expression and cue, nor before a
leading expression. An expression dates either the saying or the subject of the claim, never both.

**No dates.** A day of any week ("on a Tuesday", "usually in May") is not a date, nor is the period of a superlative
("the worst crash in 30 years").
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from hearsay.pipelines.dates.basis import Reference, is_now, reference_of, resolve_date
from hearsay.pipelines.dates.expressions import Expression, find_expressions
from hearsay.pipelines.dates.tense import has_verb, lean_at
from hearsay.pipelines.dates.when import When
from hearsay.pipelines.language import Language
from hearsay.pipelines.records import Article, Attribution, Claim, Span, Spans

SAID_REACH = 40
"""Most characters between the cue and a time after it: about 'told reporters in the capital on'."""

BEFORE_REACH = 12
"""Most characters between a time and the source after it."""

_SENTENCE_END = re.compile(r"[.!?][\"”’')\]]*\s|\n")
_STOPS = re.compile(r"[.;:“”\"\n]")
_LONGEST_SENTENCE = 600


class Page(NamedTuple):
    """The text of an article with its language and reference date."""

    text: str
    language: Language
    reference: Reference

    def pattern(self, name: str) -> re.Pattern[str]:
        """Return a pattern of the language."""
        return self.language.pattern(f"dates/claims.{name}")


def date_claims(
    article: Article, claims: Iterable[Claim], captured_at: datetime | None, language: Language | None
) -> tuple[Claim, ...]:
    """Add the dates `about` and `said` to claims; never raises for spans inside the text.

    Args:
        article: The article.
        claims: Its claims.
        captured_at: The time of the capture; None if unknown.
        language: The language of the text; None for an unread language, whose claims get no dates.
    """
    claims = tuple(claims)
    if language is None:
        return claims
    page = Page(article.text, language, reference_of(article, captured_at, language))
    expressions = _expressions_around(page, claims)
    contents = sorted({span for claim in claims for span in claim.attribution.content})
    return tuple(_dated(page, claim, expressions, contents) for claim in claims)


def _expressions_around(page: Page, claims: Iterable[Claim]) -> list[Expression]:
    """Return the expressions of all sentences with a part of a claim; each sentence is parsed once."""
    parts = {span for claim in claims for spans in _roles(claim) for span in spans}
    expressions: list[Expression] = []
    done = 0
    for low, high in sorted(_sentences_around(page, span) for span in parts):
        if high > done:
            expressions += find_expressions(page.text, page.reference.anchor, page.language, max(low, done), high)
            done = high
    return [
        _without_event_date(page, expression)
        for expression in expressions
        if isinstance(expression.value, When) and not _is_not_a_date(page, expression)
    ]


def _is_not_a_date(page: Page, expression: Expression) -> bool:
    """Return True for a day of any week or year ('on a Tuesday'), or the period of a superlative."""
    words, before = _words_with_lead(page.text, expression, 80)
    if page.pattern("one_of_any").fullmatch(words) and page.pattern("any").search(before):
        return True
    if page.pattern("in_hours").fullmatch(words):
        return lean_at(before, len(before), len(before), page.language) < 0
    return bool(page.pattern("in_units").fullmatch(words)) and bool(page.pattern("extreme").search(before))


def _words_with_lead(text: str, expression: Expression, reach: int) -> tuple[str, str]:
    """Return the words of an expression, and the text before them."""
    return text[expression.start : expression.end], text[max(expression.start - reach, 0) : expression.start]


def _without_event_date(page: Page, expression: Expression) -> Expression:
    """Drop the value if the expression is relative to an earlier event in the text, not to the article's day."""
    if not isinstance(expression.value, When):
        return expression
    words, before = _words_with_lead(page.text, expression, 12)
    is_after_event = expression.value.is_relative and page.pattern("after_event").search(words)
    if is_after_event or page.pattern("of_event").search(before):
        return replace(expression, value=replace(expression.value, start=None, end=None))
    return expression


def _roles(claim: Claim) -> tuple[Spans, Spans, Spans]:
    attribution = claim.attribution
    return attribution.source, attribution.cue, attribution.content


def _sentences_around(page: Page, span: Span) -> tuple[int, int]:
    """Return the sentences around a span, cut at a length beyond that of sentences."""
    low = max(span.start - _LONGEST_SENTENCE, 0)
    high = min(span.end + _LONGEST_SENTENCE, len(page.text))
    low = max((end for end in _sentence_ends(page, low, span.start)), default=low)
    return low, next(_sentence_ends(page, max(span.end - 1, 0), high), high)


def _sentence_ends(page: Page, low: int, high: int) -> Iterator[int]:
    """Yield the ends of sentences between two positions. The full stop of 'p.m.' or 'Jan.' is none."""
    abbreviation = page.language.pattern("dates/expressions.abbreviation")
    for match in _SENTENCE_END.finditer(page.text, low, high):
        if not abbreviation.search(page.text[max(match.start() - 6, 0) : match.start() + 1]):
            yield match.end()


def _dated(page: Page, claim: Claim, expressions: list[Expression], contents: list[Span]) -> Claim:
    attribution = claim.attribution
    others = _contents_beside(contents, attribution)
    inside = [item for item in expressions if _is_in(item, attribution.content)]
    opening = next((item for item in inside if _opens(page, item, attribution.content, attribution.cue)), None)
    said_on = opening or _beside(
        page, expressions, attribution.source, attribution.cue, (*attribution.content, *others)
    )
    about = _first([item for item in inside if item is not said_on])
    return replace(claim, about=resolve_date(about, page.reference), said=resolve_date(said_on, page.reference))


def _contents_beside(contents: list[Span], attribution: Attribution) -> tuple[Span, ...]:
    """Return the contents near a cue, without the content around the cue: their times do not date the cue."""
    if not attribution.cue:
        return ()
    low, high = attribution.cue[0].start - _LONGEST_SENTENCE, attribution.cue[-1].end + 80
    near = contents[bisect_left(contents, low, key=_start) : bisect_left(contents, high, key=_start)]
    return tuple(span for span in near if not (span.start <= attribution.cue[0].start < span.end))


def _is_in(expression: Expression, spans: Spans) -> bool:
    return any(span.start <= expression.start and expression.end <= span.end for span in spans)


def _touches(expression: Expression, spans: Spans) -> bool:
    return any(span.start < expression.end and expression.start < span.end for span in spans)


def _opens(page: Page, expression: Expression, content: Spans, cue: Spans) -> bool:
    """Return True if the content begins with the expression and 'that': 'said [on Tuesday that …]'."""
    start = content[0].start
    leads = page.pattern("before_that").fullmatch(page.text, start, max(start, expression.start))
    has_that = page.pattern("opens_that").match(page.text, expression.end)
    return bool(cue) and cue[-1].end <= start and bool(leads) and bool(has_that)


def _beside(
    page: Page, expressions: list[Expression], source: Spans, cue: Spans, content: Spans
) -> Expression | None:
    """Return the expression outside the content nearest to source and cue, with only words between."""
    if not cue:
        return None
    parts = (*source, *cue)
    low, high = min(part.start for part in parts), max(part.end for part in parts)
    near = expressions[
        bisect_left(expressions, low - 80, key=_start) : bisect_left(expressions, high + 80, key=_start)
    ]
    candidates: list[tuple[int, Expression]] = []
    for expression in near:
        if _touches(expression, content) or _touches(expression, source) or not _can_date_a_saying(page, expression):
            continue
        distance = _distance(page, expression, Span(low, high), content)
        if distance is not None:
            candidates.append((distance, expression))
    return min(candidates, key=lambda pair: (pair[0], pair[1].start))[1] if candidates else None


def _can_date_a_saying(page: Page, expression: Expression) -> bool:
    """Return True for a day, a week …, but not for an open or counted interval, such as 'since March'."""
    is_edge = bool(page.pattern("edges").match(page.text, expression.start))
    when = expression.value
    is_known = isinstance(when, When) and (when.start is not None or when.end is not None)
    return is_known and not is_now(expression) and (expression.kind != "SPAN" or is_edge)


def _start(item: Expression | Span) -> int:
    return item.start


def _distance(page: Page, expression: Expression, saying: Span, content: Spans) -> int | None:
    """Return the number of characters between an expression and the saying; None if both are unconnected."""
    text = page.text
    if saying.start <= expression.start and expression.end <= saying.end:
        return 0
    if expression.start >= saying.end:
        gap = Span(saying.end, expression.start)
        lead, reach = "", SAID_REACH
    elif expression.end <= saying.start:
        gap = Span(expression.end, saying.start)
        low, _ = _sentences_around(page, Span(expression.start, expression.end))
        lead, reach = text[low : expression.start], BEFORE_REACH
    else:
        return None
    between = text[gap.start : gap.end]
    if expression.start >= saying.end and "," in between:
        return None
    is_cut = len(between) > reach or _touches_span(gap, content) or bool(_STOPS.search(between))
    return None if is_cut or has_verb(between, page.language) or has_verb(lead, page.language) else len(between)


def _touches_span(gap: Span, spans: Spans) -> bool:
    return any(span.start < gap.end and gap.start < span.end for span in spans)


def _first(inside: list[Expression]) -> Expression | None:
    return next((expression for expression in inside if not is_now(expression)), None)
