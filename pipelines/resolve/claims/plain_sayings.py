"""Plain sayings that the reader missed: 'The road is closed, Harris said.', 'Health officials said that …'.

A sentence with a source, a plain verb of saying and a clause is an attribution, also where the reader found none. The
rules take only sentences that no attribution touches.
"""

import re
from collections.abc import Sequence

from hearsay.pipelines.language import Language
from hearsay.pipelines.language.language import alternatives
from hearsay.pipelines.records import Attribution, Span
from hearsay.pipelines.resolve.claims.inner_claims import is_somebody, trimmed
from hearsay.pipelines.resolve.finite_verbs import has_finite_verb
from hearsay.pipelines.resolve.speakers.descriptions import WORD
from hearsay.pipelines.resolve.speakers.scene import Scene

CONFIDENCE = 0.75
"""Confidence of these claims. It is assumed, not measured: saved news pages have too few of them."""
FEWEST_WORDS = 3
"""Fewest words of a content."""
_PRONOUN_TYPES = ("role", "group")


def find_plain_sayings(scene: Scene, attributions: Sequence[Attribution]) -> list[Attribution]:
    """Return the attributions of plain sentences that no other attribution touches, in order."""
    taken = sorted(span for item in attributions for span in (*item.source, *item.cue, *item.content))
    behind, before = scene.language.made(_behind_pattern), scene.language.made(_before_pattern)
    sayings = []
    verbs = scene.language.made(_verb_pattern)
    last, at = 0, 0
    for sentence in scene.sentences:
        while at < len(taken) and taken[at].start < sentence.end:
            last, at = max(last, taken[at].end), at + 1
        if last > sentence.start or verbs.search(scene.text, *sentence) is None:
            continue
        if any(mark in scene.text[sentence.start : sentence.end] for mark in '“”"?:'):
            continue
        match = behind.fullmatch(scene.text, *sentence) or before.fullmatch(scene.text, *sentence)
        if match is not None and (saying := _saying(scene, match)) is not None:
            sayings.append(saying)
    return sayings


def _saying(scene: Scene, match: re.Match[str]) -> Attribution | None:
    source = trimmed(scene.text, Span(*match.span("source")))
    content = trimmed(scene.text, Span(*match.span("content")))
    words = [word.group().lower() for word in WORD.finditer(scene.text, content.start, content.end)]
    if len(words) < FEWEST_WORDS or not has_finite_verb(words, scene.language):
        return None
    phrase = scene.text[source.start : source.end].lower()
    if has_finite_verb([word.lower() for word in WORD.findall(phrase)], scene.language):
        return None
    is_pronoun = phrase in scene.language.words("speakers/person_pronouns")
    if not is_pronoun and not is_somebody(scene, source):
        return None
    return Attribution((source,), (Span(*match.span("cue")),), (content,), "indirect", CONFIDENCE)


def _verbs(language: Language) -> str:
    return alternatives(language.words("claims/saying_forms"))


def _verb_pattern(language: Language) -> re.Pattern[str]:
    """Return a pattern for a verb of saying, without which a sentence needs no closer look."""
    return re.compile(rf"\s(?:{_verbs(language)})\b")


def _behind_pattern(language: Language) -> re.Pattern[str]:
    """Return a pattern for a sentence that ends with source and verb: '…, Harris said on Monday.'."""
    return re.compile(
        rf"(?P<content>[^\n]+?),\s(?P<source>[^,\n]{{2,60}}?)\s(?P<cue>{_verbs(language)})"
        + language.pattern("claims/saying.end").pattern
    )


def _before_pattern(language: Language) -> re.Pattern[str]:
    """Return a pattern for a sentence that begins with source and verb: 'Health officials said that …'."""
    return re.compile(
        rf"(?P<source>[^,\n]{{2,80}}?)\s(?P<cue>(?:{language.pattern('claims/saying.auxiliary').pattern})?"
        rf"{_verbs(language)})\s" + language.pattern("claims/saying.before_content").pattern
    )
