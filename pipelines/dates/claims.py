"""The dates of claims in English: the one that a claim is about, and the one on which it was said.

Of articles in other languages, whose expressions the grammar does not know, no date is known.

**About.** Of the time expressions in the content, the first that has a day, a week, a year …; "now", "currently" only
where there is no other. Times of day and lengths ("at noon", "for three years") are no dates.

**Said.** The expression beside source and cue: in the cue, behind it ("said on Tuesday", "told reporters in Rome on
Friday"), before the source ("On Monday, the minister said"), or between cue and content ("said on Tuesday that …"),
nearest first, with no other verb between, nor before it where it comes first. It is never what the claim is about.

**Against what.** A day known from the text alone is 'explicit'. Else it is reckoned from the day on which the article
was published ('published') or, where that is not known to the day, from the day on which the page was captured
('captured'); where neither is known it is NULL with basis 'none', and the words are kept. So is a year of which the
text does not say where it begins ("the last fiscal year"), and what is reckoned from something that was told before
("that Saturday", "seven months later").

**No dates.** A day of any week ("on a Tuesday", "usually in May"), and the stretch over which something is the worst
or the first ("the worst crash in 30 years").
"""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from hearsay.pipelines.dates.almanac import unit_at
from hearsay.pipelines.dates.expressions import Expression, find_expressions
from hearsay.pipelines.dates.outlets import is_day_first, is_southern
from hearsay.pipelines.dates.tense import has_verb, lean_at
from hearsay.pipelines.dates.when import Anchor, When
from hearsay.pipelines.records import Article, Attribution, Claim, Dated, Span, Spans

SAID_REACH = 40
"""Characters between the cue and the time behind it: about 'told reporters in the capital on'."""

BEFORE_REACH = 12
"""Characters between a time and the source that follows it."""

_NO_MOMENT = datetime(2000, 1, 3)
_SENTENCE_END = re.compile(r"[.!?][\"”’')\]]*\s|\n")
_OPENS_THAT = re.compile(r"\s*,?\s*that\b", re.IGNORECASE)
_EDGES = re.compile(r"(?:the )?(?:earlier|later|early|late|mid|end)\b", re.IGNORECASE)
_TOLD = re.compile(r"\b(?:later|earlier|after that|before that|thereafter|thereupon)$", re.IGNORECASE)
_OF_TOLD = re.compile(r"\bthat(?: same| very)?\s+$", re.IGNORECASE)
_ANY = re.compile(
    r"\b(?:an?|any|each|every|most|usually|typically|generally|normally|traditionally)(?: \w+)?"
    r"(?: (?:in|on|through))?\s+$"
    r"|\b(?:an?|any|each|every) \w+day(?:, \w+day)*,?(?: (?:or|and))?\s+$",
    re.IGNORECASE,
)
_ONE_OF_ANY = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:in |through |on )?[A-Z][a-z]+", re.IGNORECASE
)
_IN_A_STRETCH = re.compile(r"in (?:the (?:last|past) )?[\w-]+ (?:weeks|months|years|decades)", re.IGNORECASE)
_IN_HOURS = re.compile(r"in [\w-]+ (?:seconds|minutes|hours)", re.IGNORECASE)
_EXTREME = re.compile(
    r"\b(?:\w{2,}est|most|least|worst|best|first|second|third|only|once|twice|times|not|never|no|n['’]t)\b[^.;:]{0,60}$",
    re.IGNORECASE,
)
_STOPS = re.compile(r"[.;:“”\"\n]")
_DAY_PRECISIONS = ("second", "minute", "hour", "day")
_LONGEST_SENTENCE = 600


class Reckoning(NamedTuple):
    """What relative dates are reckoned from, and its name; basis 'none': from nothing."""

    anchor: Anchor
    basis: str


def date_claims(article: Article, claims: Iterable[Claim], captured_at: datetime | None) -> tuple[Claim, ...]:
    """The claims with their `about` and `said`; never raises for spans that lie in the text."""
    claims = tuple(claims)
    if article.language not in (None, "en"):
        return claims
    reckoning = _reckoning(article, captured_at)
    found = _expressions_around(article.text, claims, reckoning.anchor)
    contents = sorted({span for claim in claims for span in claim.attribution.content})
    return tuple(_dated(article.text, claim, found, contents, reckoning) for claim in claims)


def _expressions_around(text: str, claims: Iterable[Claim], anchor: Anchor) -> list[Expression]:
    """The expressions of all sentences in which a claim has a part, each sentence parsed once."""
    parts = {span for one in claims for spans in _roles(one) for span in spans}
    found: list[Expression] = []
    done = 0
    for low, high in sorted(_sentences_around(text, span) for span in parts):
        if high > done:
            found += find_expressions(text, anchor, max(low, done), high)
            done = high
    return [_as_told(text, one) for one in found if isinstance(one.value, When) and not _is_of_any(text, one)]


def _is_of_any(text: str, one: Expression) -> bool:
    """Whether it is a day of any week or year ('on a Tuesday'), or how long something had not been so."""
    words, before = text[one.start : one.end], text[max(one.start - 80, 0) : one.start]
    if _ONE_OF_ANY.fullmatch(words) and _ANY.search(before):
        return True
    if _IN_HOURS.fullmatch(words):
        return lean_at(before, len(before), len(before)) < 0
    return bool(_IN_A_STRETCH.fullmatch(words)) and bool(_EXTREME.search(before))


def _as_told(text: str, one: Expression) -> Expression:
    """Without a value where it is reckoned from what was told before, and not from the day of the article."""
    if not isinstance(one.value, When):
        return one
    words, before = text[one.start : one.end], text[max(one.start - 12, 0) : one.start]
    if (one.value.is_relative and _TOLD.search(words)) or _OF_TOLD.search(before):
        return replace(one, value=replace(one.value, start=None, end=None))
    return one


def _roles(claim: Claim) -> tuple[Spans, Spans, Spans]:
    said = claim.attribution
    return said.source, said.cue, said.content


def _reckoning(article: Article, captured_at: datetime | None) -> Reckoning:
    ways = {"is_day_first": is_day_first(article), "is_southern": is_southern(article)}
    published = article.published
    if published.at is not None and published.precision in _DAY_PRECISIONS:
        return Reckoning(Anchor(_plain(published.at), **ways), "published")
    if captured_at is not None:
        return Reckoning(Anchor(_plain(captured_at), **ways), "captured")
    return Reckoning(Anchor(_NO_MOMENT, **ways), "none")


def _plain(at: datetime) -> datetime:
    return (at.astimezone(UTC) if at.tzinfo else at).replace(tzinfo=None)


def _sentences_around(text: str, span: Span) -> tuple[int, int]:
    """The sentences that a span lies in, cut where they are too long to be ones."""
    low = max(span.start - _LONGEST_SENTENCE, 0)
    for match in _SENTENCE_END.finditer(text, low, span.start):
        low = match.end()
    after = _SENTENCE_END.search(text, max(span.end - 1, 0), min(span.end + _LONGEST_SENTENCE, len(text)))
    return low, after.end() if after else min(span.end + _LONGEST_SENTENCE, len(text))


def _dated(
    text: str, claim: Claim, expressions: list[Expression], contents: list[Span], reckoning: Reckoning
) -> Claim:
    said = claim.attribution
    others = _contents_beside(contents, said)
    inside = [one for one in expressions if _is_in(one, said.content)]
    opening = next((one for one in inside if _opens(text, one, said.content, said.cue)), None)
    spoken = opening or _beside(text, expressions, said.source, said.cue, (*said.content, *others))
    about = _first([one for one in inside if one is not spoken])
    return replace(claim, about=_value(about, reckoning), said=_value(spoken, reckoning))


def _contents_beside(contents: list[Span], said: Attribution) -> tuple[Span, ...]:
    """What others say near a cue: a time in it is theirs. A content that the cue stands in is none of them."""
    if not said.cue:
        return ()
    low, high = said.cue[0].start - _LONGEST_SENTENCE, said.cue[-1].end + 80
    near = contents[bisect_left(contents, low, key=_start) : bisect_left(contents, high, key=_start)]
    return tuple(span for span in near if not (span.start <= said.cue[0].start < span.end))


def _is_in(one: Expression, spans: Spans) -> bool:
    return any(span.start <= one.start and one.end <= span.end for span in spans)


def _touches(one: Expression, spans: Spans) -> bool:
    return any(span.start < one.end and one.start < span.end for span in spans)


def _opens(text: str, one: Expression, content: Spans, cue: Spans) -> bool:
    """Whether the content begins with it and goes on with 'that': 'said [on Tuesday that …]' dates the saying."""
    start = content[0].start
    leads = re.fullmatch(r"\s*(?:on|in|at)?\s*", text[start : one.start], re.IGNORECASE)
    return bool(cue) and cue[-1].end <= start and bool(leads) and bool(_OPENS_THAT.match(text, one.end))


def _beside(text: str, expressions: list[Expression], source: Spans, cue: Spans, content: Spans) -> Expression | None:
    """The expression outside the content that is nearest to source and cue, with nothing but words between."""
    if not cue:
        return None
    parts = (*source, *cue)
    low, high = min(part.start for part in parts), max(part.end for part in parts)
    near = expressions[
        bisect_left(expressions, low - 80, key=_start) : bisect_left(expressions, high + 80, key=_start)
    ]
    found: list[tuple[int, Expression]] = []
    for one in near:
        if _touches(one, content) or _touches(one, source) or not _can_date_a_saying(text, one):
            continue
        distance = _distance(text, one, Span(low, high), content)
        if distance is not None:
            found.append((distance, one))
    return min(found, key=lambda pair: (pair[0], pair[1].start))[1] if found else None


def _can_date_a_saying(text: str, one: Expression) -> bool:
    """Whether it is a day, a week … and no open or counted stretch: nobody says something 'since March'."""
    is_edge = bool(_EDGES.match(text, one.start))
    found = one.value
    is_known = isinstance(found, When) and (found.start is not None or found.end is not None)
    return is_known and not _is_now(one) and (one.kind != "SPAN" or is_edge)


def _start(one: Expression | Span) -> int:
    return one.start


def _distance(text: str, one: Expression, saying: Span, content: Spans) -> int | None:
    """Characters between an expression and the saying; None where something stands between, or it is too far."""
    if saying.start <= one.start and one.end <= saying.end:
        return 0
    if one.start >= saying.end:
        gap = Span(saying.end, one.start)
        lead, reach = "", SAID_REACH
    elif one.end <= saying.start:
        gap = Span(one.end, saying.start)
        lead, reach = text[_sentences_around(text, Span(one.start, one.end))[0] : one.start], BEFORE_REACH
    else:
        return None
    between = text[gap.start : gap.end]
    if one.start >= saying.end and "," in between:
        return None
    is_cut = len(between) > reach or _touches_span(gap, content) or bool(_STOPS.search(between))
    return None if is_cut or has_verb(between) or has_verb(lead) else len(between)


def _touches_span(gap: Span, spans: Spans) -> bool:
    return any(span.start < gap.end and gap.start < span.end for span in spans)


def _first(inside: list[Expression]) -> Expression | None:
    dated = [one for one in inside if not _is_now(one)]
    return next(iter(dated or inside), None)


def _is_now(one: Expression) -> bool:
    return one.kind == "MOMENT" and isinstance(one.value, When) and one.value.precision == "second"


def _value(one: Expression | None, reckoning: Reckoning) -> Dated:
    """What an expression comes to; without a value where nothing is known that it could be reckoned from."""
    if one is None:
        return Dated()
    found, span = one.value, Span(one.start, one.end)
    assert isinstance(found, When)  # noqa: S101 - others are sorted out before
    is_open = found.start is None and found.end is None
    if is_open or (found.is_relative and reckoning.basis == "none"):
        return Dated(span=span)
    basis = reckoning.basis if found.is_relative else "explicit"
    if _is_now(one) or found.precision in _DAY_PRECISIONS:
        return _of_day(found, "day" if _is_now(one) else found.precision, basis, span)
    return Dated(_day(found.start), _last_day(found.end, one), found.precision, basis, span)


def _of_day(found: When, precision: str, basis: str, span: Span) -> Dated:
    """A day or moment; one that was counted in weeks, months or years is as exact as they are."""
    day = _day(found.start)
    if day is None or found.grain in (None, "hour", "minute", "second", "weekend", "fortnight"):
        return Dated(day, day, precision, basis, span)
    start, end = _unit_of(day, found.grain or "day")
    return Dated(start, end, found.grain or "day", basis, span)


def _unit_of(day: date, unit: str) -> tuple[date, date]:
    """First and last day of the unit that a day lies in."""
    found = unit_at(Anchor(datetime(day.year, day.month, day.day)), unit)
    start, end = (found.start, found.end) if found else (None, None)
    return (start.date() if start else day), ((end - timedelta(days=1)).date() if end else day)


def _day(at: datetime | None) -> date | None:
    return at.date() if at else None


def _last_day(end: datetime | None, one: Expression) -> date | None:
    """The last day before an exclusive end; an open 'before noon on Friday' ends on that Friday."""
    if end is None:
        return None
    is_open_moment = one.kind == "STRETCH" and isinstance(one.value, When) and one.value.start is None
    return (end if is_open_moment else end - timedelta(microseconds=1)).date()
