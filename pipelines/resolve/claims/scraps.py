"""Scraps: attributions that report nobody's words, such as 'heated debates over …' or 'a body was found'.

A scrap stays a claim, with its low confidence, but its sentence is the article's own statement all the same.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from hearsay.pipelines.language import Language
from hearsay.pipelines.records import Attribution, Spans
from hearsay.pipelines.resolve.claims.cues import cue_lemma
from hearsay.pipelines.resolve.finite_verbs import is_finite
from hearsay.pipelines.resolve.speakers.descriptions import plain_words
from hearsay.pipelines.resolve.speakers.scene import Scene

DOUBTFUL = 0.6
"""Confidence below which an attribution without a reporting word is more often none than one."""
TITLE_CASE = 0.8
"""Share of capitals among the longer words that makes words a title or a heading."""


def is_scrap(text: str, attribution: Attribution, language: Language) -> bool:
    """Return True if an attribution leaves its sentence to the article.

    There are two kinds. The first has neither a source nor a reported clause ('is aimed at the poor', 'growing
    criticism of the plan'). The second is doubtful, and its cue has neither a reporting verb nor a word of an
    attitude ('the firm rolled back its policy').
    """
    if attribution.quote_type != "indirect" or not attribution.cue:
        return False
    cue = _words(text, attribution.cue)
    if not cue or any(word in language.words("claims/hearsay_cues") for word in cue):
        return False
    lemma = _lemma(cue, language)
    if attribution.source:
        return (
            attribution.confidence < DOUBTFUL
            and (lemma is None or lemma in language.words("claims/doubtful_verbs"))
            and not any(word in language.words("claims/attitude_words") for word in cue)
            and not all(word in language.words("speakers/prepositions") for word in cue)
        )
    # 'It was revealed that the ship sank', 'the allegation that the ship sank', but not 'signalling that it sank'
    content = _words(text, attribution.content)
    is_participle = bool(language.pattern("claims/progressive").search(cue[-1]))
    return is_participle or not content or content[0] not in language.words("claims/clause_marks")


def without_asides(scene: Scene, attributions: Sequence[Attribution], least: float) -> list[Attribution]:
    """Return the attributions without the doubtful ones of the writer: 'I chose “Journalist”' outside a quotation."""
    quoted = sorted(part for quotation in scene.quotations for part in quotation.parts)

    def is_aside(attribution: Attribution) -> bool:
        words = _words(scene.text, attribution.source)
        if attribution.confidence >= least or len(words) != 1 or words[0] not in writer:
            return False
        start = attribution.source[0].start
        at = bisect_right(quoted, start, key=lambda part: part.start) - 1
        return at < 0 or quoted[at].end <= start

    writer = scene.language.words("claims/writers")
    return [attribution for attribution in attributions if not is_aside(attribution)]


def without_titles(scene: Scene, attributions: Sequence[Attribution]) -> list[Attribution]:
    """Return the attributions without the titles and nicknames of things: 'showed “Dig Your Own Grave and Save”'."""
    naming = scene.language.words("claims/naming_cues")
    quoted = [quotation for quotation in scene.quotations if len(quotation.parts) == 1]
    starts = [quotation.parts[0].start for quotation in quoted]

    def is_title(attribution: Attribution) -> bool:
        if attribution.quote_type == "indirect" or naming.isdisjoint(_words(scene.text, attribution.cue)):
            return False
        inside = [
            scene.text[quotation.parts[0].start : quotation.parts[0].end]
            for start, end in attribution.content
            for quotation in quoted[bisect_left(starts, start) : bisect_left(starts, end)]
        ]
        return bool(inside) and all(map(_names_something, inside))

    return [attribution for attribution in attributions if not is_title(attribution)]


def _names_something(quotation: str) -> bool:
    """Return True for a quotation of one or two words, or with capitals as in a title, without a stop at its end."""
    words = [word for word in quotation.strip("“”\"'‘’«»„.,").split() if word]
    longer = [word for word in words if len(word) > 3]
    has_capitals = bool(longer) and sum(word[0].isupper() for word in longer) >= TITLE_CASE * len(longer)
    return len(words) <= 2 or (has_capitals and quotation[-2:-1] not in (".", "!", "?", ","))


def _lemma(cue: list[str], language: Language) -> str | None:
    """Return the reporting verb of a cue, but not the last word of 'rolled back', which is no verb there."""
    lemma = cue_lemma(" ".join(cue), language)
    is_particle = lemma is not None and lemma == cue[-1] and len(cue) > 1 and is_finite(cue[-2], language)
    is_particle = is_particle and cue[-2] not in language.words("claims/auxiliaries")
    return None if is_particle else lemma


def _words(text: str, spans: Spans) -> list[str]:
    return [word for start, end in spans for word in plain_words(text[start:end])]
