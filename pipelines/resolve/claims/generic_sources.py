"""Sources that are nobody in particular: 'your doctor may say', and 'a guest says' in a guide to its readers."""

from hearsay.pipelines.language import Language
from hearsay.pipelines.records import Attribution
from hearsay.pipelines.resolve.claims.cues import cue_lemma
from hearsay.pipelines.resolve.finite_verbs import is_finite
from hearsay.pipelines.resolve.speakers.descriptions import describe, plain_words
from hearsay.pipelines.resolve.speakers.scene import Scene, Source

LEAST_SHARE = 0.006
"""Least share of 'you' and 'your' among the words of a guide, outside quotations."""
MOST_WORDS = 3
"""Most words of a generic source: 'a good tutor'."""
FEWEST_WORDS = 4
"""Fewest such words of a guide."""


def is_guide(scene: Scene) -> bool:
    """Return True if an article speaks to its readers: 'Ask your bank'."""
    words = plain_words(scene.text)
    readers = scene.language.words("claims/reader_words")
    count = sum(word in readers for word in words)
    if count < max(FEWEST_WORDS, LEAST_SHARE * len(words)):
        return False
    quoted = (plain_words(scene.text[slice(*part)]) for quotation in scene.quotations for part in quotation.parts)
    inside = sum(word in readers for part in quoted for word in part)
    return count - inside >= max(FEWEST_WORDS, LEAST_SHARE * len(words))


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
    if words[:1] and words[0] in language.words("claims/reader_words"):
        return True
    described = describe(phrase, language) if len(words) <= MOST_WORDS else None
    if described is None:
        return False
    people = language.words("claims/generic_people")
    is_one = described.noun in people and described.article in ("definite", "indefinite")
    is_any = described.noun not in people and language.pattern("speakers/plural").sub("", described.noun) in people
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
