"""Subject of the sentence before a pronoun: a body, a document, or several persons."""

from typing import NamedTuple

from hearsay.pipelines.records import Span
from hearsay.pipelines.resolve.finite_verbs import is_finite
from hearsay.pipelines.resolve.sentences import sentence_at
from hearsay.pipelines.resolve.speakers.descriptions import WORD, plain_words
from hearsay.pipelines.resolve.speakers.scene import Scene
from hearsay.pipelines.resolve.speakers.source_types import kind_of_noun, kind_of_source

MOST_WORDS = 12
"""Most words of a subject that is read."""
_BODIES = ("organization", "location", "facility")


class Subject(NamedTuple):
    """What the sentence before is about. `body` is the index of the mention that is its subject."""

    body: int | None = None
    is_document: bool = False
    is_several: bool = False
    document_at: int | None = None
    """Position of a document that the sentence brings up: 'has sent a brochure'."""


def subject_before(scene: Scene, position: int) -> Subject:
    """Return the subject of the sentence before the one at a position, in this paragraph or the last."""
    at = sentence_at(scene.sentences, position)
    if at == 0:
        return Subject()
    sentence = scene.sentences[at - 1]
    if scene.text.count("\n", sentence.end, position) > 1:
        return Subject()
    phrase = _phrase(scene, sentence)
    document_at = _document_in(scene, Span(phrase.end, sentence.end))
    if phrase.end <= phrase.start:
        return Subject(document_at=document_at)
    named = scene.mention_index.within((phrase,))
    mentions = [scene.mention_index.mentions[index] for index in named]
    words = scene.text[phrase.start : phrase.end]
    kind = kind_of_source(words, scene.language, begins_sentence=True)
    before = scene.text[phrase.start : mentions[0].start].strip().lower() if mentions else "-"
    begins = not before or before in scene.language.words("speakers/before_subjects")
    if mentions and begins and mentions[0].entity_type in _BODIES and len(mentions) == 1:
        return Subject(named[0], document_at=document_at)
    persons = {scene.mention_index.entities[index] for index in named if _is_person(scene, index)}
    is_several = len(persons) > 1 or (kind.source_type == "group" and kind.basis in ("noun", "ending"))
    statements = scene.language.words("speakers/statement_nouns")
    is_document = (
        kind.source_type == "document" and kind.basis == "noun" and statements.isdisjoint(plain_words(words))
    )
    return Subject(None, is_document, is_several, document_at)


def _is_person(scene: Scene, index: int) -> bool:
    return scene.mention_index.mentions[index].entity_type == "person"


def _phrase(scene: Scene, sentence: Span) -> Span:
    """Return the words of a sentence up to its first finite verb, or no words."""
    words = WORD.finditer(scene.text, sentence.start, sentence.end)
    for number, word in enumerate(words):
        if number >= MOST_WORDS or scene.text[word.start() - 1 : word.start()] in ("“", '"'):
            break
        if number and is_finite(word.group().lower(), scene.language):
            return Span(sentence.start, word.start())
    return Span(sentence.start, sentence.start)


def _document_in(scene: Scene, rest: Span) -> int | None:
    """Return the position of the last document that a sentence brings up: 'a letter', 'its brochure'."""
    last = None
    statements = scene.language.words("speakers/statement_nouns")
    openers = scene.language.table("speakers/determiners")
    words = list(WORD.finditer(scene.text, rest.start, rest.end))
    for number, word in enumerate(words):
        noun = word.group().lower()
        if noun in statements or kind_of_noun(noun, scene.language) != "document":
            continue
        ahead = [other.group().lower() for other in words[max(0, number - 4) : number]]
        if any(openers.get(other, ("",))[0] in ("indefinite", "possessive") for other in ahead):
            last = word.start()
    return last
