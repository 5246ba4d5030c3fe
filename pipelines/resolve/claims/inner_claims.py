"""The claim that another one's content begins with: 'that two officials said …', 'Y as saying …'."""

import re
from collections.abc import Sequence
from functools import cache

from hearsay.pipelines.lexicon import load_lexicon, word_set
from hearsay.pipelines.records import Attribution, Span
from hearsay.pipelines.resolve.speakers.descriptions import WORD
from hearsay.pipelines.resolve.speakers.mention_index import MentionIndex
from hearsay.pipelines.resolve.speakers.source_types import kind_of_source

INNER_SHARE = 0.7
"""What the confidence of a claim found inside another is of the other's: the rules have no measure of their own."""
_PERFECT = ("had", "has", "have")
_NEVER_LAST = (
    "resolve/claims/data/not_in_sources.txt",
    "resolve/claims/data/bare_pronouns.txt",
    "resolve/speakers/data/prepositions.txt",
)
"""Words that no source ends with."""

LONGEST_SOURCE = 12
"""Words of a source between 'that' and its verb."""
_AS_SAYING = re.compile(
    r"^(.{2,80}?)\s+(as\s+(?:saying|telling|stating|writing))(?:\s+that)?[\s:,]+(?=\S)", re.DOTALL
)
_ACCORDING = re.compile(r"^(?:that,?\s+)?(according to)\s+([^,.;\n]{2,80}),\s+", re.IGNORECASE)
_Parts = tuple[tuple[int, int], tuple[int, int], tuple[int, int]]


def inside(text: str, known: MentionIndex, outer: Attribution) -> Attribution | None:
    """The claim that an outer one's content begins with, if any: 'that two officials said the plant had closed'."""
    if len(outer.content) != 1 or outer.quote_type == "direct":
        return None
    start, end = outer.content[0]
    content = text[start:end]
    found = _as_saying(content) or _according(content) or _reported(content)
    if found is None:
        return None
    source, cue, rest = (trimmed(text, Span(start + a, start + b)) for a, b in found)
    if rest.end - rest.start < 10 or not is_somebody(text, source, known):
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
    """'(that) SOURCE VERB (somebody) that …', or SOURCE 'said' and a clause."""
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
    """Whether a word before the verb can be the last of a source; 'in states that' has no verb."""
    return not any(word in word_set(path) for path in _NEVER_LAST)


def _clause_after(content: str, words: Sequence[re.Match[str]], at: int) -> int | None:
    """Where what the verb reports begins: at 'that' a few words on, a quotation, or, after 'said', right away."""
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
    """Forms of the verbs that report a clause with 'that', but for the bare form, which is mostly a noun."""
    forms: set[str] = set()
    for lemma, (inflected, frames, *_) in load_lexicon("resolve/claims/data/reporting_verbs.txt").items():
        if "t" in frames.split() and " " not in lemma:
            forms.update(inflected.split()[1:2] + inflected.split()[3:4])
    return frozenset(forms | {"told", "tells", "say"})


def is_somebody(text: str, span: Span, known: MentionIndex) -> bool:
    """Whether a phrase is a source: it ends in a name that can act, or its noun is for people, bodies or papers."""
    phrase = text[span.start : span.end]
    words = phrase.lower().split()
    if not words or (len(words) == 1 and words[0] in word_set("resolve/claims/data/bare_pronouns.txt")):
        return False
    acting = ("person", "organization", "norp")
    inside = [known.mentions[index] for index in known.within((span,))]
    if any(one.entity_type in acting and one.end >= span.end - 2 for one in inside):
        return True
    return kind_of_source(phrase).basis in ("noun", "unnamed")


def trimmed(text: str, span: Span) -> Span:
    """The span without white space and commas at its ends."""
    start, end = span
    while start < end and (text[start].isspace() or text[start] in ","):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ","):
        end -= 1
    return Span(start, end)
