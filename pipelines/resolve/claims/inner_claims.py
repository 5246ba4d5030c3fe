"""Inner claims in another claim's content: 'that two officials said …', '…, and Voss denied that …'."""

import re
from collections.abc import Sequence

from hearsay.pipelines.language import Language
from hearsay.pipelines.records import Attribution, Span
from hearsay.pipelines.resolve.finite_verbs import has_finite_verb
from hearsay.pipelines.resolve.sentences import sentence_at
from hearsay.pipelines.resolve.speakers.descriptions import WORD
from hearsay.pipelines.resolve.speakers.scene import Scene
from hearsay.pipelines.resolve.speakers.source_types import kind_of_source

INNER_SHARE = 0.7
"""Confidence of an inner claim as a share of the outer claim's; the rules have no measure of their own."""
_NEVER_LAST = ("claims/not_in_sources", "claims/bare_pronouns", "speakers/prepositions")
"""Lists of words that never end a source."""

FEWEST_WORDS = 3
"""Fewest words of an inner claim's content behind a later name."""
_BEFORE_NAME = 30
LONGEST_SOURCE = 12
"""Most words of a source between 'that' and the verb."""
_Parts = tuple[tuple[int, int], tuple[int, int], tuple[int, int]]


def find_inner_claim(scene: Scene, outer: Attribution) -> Attribution | None:
    """Return the inner claim of an outer claim's content: at its beginning, or at a name later on."""
    return _opening_claim(scene, outer) or _later_claim(scene, outer) or _role_claim(scene, outer)


def _role_claim(scene: Scene, outer: Attribution) -> Attribution | None:
    """Return the claim of somebody without a name in a quotation: '“My doctor said I should rest,”'."""
    if outer.quote_type == "indirect":
        return None
    role = scene.language.pattern("claims/inner.role")
    for part in outer.content:
        for match in role.finditer(scene.text, *part):
            source = Span(*match.span("source"))
            inner = _reported_by(scene, outer, source, part) if is_somebody(scene, source) else None
            if inner is not None:
                return inner
    return None


def _reported_by(scene: Scene, outer: Attribution, source: Span, part: Span) -> Attribution | None:
    """Return the claim of a source in a content, if a verb that reports a clause follows the source."""
    match = scene.language.pattern("claims/inner.reports").match(scene.text, source.end, part.end)
    if match is None:
        return None
    sentence = scene.sentences[sentence_at(scene.sentences, match.start("cue"))]
    rest = _inside(scene.text, trimmed(scene.text, Span(match.end(), min(part.end, sentence.end))))
    words = [word.group().lower() for word in WORD.finditer(scene.text, rest.start, rest.end)]
    modals = scene.language.words("dates/modals")
    if len(words) < FEWEST_WORDS or (modals.isdisjoint(words) and not has_finite_verb(words, scene.language)):
        return None
    cue = Span(*match.span("cue"))
    return Attribution((source,), (cue,), (rest,), "indirect", outer.confidence * INNER_SHARE)


def _inside(text: str, span: Span) -> Span:
    """Return a span without the closing mark of a quotation that it does not open, and the comma before it."""
    end = span.end
    if text[end - 1 : end] in '”"’' and text[span.start : end].count(text[end - 1]) == 1:
        end -= 1
    while end > span.start and text[end - 1] in ", ":
        end -= 1
    return Span(span.start, end)


def _later_claim(scene: Scene, outer: Attribution) -> Attribution | None:
    """Return the claim of a name that begins a later clause of the content: '…, and Voss denied that …'."""
    text, language = scene.text, scene.language
    begins = language.pattern("claims/inner.begins")
    for start, end in outer.content:
        for index in scene.mention_index.within((Span(start, end),)):
            mention = scene.mention_index.mentions[index]
            if mention.entity_type not in ("person", "organization") or mention.start == start:
                continue
            if not begins.search(text, max(start, mention.start - _BEFORE_NAME), mention.start):
                continue
            inner = _reported_by(scene, outer, Span(mention.start, mention.end), Span(start, end))
            if inner is not None:
                return inner
    return None


def _opening_claim(scene: Scene, outer: Attribution) -> Attribution | None:
    """Return the inner claim that opens an outer claim's content: 'that two officials said the plant had closed'."""
    if len(outer.content) != 1 or outer.quote_type == "direct":
        return None
    start, end = outer.content[0]
    text, language = scene.text, scene.language
    content = text[start:end]
    parts = _fitting("as_saying", content, language) or _fitting("according", content, language)
    parts = parts or _reported(content, language)
    if parts is None:
        return None
    source, cue, rest = (trimmed(text, Span(start + a, start + b)) for a, b in parts)
    if rest.end - rest.start < 10 or not is_somebody(scene, source):
        return None
    quoted = text[rest.start : rest.end]
    kind = "direct" if quoted[:1] in '“"«' and quoted.rstrip(".")[-1:] in '”"»' else "indirect"
    if kind == "indirect" and any(mark in quoted for mark in '“”"'):
        kind = "mixed"
    return Attribution((source,), (cue,), (rest,), kind, outer.confidence * INNER_SHARE)


def _fitting(name: str, content: str, language: Language) -> _Parts | None:
    match = language.pattern(f"claims/inner.{name}").match(content)
    return (match.span("source"), match.span("cue"), (match.end(), len(content))) if match else None


def _reported(content: str, language: Language) -> _Parts | None:
    """Return the spans of '(that) SOURCE VERB (somebody) that …', or of SOURCE, 'said' and a clause."""
    words = list(WORD.finditer(content[:240]))
    first = 1 if words and words[0].group().lower() in language.words("claims/complementizers") else 0
    perfect, forms = language.words("claims/perfect_auxiliaries"), language.made(_reporting_forms)
    ends = language.made(_source_ends)
    for at in range(first, min(len(words) - 2, first + LONGEST_SOURCE)):
        word = words[at].group().lower()
        before = words[at - 1].group().lower() if at > first else ""
        cue = at - 1 if before in perfect else at
        if word in forms and cue > first and _can_end_source(words[cue - 1].group().lower(), language):
            after = _clause_after(content, words, at, language)
            if after is None:
                return None
            source = (words[first].start(), words[cue - 1].end())
            return source, (words[cue].start(), words[at].end()), (after, len(content))
        if word in ends:
            return None
    return None


def _source_ends(language: Language) -> frozenset[str]:
    """Return the words before a verb that rule out a source."""
    inside = language.words("claims/source_conjunctions") | language.words("claims/perfect_auxiliaries")
    return language.words("claims/not_in_sources") - inside


def _can_end_source(word: str, language: Language) -> bool:
    """Return True if a word before the verb can end a source; the 'states' of 'in states that' is not a verb."""
    return not any(word in language.words(name) for name in _NEVER_LAST)


def _clause_after(content: str, words: Sequence[re.Match[str]], at: int, language: Language) -> int | None:
    """Return the start of the reported clause: at 'that' a few words on, at a quotation, or right after 'said'."""
    for later in range(at + 1, min(at + 5, len(words))):
        if words[later].group().lower() in language.words("claims/complementizers"):
            return words[later].start()
        if any(mark in content[words[later - 1].end() : words[later].start()] for mark in ",;.“"):
            break
    verb = words[at].group().lower()
    is_plain = verb in language.words("claims/plain_verbs")
    quotation = re.compile(r"[,:]?\s*(?=[“\"])").match(content, words[at].end())
    if quotation:
        return quotation.end() if is_plain or verb in language.words("claims/quoting_verbs") else None
    return words[at + 1].start() if is_plain and content[words[at].end() : words[at + 1].start()] == " " else None


def _reporting_forms(language: Language) -> frozenset[str]:
    """Return the forms of verbs that report a clause with 'that', except the bare form, which is mostly a noun."""
    forms: set[str] = set()
    for lemma, (inflected, frames, *_) in language.table("claims/reporting_verbs").items():
        if "t" in frames.split() and " " not in lemma:
            forms.update(inflected.split()[1:2] + inflected.split()[3:4])
    return frozenset(forms | language.words("claims/reporting_forms"))


def is_somebody(scene: Scene, span: Span) -> bool:
    """Return True if a phrase is a source: a name of an actor at its end, or a noun for people, bodies or papers."""
    phrase = scene.text[span.start : span.end]
    words = phrase.lower().split()
    if not words or (len(words) == 1 and words[0] in scene.language.words("claims/bare_pronouns")):
        return False
    acting = ("person", "organization", "norp")
    covered = [scene.mention_index.mentions[index] for index in scene.mention_index.within((span,))]
    if any(mention.entity_type in acting and mention.end >= span.end - 2 for mention in covered):
        return True
    return kind_of_source(phrase, scene.language).basis in ("noun", "unnamed")


def trimmed(text: str, span: Span) -> Span:
    """Return the span without white space and commas at its ends."""
    start, end = span
    while start < end and (text[start].isspace() or text[start] in ","):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ","):
        end -= 1
    return Span(start, end)
