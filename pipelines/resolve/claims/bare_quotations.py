"""Quotations that the reader did not attribute, attributed to a speaker beside them or to the previous speaker.

There are two cases, both cautious. In the first, a common speech verb stands right beside the quotation, with a
name, a pronoun or a noun for a person: that person is the source. In the second, the quotation is a whole paragraph,
and the paragraph before ends with a quoted claim: the source of that claim continues. Every other quotation, such as
a title or a scare quote, is left alone.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from hearsay.pipelines.quotations import find_quotations
from hearsay.pipelines.records import Attribution, Span, Spans
from hearsay.pipelines.resolve.speakers.descriptions import WORD
from hearsay.pipelines.resolve.speakers.scene import Scene
from hearsay.pipelines.resolve.speakers.source_types import kind_of_source

FEWEST_WORDS = 4
"""Fewest words of a quotation that is speech; shorter quotations are titles and scare quotes."""
BESIDE, GOES_ON = 0.5, 0.4
"""Confidence of the two cases: below most of the reader's own values, because the reader found no attribution."""

_SAID = re.compile(r"[.,!?…]\W*$")
"""End of quoted speech, unlike a heading in quotation marks."""


@dataclass(frozen=True, slots=True)
class BareQuotation:
    """Attribution made from a quotation. `goes_on`: the number of the attribution whose source continues to speak."""

    attribution: Attribution
    goes_on: int | None = None


def find_bare_quotations(scene: Scene, attributions: Sequence[Attribution]) -> list[BareQuotation]:
    """Return the quotations that no attribution covers and that fit one of the two cases, in order."""
    text = scene.text
    taken = sorted(
        span for attribution in attributions for span in (*attribution.source, *attribution.cue, *attribution.content)
    )
    bare: list[BareQuotation] = []
    for quotation in find_quotations(text):
        if (
            any(_overlaps(taken, part) for part in quotation.parts)
            or _word_count(text, quotation.parts) < FEWEST_WORDS
        ):
            continue
        beside = _beside(scene, quotation.parts, taken)
        if beside is not None:
            bare.append(BareQuotation(beside))
            continue
        before = _previous_speaker(text, quotation.parts, attributions)
        if before is not None:
            bare.append(BareQuotation(Attribution((), (), quotation.parts, "direct", GOES_ON), before))
    return bare


def _beside(scene: Scene, parts: Spans, taken: Sequence[Span]) -> Attribution | None:
    """Return an attribution to the speaker right after the quotation, or right before it."""
    after = scene.language.pattern("claims/beside.after").match(scene.text, parts[-1].end)
    start = max(0, parts[0].start - 140)
    before = scene.language.pattern("claims/beside.before").search(scene.text[start : parts[0].start])
    for match, offset in ((after, 0), (before, start)):
        if match is None:
            continue
        groups = match.groupdict()
        source, cue = ("late", "verb") if groups.get("late") else ("early", "cue")
        spans = [Span(offset + match.start(name), offset + match.end(name)) for name in (source, cue)]
        spoken = _speaker(scene, spans[0], is_before_verb=source == "early")
        if spoken is not None and not _overlaps(taken, spans[1]):
            return Attribution((spoken,), (spans[1],), parts, "direct", BESIDE)
    return None


def _speaker(scene: Scene, span: Span, *, is_before_verb: bool) -> Span | None:
    """Return the part of a span next to the verb that is a name, a pronoun or a noun for a person, else None."""
    near = span.end if is_before_verb else span.start
    for index in scene.mention_index.within((span,)):
        mention = scene.mention_index.mentions[index]
        touches = mention.end == near if is_before_verb else mention.start - near <= 12
        if mention.entity_type in ("person", "organization") and touches:
            return Span(span.start, mention.end) if not is_before_verb else span
    words = list(WORD.finditer(scene.text, span.start, span.end))
    if not words:
        return None
    language = scene.language
    edge = words[-1] if is_before_verb else words[0]
    if edge.group().lower() in language.words("speakers/speaking_pronouns"):
        return Span(*edge.span())
    phrase = scene.text[span.start : span.end]
    has_article = words[0].group().lower() in language.words("speakers/articles")
    is_noun = has_article and kind_of_source(phrase, language).basis in ("noun", "unnamed")
    return span if is_noun and len(words) <= 6 else None


def _previous_speaker(text: str, parts: Spans, attributions: Sequence[Attribution]) -> int | None:
    """Return the number of the attribution whose speaker continues, or None.

    The speaker continues if the quotation is a whole paragraph and the paragraph before ends with quoted content.
    """
    start, end = parts[0].start, parts[-1].end
    line_start, line_end = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    line = text[line_start:start] + text[end : line_end if line_end >= 0 else len(text)]
    if line.strip() or line_start == 0 or not _SAID.search(text[start:end]):
        return None
    previous_end = len(text[:line_start].rstrip())
    previous_start = text.rfind("\n", 0, previous_end) + 1
    quoted = [
        (attribution.content[-1].end, number)
        for number, attribution in enumerate(attributions)
        if attribution.quote_type != "indirect" and previous_start < attribution.content[-1].end <= previous_end
    ]
    return max(quoted)[1] if quoted else None


def _word_count(text: str, parts: Spans) -> int:
    return sum(len(text[start:end].split()) for start, end in parts)


def _overlaps(taken: Sequence[Span], span: Span) -> bool:
    at = bisect_left(taken, span.end, key=lambda other: other.start)
    return any(other.end > span.start for other in taken[max(0, at - 40) : at])
