"""Sources that are nobody in particular: 'your doctor may say', and 'a guest says' in a guide to its readers."""

import re
from bisect import bisect_left

from hearsay.pipelines.language import Language
from hearsay.pipelines.language.language import alternatives
from hearsay.pipelines.records import Attribution
from hearsay.pipelines.resolve.claims.cues import cue_lemma
from hearsay.pipelines.resolve.speakers.descriptions import plain_words
from hearsay.pipelines.resolve.speakers.scene import Scene, Source

LEAST_SHARE = 0.001
"""Fewest of 'you' and 'your' for each character of a guide, outside quotations."""
MOST_WORDS = 3
"""Most words of a generic source: 'a good tutor'."""
FEWEST_WORDS = 4
"""Fewest such words of a guide."""


def is_guide(scene: Scene) -> bool:
    """Return True if an article speaks to its readers: 'Ask your bank'."""
    quoted = scene.persons.quoted
    outside = 0
    for match in scene.language.made(_reader_pattern).finditer(scene.text):
        at = bisect_left(quoted, match.start(), key=lambda part: part.end)
        outside += at == len(quoted) or match.start() < quoted[at].start
    return outside >= max(FEWEST_WORDS, LEAST_SHARE * len(scene.text))


def _reader_pattern(language: Language) -> re.Pattern[str]:
    """Return a pattern for the words by which a text speaks to its reader."""
    words = language.words("claims/reader_words")
    return re.compile(rf"\b(?:{alternatives(words | {word.capitalize() for word in words})})\b")


def is_generic(scene: Scene, attribution: Attribution, source: Source, *, in_guide: bool) -> bool:
    """Return True if nobody in particular says the words of an attribution.

    Args:
        scene: The article's context.
        attribution: The attribution.
        source: Its source.
        in_guide: The article is a guide.
    """
    if source.entity_id is not None or attribution.quote_type == "direct" or not attribution.source:
        return False
    if source.source_type not in ("role", "group") or not attribution.cue:
        return False
    language = scene.language
    phrase = scene.text[attribution.source[0].start : attribution.source[0].end]
    words = plain_words(phrase)
    if words and words[0] in language.words("claims/reader_words"):
        return True
    if not words or len(words) > MOST_WORDS:
        return False
    people = language.words("claims/generic_people")
    has_article = language.table("speakers/determiners").get(words[0], ("",))[0] in ("definite", "indefinite")
    is_one = words[-1] in people and has_article
    is_any = words[-1] not in people and language.pattern("speakers/plural").sub("", words[-1]) in people
    cue = scene.text[attribution.cue[0].start : attribution.cue[-1].end]
    lemma = cue_lemma(cue, language)
    if lemma is None or not _is_present(cue, language):
        return False
    return (is_one or is_any) if in_guide else is_one and lemma not in language.words("claims/plain_verbs")


def _is_present(cue: str, language: Language) -> bool:
    """Return True if no word of a cue is in the past."""
    past = language.words("dates/past_verbs") | language.words("claims/perfect_auxiliaries")
    words = plain_words(cue)
    return not any(word in past or language.pattern("claims/past").match(word) for word in words) and bool(words)
