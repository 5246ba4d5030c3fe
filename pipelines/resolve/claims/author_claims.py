"""Author claims: sentences outside every attribution that state a checkable fact in the article's own voice.

The rules take a sentence that no attribution touches: a whole declarative sentence with a finite verb and something
to check, such as a name, a number, a date, or a definite subject of a past event. Questions, exclamations,
fragments, headings, instructions, wishes and the feelings of 'I', 'we' or 'you' are not claims.
docs/what-is-a-claim.md has examples.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence

from hearsay.pipelines.language import Language
from hearsay.pipelines.quotations import find_quotations
from hearsay.pipelines.records import Attribution, Span
from hearsay.pipelines.resolve.claims.finite_verbs import has_finite_verb, is_finite
from hearsay.pipelines.resolve.speakers.descriptions import WORD
from hearsay.pipelines.resolve.speakers.scene import Scene

CONFIDENCE = 0.9
"""Precision of the rules: the share of sentences attributed to nobody by the annotators of PolNeAR's training
articles, times the share of facts among them (bench/README.md)."""
TITLE_CASE = 0.8
"""Share of capitals among the longer words that makes a sentence a heading, with or without a full stop."""
FEWEST_WORDS, MOST_WORDS = 5, 120

_ENDS = re.compile(r"[.…][\"”’)\]]*$")
_DIGIT = re.compile(r"\d")


def stated_sentences(scene: Scene, attributions: Sequence[Attribution]) -> list[Attribution]:
    """Return the sentences that the article states itself, in order, as attributions without source and cue.

    The list is empty for a language without words for finite verbs.
    """
    taken = sorted(
        span for attribution in attributions for span in (*attribution.source, *attribution.cue, *attribution.content)
    )
    quoted = [part for quotation in find_quotations(scene.text) for part in quotation.parts]
    return [
        Attribution((), (), (sentence,), "indirect", CONFIDENCE)
        for sentence in scene.sentences
        if not _touches(taken, sentence)
        and not any(_covers(span, sentence) for span in _near(quoted, sentence))
        and is_stated_fact(scene, sentence)
    ]


def is_stated_fact(scene: Scene, sentence: Span) -> bool:
    """Return True if a sentence states a checkable fact in the article's own voice."""
    text, language = scene.text[sentence.start : sentence.end], scene.language
    words = [match.group().lower().replace("’", "'") for match in WORD.finditer(text)]
    begins = text[0].isupper() or text[0].isdigit() or text[0] in "“\"‘'"
    if not (begins and _ENDS.search(text) and FEWEST_WORDS <= len(words) <= MOST_WORDS):
        return False
    if _speaks_to_somebody(text, words, language) or not has_finite_verb(words, language) or _is_heading(text):
        return False
    named = any(
        scene.mention_index.mentions[index].entity_type != "misc" for index in scene.mention_index.within((sentence,))
    )
    if named or _DIGIT.search(text):
        return True
    auxiliaries = language.words("claims/auxiliaries")
    return words[0] in language.words("claims/definite_openers") and any(
        is_finite(word, language) and word not in auxiliaries for word in words[1:12]
    )


def _is_heading(text: str) -> bool:
    """Return True if nearly all longer words begin with a capital, unlike the words of a sentence."""
    longer = [word for word in text.split()[1:] if len(word.strip("“”\"'’.,:;()")) > 3]
    return len(longer) > 4 and sum(word.lstrip("“\"'‘(")[:1].isupper() for word in longer) >= TITLE_CASE * len(longer)


def _speaks_to_somebody(text: str, words: Sequence[str], language: Language) -> bool:
    """Return True for a first or second person, or for the opening of an instruction, a wish or a greeting.

    A word in capitals is a name, such as 'US', unless the whole sentence is.
    """
    personal = language.words("claims/author_persons")
    openers = language.words("claims/no_statement_openers")
    spoken = (
        words
        if text.isupper()
        else [
            word
            for word, match in zip(words, WORD.finditer(text), strict=True)
            if len(word) == 1 or not match.group().isupper()
        ]
    )
    return words[0].strip(".") in openers or any(word in personal for word in spoken)


def _near(spans: Sequence[Span], sentence: Span) -> Sequence[Span]:
    first = bisect_left(spans, sentence.start, key=lambda span: span.end)
    return spans[first : first + 8]


def _covers(span: Span, sentence: Span) -> bool:
    """Return True if most of a sentence stands in a quotation."""
    return min(span.end, sentence.end) - max(span.start, sentence.start) > (sentence.end - sentence.start) / 2


def _touches(taken: Sequence[Span], sentence: Span) -> bool:
    at = bisect_left(taken, sentence.end, key=lambda span: span.start)
    return any(span.end > sentence.start for span in taken[max(0, at - 60) : at])
