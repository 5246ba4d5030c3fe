"""Claims inside claims: 'Reuters reported that two officials said …', 'X said, citing Y', 'X quoted Y as saying …'.

The reader finds one layer. Rules find the next: the inner claim has its own source and the outer one as its parent.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from pipelines.lexicon import load_lexicon
from pipelines.records import Attribution, Span
from pipelines.resolve.descriptions import WORD
from pipelines.resolve.mention_index import MentionIndex
from pipelines.resolve.sentences import sentence_at
from pipelines.resolve.source_types import kind_of_source

INNER_SHARE = 0.7
"""What the confidence of a claim found inside another is of the other's: the rules have no measure of their own."""
LONGEST_SOURCE = 12
"""Words of a source between 'that' and its verb."""

_CITING = re.compile(r"\b(?:citing|quoting)\b")
_CITED = re.compile(r",\s+(citing|quoting)\s+([^,.;:\n“”\"]{3,90})")
_AS_SAYING = re.compile(
    r"^(.{2,80}?)\s+(as\s+(?:saying|telling|stating|writing))(?:\s+that)?[\s:,]+(?=\S)", re.DOTALL
)
_ACCORDING = re.compile(r"^(?:that,?\s+)?(according to)\s+([^,.;\n]{2,80}),\s+", re.IGNORECASE)
_PERSONAL = frozenset(
    [
        "i",
        "me",
        "we",
        "us",
        "you",
        "he",
        "him",
        "she",
        "her",
        "they",
        "them",
        "it",
        "this",
        "that",
        "who",
        "which",
        "there",
        "what",
        "one",
    ]
)
_NO_SOURCE = frozenset(
    [
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "being",
        "has",
        "have",
        "had",
        "do",
        "does",
        "did",
        "will",
        "would",
        "can",
        "could",
        "may",
        "might",
        "must",
        "shall",
        "should",
        "not",
        "if",
        "when",
        "while",
        "because",
        "although",
        "though",
        "and",
        "but",
        "or",
        "as",
        "after",
        "before",
        "to",
        "said",
    ]
)


@dataclass(frozen=True, slots=True)
class Nested:
    """An attribution and the number of the one that it stands inside, if any."""

    attribution: Attribution
    parent: int | None


def nest(
    text: str, sentences: Sequence[Span], known: MentionIndex, attributions: Sequence[Attribution]
) -> list[Nested]:
    """Every attribution in its order with its parent, then the inner ones that the rules find.

    An attribution whose cue is 'citing' and whose content is somebody becomes what that somebody says: the content of
    its neighbour, in whose report it stands.
    """
    asked = {number: _as_cited(text, sentences, known, attributions, number) for number in range(len(attributions))}
    cited = {number: found for number, found in asked.items() if found is not None}
    told = [cited[number][0] if number in cited else one for number, one in enumerate(attributions)]
    parents = find_parents(told)
    parents = [cited[number][1] if number in cited else parent for number, parent in enumerate(parents)]
    parents = _without_cycles(parents)
    nested = [Nested(attribution, parent) for attribution, parent in zip(told, parents, strict=True)]
    holders = set(parents)
    for number, attribution in enumerate(attributions):
        if number in cited:
            continue
        inner = None if number in holders else _inside(text, known, attribution)
        inner = inner or _cited_beside(text, sentences, known, attribution, number, attributions)
        if inner is not None:
            nested.append(Nested(inner, number))
    return nested


def _without_cycles(parents: Sequence[int | None]) -> list[int | None]:
    """The parents, but none for an attribution that would be its own ancestor."""
    kept = list(parents)
    for number in range(len(kept)):
        above, steps = kept[number], 0
        while above is not None and above != number and steps <= len(kept):
            above, steps = kept[above], steps + 1
        if above is not None:
            kept[number] = None
    return kept


def _as_cited(
    text: str, sentences: Sequence[Span], known: MentionIndex, attributions: Sequence[Attribution], number: int
) -> tuple[Attribution, int] | None:
    said = attributions[number]
    if not said.cue or not _CITING.search(text[said.cue[0].start : said.cue[-1].end]) or len(said.content) != 1:
        return None
    if not _is_somebody(text, said.content[0], known):
        return None
    here = sentence_at(sentences, said.cue[0].start)
    for other in sorted(range(len(attributions)), key=lambda one: abs(one - number)):
        beside = attributions[other]
        if (
            other != number
            and beside.cue
            and sentence_at(sentences, beside.cue[0].start) == here
            and not _CITING.search(text[beside.cue[0].start : beside.cue[-1].end])
        ):
            content = beside.content
            return replace(said, source=said.content, content=content, quote_type=beside.quote_type), other
    return None


def _cited_beside(
    text: str,
    sentences: Sequence[Span],
    known: MentionIndex,
    said: Attribution,
    number: int,
    attributions: Sequence[Attribution],
) -> Attribution | None:
    """'…, X said, citing Y' where the reader has not seen the citing."""
    if not said.cue or not sentences:
        return None
    sentence = sentences[sentence_at(sentences, said.cue[0].start)]
    match = _CITED.search(text, sentence.start, sentence.end)
    if match is None:
        return None
    cue, source = Span(*match.span(1)), _trimmed(text, Span(*match.span(2)))
    taken = [span for one in attributions for span in (*one.source, *one.cue, *one.content)]
    if any(span.start < source.end and source.start < span.end for span in taken):
        return None
    if number != _nearest(cue, sentence, attributions) or not _is_somebody(text, source, known):
        return None
    return replace(said, source=(source,), cue=(cue,), confidence=said.confidence * INNER_SHARE)


def _nearest(cue: Span, sentence: Span, attributions: Sequence[Attribution]) -> int | None:
    """The attribution in a sentence whose cue is nearest to a place."""
    near = [
        (abs(one.cue[0].start - cue.start), number)
        for number, one in enumerate(attributions)
        if one.cue and one.content and sentence.start <= one.cue[0].start < sentence.end
    ]
    return min(near)[1] if near else None


def _inside(text: str, known: MentionIndex, outer: Attribution) -> Attribution | None:
    """The claim that an outer one's content begins with, if any: 'that two officials said the plant had closed'."""
    if len(outer.content) != 1 or outer.quote_type == "direct":
        return None
    start, end = outer.content[0]
    content = text[start:end]
    found = _as_saying(content) or _according(content) or _reported(content)
    if found is None:
        return None
    source, cue, rest = (_trimmed(text, Span(start + a, start + b)) for a, b in found)
    if rest.end - rest.start < 10 or not _is_somebody(text, source, known):
        return None
    quoted = text[rest.start : rest.end]
    kind = "direct" if quoted[:1] in '“"«' and quoted.rstrip(".")[-1:] in '”"»' else "indirect"
    if kind == "indirect" and any(mark in quoted for mark in '“”"'):
        kind = "mixed"
    return Attribution((source,), (cue,), (rest,), kind, outer.confidence * INNER_SHARE)


_Parts = tuple[tuple[int, int], tuple[int, int], tuple[int, int]]


def _as_saying(content: str) -> _Parts | None:
    match = _AS_SAYING.match(content)
    return (match.span(1), match.span(2), (match.end(), len(content))) if match else None


def _according(content: str) -> _Parts | None:
    match = _ACCORDING.match(content)
    return (match.span(2), match.span(1), (match.end(), len(content))) if match else None


def _reported(content: str) -> _Parts | None:
    """'(that) SOURCE VERB (somebody) that …', or SOURCE 'said' and a clause."""
    words = list(WORD.finditer(content[:240]))
    first = 1 if words and words[0].group().lower() == "that" else 0
    for at in range(first + 1, min(len(words) - 2, first + LONGEST_SOURCE)):
        word = words[at].group().lower()
        before = words[at - 1].group().lower()
        cue = at - 1 if before in ("had", "has", "have") else at
        if word in _saying_forms() and cue > first and words[cue - 1].group().lower() not in _NO_SOURCE:
            after = _clause_after(content, words, at)
            if after is None:
                return None
            source = (words[first].start(), words[cue - 1].end())
            return source, (words[cue].start(), words[at].end()), (after, len(content))
        if word in _NO_SOURCE and word not in ("and", "or", "had", "has", "have"):
            return None
    return None


def _clause_after(content: str, words: Sequence[re.Match[str]], at: int) -> int | None:
    """Where what the verb reports begins: at 'that' a few words on, a quotation, or, after 'said', right away."""
    for later in range(at + 1, min(at + 5, len(words))):
        if words[later].group().lower() == "that":
            return words[later].start()
        if any(mark in content[words[later - 1].end() : words[later].start()] for mark in ",;.“"):
            break
    quotation = re.compile(r"[,:]?\s*(?=[“\"])").match(content, words[at].end())
    if quotation:
        return quotation.end()
    is_plain = words[at].group().lower() in ("said", "says", "say")
    return words[at + 1].start() if is_plain and content[words[at].end() : words[at + 1].start()] == " " else None


@cache
def _saying_forms() -> frozenset[str]:
    """Forms of the verbs that report a clause with 'that', but for the bare form, which is mostly a noun."""
    forms: set[str] = set()
    for lemma, (inflected, frames, *_) in load_lexicon("reader/data/reporting_verbs.txt").items():
        if "t" in frames.split() and " " not in lemma:
            forms.update(inflected.split()[1:2] + inflected.split()[3:4])
    return frozenset(forms | {"told", "tells", "say"})


def _is_somebody(text: str, span: Span, known: MentionIndex) -> bool:
    """Whether a phrase is a source: it ends in a name that can act, or its noun is for people, bodies or papers."""
    phrase = text[span.start : span.end]
    words = phrase.lower().split()
    if not words or (len(words) == 1 and words[0] in _PERSONAL):
        return False
    acting = ("person", "organization", "norp")
    inside = [known.mentions[index] for index in known.within((span,))]
    if any(one.entity_type in acting and one.end >= span.end - 2 for one in inside):
        return True
    return kind_of_source(phrase).basis in ("noun", "unnamed")


def _trimmed(text: str, span: Span) -> Span:
    start, end = span
    while start < end and (text[start].isspace() or text[start] in ","):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ","):
        end -= 1
    return Span(start, end)


def find_parents(attributions: Sequence[Attribution]) -> list[int | None]:
    """For each attribution the innermost other one whose content holds all of its spans."""
    parts = sorted(
        ((span.start, -span.end, number) for number, one in enumerate(attributions) for span in one.content)
    )
    order = sorted((_extent(one), number) for number, one in enumerate(attributions))
    lengths = [sum(end - start for start, end in one.content) for one in attributions]
    parents: list[int | None] = [None] * len(attributions)
    active: list[tuple[int, int]] = []
    position = 0
    for (start, end), number in order:
        while position < len(parts) and parts[position][0] <= start:
            active.append((-parts[position][1], parts[position][2]))
            position += 1
        active = [one for one in active if one[0] > start]
        holders = [
            (lengths[holder], holder)
            for part_end, holder in active
            if part_end >= end and holder != number and lengths[holder] > lengths[number]
        ]
        parents[number] = min(holders)[1] if holders else None
    return parents


def _extent(attribution: Attribution) -> tuple[int, int]:
    spans = (*attribution.source, *attribution.cue, *attribution.content)
    return (min(span.start for span in spans), max(span.end for span in spans)) if spans else (0, 0)
