"""Quotations without an attribution, given to a speaker beside them or to the speaker before.

There are five cases:

- A common speech verb stands right beside the quotation, with a name, a pronoun or a noun for a person.
- The quotation follows right behind another and its verb, or goes on from another paragraph: its source goes on.
- The quotation is a whole paragraph, and the paragraph before has a claim, whose source goes on.
- The line behind is a person's name, perhaps with what the person is.
- The sentence before, in the same paragraph, has a person for its subject: 'Voss stood up.'

A quotation that the reader took for speech has no source if none of these fits. Every other quotation, such as a
title or a scare quote, is left alone.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from hearsay.pipelines.records import Attribution, Span, Spans
from hearsay.pipelines.resolve.claims.heard import Heard
from hearsay.pipelines.resolve.sentences import sentence_at
from hearsay.pipelines.resolve.speakers.descriptions import WORD
from hearsay.pipelines.resolve.speakers.scene import Scene
from hearsay.pipelines.resolve.speakers.source_types import kind_of_noun, kind_of_source

FEWEST_WORDS = 4
"""Fewest words of a quotation that is speech; shorter quotations are titles and scare quotes."""
BESIDE, GOES_ON = 0.5, 0.4
"""Confidence of the first cases: below most of the reader's own values, because the reader found no attribution."""
RELEASED = 0.7
"""Confidence of a quotation that the reader took for speech, but gave to a cue of another paragraph."""

LONGEST_SIGNATURE = 140
"""Most characters of a line with a name and what the person is."""
MOST_TITLE_WORDS = 4
"""Most words before the subject of a sentence that may be its title: 'Education minister Daniel Okafor'."""
_BEFORE_SIGNATURE = re.compile(r"[\s—–-]*")
_SAID = re.compile(r"[.,!?…]\W*$")
"""End of quoted speech, unlike a heading in quotation marks."""


@dataclass(frozen=True, slots=True)
class BareQuotation:
    """Attribution made from a quotation. `goes_on`: the number of the attribution whose source continues to speak."""

    attribution: Attribution
    goes_on: int | None = None


def find_bare_quotations(
    scene: Scene, attributions: Sequence[Attribution], released: Spans = (), first: int | None = None
) -> list[BareQuotation]:
    """Return the quotations that no attribution covers and that fit one of the cases, in order.

    Args:
        scene: The article's context.
        attributions: The attributions of the article.
        released: Quotations that the reader took for speech of a distant speaker.
        first: The number that the first quotation will have among the attributions; None: that of the next.
    """
    text = scene.text
    first = len(attributions) if first is None else first
    taken = sorted(
        span for attribution in attributions for span in (*attribution.source, *attribution.cue, *attribution.content)
    )
    heard = Heard(text, attributions)
    speech = sorted(released)
    bare: list[BareQuotation] = []
    for quotation in scene.quotations:
        parts = tuple(part for part in quotation.parts if not _overlaps(taken, part))
        is_speech = any(_overlaps(speech, part) for part in parts)
        if not parts or (_word_count(text, parts) < FEWEST_WORDS and not is_speech):
            continue
        holder = heard.holding(quotation.parts) if len(parts) < len(quotation.parts) else None
        if holder is not None:
            quoted: BareQuotation | None = BareQuotation(Attribution((), (), parts, "direct", GOES_ON), holder)
        else:
            quoted = _bare(scene, parts, taken, heard, is_speech=is_speech)
        if quoted is not None:
            if is_speech:
                raised = replace(quoted.attribution, confidence=RELEASED)
                quoted = replace(quoted, attribution=raised)
            heard.add(first + len(bare), quoted.attribution)
            bare.append(quoted)
    return bare


def _bare(
    scene: Scene,
    parts: Spans,
    taken: Sequence[Span],
    heard: Heard,
    *,
    is_speech: bool,
) -> BareQuotation | None:
    """Return a quotation with the source that its place gives it; None if it may be no speech."""
    beside = _beside(scene, parts, taken)
    if beside is not None:
        return BareQuotation(beside)
    if is_speech and heard.has_words(parts):
        return None  # a pull quote repeats words of the text
    signature = _signature_behind(scene, parts[-1].end) if is_speech else None
    before = heard.right_before(parts[0].start)
    if before is None:
        before = _previous_speaker(scene.text, parts, heard, is_speech=is_speech)
    if before is not None and signature is None:
        return BareQuotation(Attribution((), (), parts, "direct", GOES_ON), before)
    if not is_speech:
        return None
    actor = signature or _actor_before(scene, parts[0].start)
    return BareQuotation(Attribution((actor,) if actor else (), (), parts, "direct", RELEASED))


def _signature_behind(scene: Scene, end: int) -> Span | None:
    """Return the person at the beginning of a line that is no sentence, behind a quotation: '— Ana Lund, of Acme'."""
    text = scene.text
    gap = _BEFORE_SIGNATURE.match(text, end)
    start = gap.end() if gap else end
    line_end = text.find("\n", start)
    line_end = len(text) if line_end < 0 else line_end
    for index in scene.mention_index.within((Span(start, line_end),))[:1]:
        mention = scene.mention_index.mentions[index]
        behind = text[mention.end : line_end].strip()
        is_line = mention.start == start and line_end - start <= LONGEST_SIGNATURE and not behind.endswith((".", "!"))
        if mention.entity_type == "person" and is_line and behind[:1] in ("", ",", "("):
            return Span(mention.start, mention.end)
    return None


def _actor_before(scene: Scene, position: int) -> Span | None:
    """Return the person who is the subject of the sentence before, in the same paragraph."""
    at = sentence_at(scene.sentences, position)
    while at > 0 and scene.sentences[at].start >= position:
        at -= 1
    sentence = scene.sentences[at]
    if "\n" in scene.text[sentence.start : position] or sentence.start >= position:
        return None
    subject = WORD.search(scene.text, sentence.start, position)
    if subject and subject.group().lower() in scene.language.table("speakers/person_pronouns"):
        return Span(*subject.span())
    for index in scene.mention_index.within((Span(sentence.start, min(sentence.end, position)),)):
        mention = scene.mention_index.mentions[index]
        if mention.entity_type == "person":
            words = WORD.findall(scene.text[sentence.start : mention.start])
            is_titled = (
                0 < len(words) <= MOST_TITLE_WORDS and kind_of_noun(words[-1].lower(), scene.language) == "role"
            )
            return Span(mention.start, mention.end) if is_titled or not words else None
    return None


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
        gap = sorted((parts[-1].end if offset == 0 else parts[0].start, spans[0].start))
        if "\n" in scene.text[gap[0] : gap[1]]:
            continue  # the sentence of another paragraph
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


def _previous_speaker(text: str, parts: Spans, heard: Heard, *, is_speech: bool) -> int | None:
    """Return the number of the attribution whose speaker goes on, or None.

    The speaker goes on if the quotation is a whole paragraph and the paragraph before has a quoted claim. For a
    quotation that the reader took for speech, the paragraph before may have any claim.
    """
    start, end = parts[0].start, parts[-1].end
    line_start, line_end = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    line = text[line_start:start] + text[end : line_end if line_end >= 0 else len(text)]
    if line.strip() or line_start == 0 or not _SAID.search(text[start:end]):
        return None
    previous_end = line_start
    while previous_end > 0 and text[previous_end - 1].isspace():
        previous_end -= 1
    previous_start = text.rfind("\n", 0, previous_end) + 1
    return heard.last_between(previous_start, previous_end, is_quoted=not is_speech)


def _word_count(text: str, parts: Spans) -> int:
    return sum(len(text[start:end].split()) for start, end in parts)


def _overlaps(taken: Sequence[Span], span: Span) -> bool:
    at = bisect_left(taken, span.end, key=lambda other: other.start)
    return any(other.end > span.start for other in taken[max(0, at - 40) : at])
