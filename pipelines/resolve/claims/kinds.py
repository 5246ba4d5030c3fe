"""Kind of a claim: what its source does with the content, and whether it was said at all.

A refusal to comment counts first. Otherwise the cue decides ("denied", "plans to"), where each cue has one kind. With
a plain cue ("said"), the form and the first words of the content decide: a question asks, "we will appeal" intends.
docs/what-is-a-claim.md has the kinds with examples.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from hearsay.pipelines.language import Language
from hearsay.pipelines.resolve.finite_verbs import has_finite_verb

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*(?:['’][^\W_]+)?|[’'](?:ll|d)\b")
_NOUN_WORDS = 4
"""Most words of a content in which a light verb's noun stands: 'voiced | her strong support for'."""
_ADDRESSEE_WORDS = 4
"""Most words of an addressee before the content proper: '(told) the city's reporters | he would appeal'."""
_SUBJECT_WORDS = 6
"""Most words of a content between its start and the verb of its subject."""


class Act(NamedTuple):
    """A kind from CLAIM_KINDS, and whether somebody said the content. An attitude or a deed may be without words."""

    kind: str
    is_said: bool


class Form(NamedTuple):
    """What is judged: the parts of a claim, and the type of its source."""

    cue_lemma: str | None
    cue: str
    before_cue: str
    """Some words before the cue, which show that the cue is a noun."""
    content: str
    quote_type: str
    source_type: str


PLAIN = Act("states", is_said=True)


def judge_kind(form: Form, language: Language) -> Act:
    """Return what the source of a claim does. A claim without a source is not said by anybody."""
    if form.source_type == "author":
        return Act("states", is_said=False)
    act = _of_parts(form, language)
    if act.kind == "states" and form.source_type == "document":
        act = act._replace(kind="document")
    if form.source_type == "none" or _is_noun(form, language) or _is_unsaid(form, act, language):
        return act._replace(is_said=False)
    return act._replace(is_said=True) if form.quote_type == "direct" else act


def _of_parts(form: Form, language: Language) -> Act:
    if language.pattern("claims/kind.no_comment").search(f"{form.cue} {form.content[:60]}"):
        return Act("no_comment", is_said=True)
    act = _of_cue(form, language)
    if act.kind == "opposes" and _disputes(form, language):
        return Act("denies", is_said=True)
    return (_of_content(form, language) if act.kind in ("states", "expects") else None) or act


def _of_cue(form: Form, language: Language) -> Act:
    """Return the act of the cue's lemma, or else of the last of its words that has a kind."""
    words = _words(form.cue)
    if form.cue_lemma in language.words("claims/light_verbs"):
        nouns = (*words, *_words(form.content)[:_NOUN_WORDS])
        act = next((act for word in nouns if (act := _act(word, language)) is not None), None)
        if act is not None and act.kind != "acts":
            return act._replace(is_said=True)
    if form.cue_lemma is not None:
        particle = _act(f"{form.cue_lemma} {words[-1]}", language) if words else None
        return particle or _act(form.cue_lemma, language) or PLAIN
    act = next((act for word in reversed(words) if (act := _act(word, language)) is not None), None)
    if act is not None:
        return act
    # A verb that reports nothing is a deed: 'signed', 'filed'. A quotation needs no verb.
    return PLAIN if not words or form.quote_type != "indirect" else Act("acts", is_said=False)


def _disputes(form: Form, language: Language) -> bool:
    """Return True if what is rejected is a claim of somebody: 'dismissed the accusation'."""
    nouns = language.words("claims/disputed_nouns")
    return not nouns.isdisjoint((*_words(form.cue), *_words(form.content)[:_NOUN_WORDS]))


def _of_content(form: Form, language: Language) -> Act | None:
    """Return the act in the words themselves: a question, a request, or the speaker's own attitude or plan."""
    if form.content.rstrip("\"”’'»“ ").endswith("?"):
        return Act("asks", is_said=True)
    words = _words(form.content)
    if words and words[0] in language.words("claims/complementizers"):
        words = words[1:]
    is_request = form.quote_type == "direct" and words[:1] and words[0] in language.words("claims/request_openers")
    if is_request or (form.cue_lemma in language.words("claims/addressing_cues") and _orders(words, language)):
        return Act("asks", is_said=True)
    starts = range(_ADDRESSEE_WORDS if form.cue_lemma in language.words("claims/addressing_cues") else 1)
    own = (_of_own_subject(words[start:], form, language) for start in starts)
    return next((act for act in own if act is not None), None)


def _orders(words: Sequence[str], language: Language) -> bool:
    """Return True for an addressee and an infinitive: '(told) the crews to leave'."""
    markers = language.words("claims/infinitive_markers")
    at = next((at for at, word in enumerate(words[: _ADDRESSEE_WORDS + 1]) if word in markers), None)
    return at is not None and not has_finite_verb(words[:at], language)


def _of_own_subject(words: Sequence[str], form: Form, language: Language) -> Act | None:
    """Return the act of a content whose subject is its source: 'I believe', 'she would resign'."""
    subject, *contracted = re.split("(?=')", words[0], maxsplit=1) if words else [""]
    fitting = language.table("claims/own_subjects").get(subject)
    if fitting is None or form.source_type not in fitting[0].split():
        return None
    between, attitudes = language.words("claims/before_verbs"), language.table("claims/own_attitudes")
    rest = [*contracted, *words[1:_SUBJECT_WORDS]]
    for word, after in pairwise((*rest, "")):
        if word in language.words("claims/own_intentions"):
            is_plan = after not in language.words("claims/no_intentions")
            return Act("intends", is_said=True) if is_plan else None
        if word in attitudes:
            is_past = attitudes[word][0] == "then" and form.quote_type == "direct"
            act = None if is_past else _act(word, language)
            return act and act._replace(is_said=True)
        if word not in between and not word.endswith("ly") and not word.startswith("'"):
            return None
    return None


def _is_noun(form: Form, language: Language) -> bool:
    """Return True if a cue is a noun with its determiner: 'the belief', 'their plan'. Nobody need have said it."""
    words, before = _words(form.cue), _words(form.before_cue)
    if not words or form.quote_type == "direct":
        return False
    determiners = language.words("claims/noun_determiners")
    opens = words[0] in determiners and len(words) > 1
    return opens or bool(before and len(words) == 1 and _determines(before[-1], determiners, language))


def _is_unsaid(form: Form, act: Act, language: Language) -> bool:
    """Return True for words that nobody has said yet ('may recommend', 'to highlight') or that withhold a name."""
    if language.pattern("claims/kind.anonymity").search(f"{form.cue} {form.content[:60]}"):
        return True
    words, content = _words(form.cue), _words(form.content)
    if form.quote_type == "direct" or act.kind == "no_comment":
        return False
    if act.kind != "denies" and not language.words("claims/negations").isdisjoint(words):
        return True  # 'has not claimed responsibility'
    is_ahead = bool(words) and words[0] in language.words("claims/unsaid_cues")
    is_empty = len(content) == 1 and content[0].split("'")[0] in language.words("claims/empty_contents")
    is_empty = is_empty and act.kind in ("states", "document")
    is_of_clause = form.cue_lemma in language.words("claims/clause_cues")
    # A person who 'shows the states where it is legal' says nothing, unlike a report that shows 'that it is legal'.
    is_strict = form.source_type != "document" and form.cue_lemma in language.words("claims/showing_cues")
    is_clause = bool(content) and content[0] in language.words("claims/complementizers")
    is_clause = is_clause or (not is_strict and _holds_clause(content, language))
    return is_ahead or is_empty or (is_of_clause and not is_clause)


def _holds_clause(words: Sequence[str], language: Language) -> bool:
    """Return True if a content has a verb of its own, or begins as a clause does."""
    return has_finite_verb(words, language) or bool(words and words[0] in language.words("claims/complementizers"))


def _determines(word: str, determiners: frozenset[str], language: Language) -> bool:
    return word in determiners or language.pattern("entities/possessive").search(word) is not None


def _act(word: str, language: Language) -> Act | None:
    kinds = language.table("claims/cue_kinds")
    for base in _bases(word, language):
        if base in kinds:
            kind, manner = kinds[base]
            return Act(kind, is_said=manner == "said")
    return None


def _bases(word: str, language: Language) -> Iterator[str]:
    """Yield a word, and the base forms that it may be a form of: stopped → stopped, stopp, stoppe, stop."""
    yield word
    for ending, (bases,) in language.table("claims/verb_endings").items():
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 1:
            yield from (stem + base.strip("-") for base in bases.split())
            if stem[-1] == stem[-2]:
                yield stem[:-1]


@lru_cache(maxsize=64)
def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.lower().replace("’", "'")))
