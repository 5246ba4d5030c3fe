"""Inner claims at the beginning of another claim's content: 'that two officials said …', 'Y as saying …'."""

import re
from collections.abc import Sequence
from functools import cache

from hearsay.pipelines.lexicon import load_lexicon, word_set
from hearsay.pipelines.records import Attribution, Span
from hearsay.pipelines.resolve.speakers.descriptions import WORD
from hearsay.pipelines.resolve.speakers.mention_index import MentionIndex
from hearsay.pipelines.resolve.speakers.source_types import kind_of_source

INNER_SHARE = 0.7
"""Confidence of an inner claim as a share of the outer claim's; the rules have no measure of their own."""
_PERFECT = ("had", "has", "have")
_NEVER_LAST = (
    "resolve/claims/data/not_in_sources.txt",
    "resolve/claims/data/bare_pronouns.txt",
    "resolve/speakers/data/prepositions.txt",
)
"""Lists of words that never end a source."""

LONGEST_SOURCE = 12
"""Most words of a source between 'that' and the verb."""
_AS_SAYING = re.compile(
    r"^(.{2,80}?)\s+(as\s+(?:saying|telling|stating|writing))(?:\s+that)?[\s:,]+(?=\S)", re.DOTALL
)
_ACCORDING = re.compile(r"^(?:that,?\s+)?(according to)\s+([^,.;\n]{2,80}),\s+", re.IGNORECASE)
_Parts = tuple[tuple[int, int], tuple[int, int], tuple[int, int]]


def find_inner_claim(text: str, mention_index: MentionIndex, outer: Attribution) -> Attribution | None:
    """Return the inner claim that opens an outer claim's content: 'that two officials said the plant had closed'."""
    if len(outer.content) != 1 or outer.quote_type == "direct":
        return None
    start, end = outer.content[0]
    content = text[start:end]
    parts = _as_saying(content) or _according(content) or _reported(content)
    if parts is None:
        return None
    source, cue, rest = (trimmed(text, Span(start + a, start + b)) for a, b in parts)
    if rest.end - rest.start < 10 or not is_somebody(text, source, mention_index):
        return None
    quoted = text[rest.start : rest.end]
    kind = "direct" if quoted[:1] in '“"«' and quoted.rstrip(".")[-1:] in '”"»' else "indirect"
    if kind == "indirect" and any(mark in quoted for mark in '“”"'):
        kind = "mixed"
    return Attribution((source,), (cue,), (rest,), kind, outer.confidence * INNER_SHARE)


def _as_saying(content: str) -> _Parts | None:
    match = _AS_SAYING.match(content)
    return (match.span(1), match.span(2), (match.end(), len(content))) if match else None


def _according(content: str) -> _Parts | None:
    match = _ACCORDING.match(content)
    return (match.span(2), match.span(1), (match.end(), len(content))) if match else None


def _reported(content: str) -> _Parts | None:
    """Return the spans of '(that) SOURCE VERB (somebody) that …', or of SOURCE, 'said' and a clause."""
    words = list(WORD.finditer(content[:240]))
    first = 1 if words and words[0].group().lower() == "that" else 0
    for at in range(first, min(len(words) - 2, first + LONGEST_SOURCE)):
        word = words[at].group().lower()
        before = words[at - 1].group().lower() if at > first else ""
        cue = at - 1 if before in _PERFECT else at
        if word in _saying_forms() and cue > first and _can_end_source(words[cue - 1].group().lower()):
            after = _clause_after(content, words, at)
            if after is None:
                return None
            source = (words[first].start(), words[cue - 1].end())
            return source, (words[cue].start(), words[at].end()), (after, len(content))
        if word in word_set("resolve/claims/data/not_in_sources.txt") and word not in ("and", "or", *_PERFECT):
            return None
    return None


def _can_end_source(word: str) -> bool:
    """Return True if a word before the verb can end a source; the 'states' of 'in states that' is not a verb."""
    return not any(word in word_set(path) for path in _NEVER_LAST)


def _clause_after(content: str, words: Sequence[re.Match[str]], at: int) -> int | None:
    """Return the start of the reported clause: at 'that' a few words on, at a quotation, or right after 'said'."""
    for later in range(at + 1, min(at + 5, len(words))):
        if words[later].group().lower() == "that":
            return words[later].start()
        if any(mark in content[words[later - 1].end() : words[later].start()] for mark in ",;.“"):
            break
    is_plain = words[at].group().lower() in ("said", "says", "say")
    quotation = re.compile(r"[,:]?\s*(?=[“\"])").match(content, words[at].end())
    if quotation:
        return quotation.end() if is_plain or words[at].group().lower() in ("told", "wrote") else None
    return words[at + 1].start() if is_plain and content[words[at].end() : words[at + 1].start()] == " " else None


@cache
def _saying_forms() -> frozenset[str]:
    """Return the forms of verbs that report a clause with 'that', except the bare form, which is mostly a noun."""
    forms: set[str] = set()
    for lemma, (inflected, frames, *_) in load_lexicon("resolve/claims/data/reporting_verbs.txt").items():
        if "t" in frames.split() and " " not in lemma:
            forms.update(inflected.split()[1:2] + inflected.split()[3:4])
    return frozenset(forms | {"told", "tells", "say"})


def is_somebody(text: str, span: Span, mention_index: MentionIndex) -> bool:
    """Return True if a phrase is a source: a name that can act at its end, or a noun for people, bodies or papers."""
    phrase = text[span.start : span.end]
    words = phrase.lower().split()
    if not words or (len(words) == 1 and words[0] in word_set("resolve/claims/data/bare_pronouns.txt")):
        return False
    acting = ("person", "organization", "norp")
    covered = [mention_index.mentions[index] for index in mention_index.within((span,))]
    if any(mention.entity_type in acting and mention.end >= span.end - 2 for mention in covered):
        return True
    return kind_of_source(phrase).basis in ("noun", "unnamed")


def trimmed(text: str, span: Span) -> Span:
    """Return the span without white space and commas at its ends."""
    start, end = span
    while start < end and (text[start].isspace() or text[start] in ","):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ","):
        end -= 1
    return Span(start, end)
