"""Author claims: sentences outside every attribution that state a checkable fact in the article's own voice.

A sentence that no attribution touches is such a claim if it is a whole declarative sentence with a finite verb, and
if the reader's signals and a few marks of the sentence make it likely that a fact-checker could check it. Questions,
exclamations, fragments, headings, instructions, wishes, the feelings of 'I', 'we' or 'you', and what the newsroom
says about itself, its pictures or its reporters are not claims. docs/what-is-a-claim.md has examples.
"""

import math
import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate

from hearsay.pipelines.language import Language
from hearsay.pipelines.records import Attribution, Span, WordSignal
from hearsay.pipelines.resolve.claims.scraps import TITLE_CASE, is_scrap
from hearsay.pipelines.resolve.claims.signals import Signals
from hearsay.pipelines.resolve.finite_verbs import has_finite_verb, has_predicate, is_finite
from hearsay.pipelines.resolve.speakers.descriptions import WORD, plain_words
from hearsay.pipelines.resolve.speakers.scene import Scene

BIAS, WORTH, CERTAIN, UNSURE, VAGUE = 0.5, 0.7, 0.2, -1.1, -0.8
"""Numbers of `checkability`: the logistic function of a sum of the mean `worth_of_state` of the words, the highest
factuality of a predicate, a word that weakens the sentence ('could', 'if'), and an opening without a subject of its
own ('That is'). Fitted on 274 declarative sentences of 30 news pages whose checkable statements, 86 percent of the
sentences, are marked. Only CERTAIN is not fitted: it has little weight there, but it keeps plain past events."""
LEAST = 0.65
"""Least probability of a claim."""
PRIOR = 0.86
"""Probability without signals: the share of claims among the declarative sentences of those pages."""
IMPERATIVE = 1.0
"""Least predicate signal of a first word that is a bare verb."""
FEWEST_WORDS, MOST_WORDS = 4, 120
NOT_OWN_BY_START = ("reporter", "note", "page")
"""Patterns of the beginnings of sentences that are the newsroom's own business."""
NOT_OWN = ("credit", "caption", "silence", "cited")
"""Patterns of sentences of the newsroom's own business or of somebody else. They need a trigger word."""

_LEAD = re.compile(r"(?:[-–—•*·▪►»›]|\(?\d{1,2}[.)])\s+")
"""Mark of a list before a sentence."""
_ENDS = re.compile(r"(?<!\.)\.[\"”’)\]]*$")
"""End of a whole sentence. One with an omission at its end is cut off."""
_LONGEST_END = 8
"""Characters that the end of a sentence is looked for in."""
_DIGIT = re.compile(r"\d")


def stated_sentences(scene: Scene, attributions: Sequence[Attribution], signals: Signals) -> list[Attribution]:
    """Return the sentences that the article states itself, in order, as attributions without source and cue.

    A sentence whose words another claim or an earlier sentence has already, such as a pull quote, is not repeated.
    The list is empty for a language without words for finite verbs.
    """
    taken = _Taken(
        sorted(
            span
            for attribution in attributions
            if not is_scrap(scene.text, attribution, scene.language)
            for span in (*attribution.source, *attribution.cue, *attribution.content)
        )
    )
    quoted = scene.persons.quoted
    stated: list[Attribution] = []
    earlier: set[str] = set()
    for whole in scene.sentences:
        if taken.touch(whole) or any(_covers(span, whole) for span in _near(quoted, whole)):
            continue
        lead = _LEAD.match(scene.text, whole.start, whole.end)
        sentence = Span(lead.end(), whole.end) if lead else whole
        words = scene.text[sentence.start : sentence.end]
        of_words = signals.within((sentence,))
        if words in earlier or not is_declarative(scene, sentence, of_words):
            continue
        earlier.add(words)
        confidence = checkability(scene, sentence, of_words)
        if confidence >= LEAST:
            stated.append(Attribution((), (), (sentence,), "indirect", confidence))
    return stated


def is_declarative(scene: Scene, sentence: Span, signals: Sequence[WordSignal]) -> bool:
    """Return True if a sentence may state a fact in the article's own voice, by its grammar and its words."""
    text, language = scene.text[sentence.start : sentence.end], scene.language
    begins = text[0].isupper() or text[0].isdigit() or text[0] in "“\"‘'$£€"
    if not (begins and _ENDS.search(text, max(0, len(text) - _LONGEST_END))):
        return False
    words = plain_words(text)
    if not FEWEST_WORDS <= len(words) <= MOST_WORDS or _speaks_to_somebody(scene, sentence, words):
        return False
    if not has_finite_verb(words, language) and not has_predicate(scene.text, signals, language):
        return False
    return not (
        _instructs(scene.text, signals, language) or _is_heading(text) or _is_newsrooms(text, words, language)
    )


def _is_newsrooms(text: str, words: Sequence[str], language: Language) -> bool:
    """Return True for a sentence about the newsroom, its pictures or its page, or with a source of its own."""
    if any(language.pattern(f"claims/own.{name}").match(text) for name in NOT_OWN_BY_START):
        return True
    has_trigger = "©" in text or not language.words("claims/own_triggers").isdisjoint(words)
    return has_trigger and any(language.pattern(f"claims/own.{name}").search(text) for name in NOT_OWN)


def checkability(scene: Scene, sentence: Span, signals: Sequence[WordSignal]) -> float:
    """Return the probability that a fact-checker could check a declarative sentence.

    Without signals it is PRIOR, or 0 if the sentence has neither a subject of its own nor a name nor a number.
    """
    text, language = scene.text[sentence.start : sentence.end], scene.language
    words = plain_words(text)
    is_vague = words[0] in language.words("claims/demonstrative_openers")
    if not signals:
        is_bare = not _DIGIT.search(text) and not scene.mention_index.within((sentence,))
        return 0.0 if is_vague and is_bare else PRIOR
    worth = sum(signal.worth_of_state for signal in signals) / len(signals)
    certain = max((signal.factuality for signal in signals if signal.predicate > 0), default=0.0)
    total = BIAS + WORTH * min(max(worth, -3.0), 3.0) + CERTAIN * min(max(certain, -1.0), 3.0) + VAGUE * is_vague
    total += UNSURE * (not language.words("claims/weakening_words").isdisjoint(words))
    return round(1 / (1 + math.exp(-total)), 3)


def _instructs(text: str, signals: Sequence[WordSignal], language: Language) -> bool:
    """Return True for a bare verb at the beginning: 'Stick with the manual.', 'To save fuel, drive slowly.'."""
    words = [text[start:end].lower() for start, end, *_ in signals]
    if not words:
        return False
    first = [0]
    conditional = words[0] in language.words("claims/condition_openers")
    marks = [at for at, word in enumerate(words[:-1]) if word == ":" or (word == "," and conditional)]
    for mark in marks[:1]:
        is_adverb = language.pattern("claims/adverb").search(words[mark + 1]) and mark + 2 < len(words)
        first.append(mark + 2 if is_adverb else mark + 1)
    return any(
        signals[at].predicate > IMPERATIVE
        and not language.pattern("claims/past").match(words[at])
        and not language.pattern("claims/progressive").search(words[at])
        and not (at and is_finite(words[at], language))
        for at in first
    )


def _is_heading(text: str) -> bool:
    """Return True if nearly all longer words begin with a capital, unlike the words of a sentence."""
    longer = [word for word in text.split()[1:] if len(word.strip("“”\"'’.,:;()")) > 3]
    return len(longer) > 4 and sum(word.lstrip("“\"'‘(")[:1].isupper() for word in longer) >= TITLE_CASE * len(longer)


def _speaks_to_somebody(scene: Scene, sentence: Span, words: Sequence[str]) -> bool:
    """Return True for a first or second person, or for the opening of an instruction, a wish or a greeting.

    A word in capitals is a name, such as 'US', unless the whole sentence is. A word in a quotation is a title's.
    """
    personal = scene.language.words("claims/author_persons")
    if words[0].strip(".") in scene.language.words("claims/no_statement_openers"):
        return True
    if personal.isdisjoint(words):
        return False
    is_loud = scene.text[sentence.start : sentence.end].isupper()
    quoted = _near(scene.persons.quoted, sentence)
    return any(
        word in personal
        and (is_loud or len(match.group()) == 1 or not match.group().isupper())
        and not any(start <= match.start() < end for start, end in quoted)
        for word, match in zip(words, WORD.finditer(scene.text, *sentence), strict=True)
    )


def _near(spans: Sequence[Span], sentence: Span) -> Sequence[Span]:
    first = bisect_left(spans, sentence.start, key=lambda span: span.end)
    return spans[first : first + 8]


def _covers(span: Span, sentence: Span) -> bool:
    """Return True if most of a sentence stands in a quotation."""
    return min(span.end, sentence.end) - max(span.start, sentence.start) > (sentence.end - sentence.start) / 2


class _Taken:
    """Spans of attributions in order, with the furthest end so far, which tells whether one reaches a sentence."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._starts = [span.start for span in spans]
        self._furthest = list(accumulate((span.end for span in spans), max))

    def touch(self, sentence: Span) -> bool:
        """Return True if a span shares a character with a sentence."""
        at = bisect_left(self._starts, sentence.end)
        return at > 0 and self._furthest[at - 1] > sentence.start
