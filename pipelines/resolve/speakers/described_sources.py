"""Sources described by a noun, resolved to an entity: 'the mayor', 'the ministry', 'the statement'."""

import re

from hearsay.pipelines.records import Span, Spans
from hearsay.pipelines.resolve.sentences import sentence_at
from hearsay.pipelines.resolve.speakers.descriptions import WORD, Description, describe, head_of
from hearsay.pipelines.resolve.speakers.organisations import find_organisation, issuer_of_document
from hearsay.pipelines.resolve.speakers.roles import holders
from hearsay.pipelines.resolve.speakers.scene import Scene, Source
from hearsay.pipelines.resolve.speakers.source_types import hides_after, kind_of_noun, kind_of_source

_DOCUMENT_REACH = 2500
"""Characters over which 'the statement' reaches back to its author."""


def of_description(scene: Scene, source: Spans, phrase: str) -> Source:
    """Return the source of a phrase without a name at its head: the holder of an office, a body, or only a type."""
    start = source[0].start
    begins = any(sentence.start == start for sentence in scene.sentences[sentence_at(scene.sentences, start) :][:1])
    kind = kind_of_source(phrase, scene.language, begins_sentence=begins).source_type
    if kind in ("group", "role") and hides_after(scene.text, source[0].end, scene.language):
        return Source(None, "anonymous")
    language = scene.language
    wanted = describe(head_of(phrase, language), language) and describe(phrase, language)
    if wanted is not None and kind == "document":
        return Source(_issuer(scene, wanted, source), kind)
    if wanted is None or wanted.article == "indefinite":
        return Source(None, kind)
    if kind == "role":
        return Source(_role_holder(scene, wanted, start), "role")
    if kind == "organization" and wanted.article != "possessive":
        body = find_organisation(scene.text, wanted, start, scene.mention_index, language, scene.sentences)
        return Source(body, kind)
    return Source(None, kind)


def _role_holder(scene: Scene, wanted: Description, position: int) -> str | None:
    """Return the last person whom the article calls by this noun; None if it calls nobody so.

    Somebody who is only spoken of must not get the words of 'the judge'.
    """
    persons = () if wanted.article == "possessive" else holders(scene.roles, wanted, position)
    return persons[0] if persons else None


def _issuer(scene: Scene, wanted: Description, source: Spans) -> str | None:
    """Return the author of a document: a name in the phrase ('a report by Acme', 'Voss's letter') or before."""
    language, text = scene.language, scene.text
    mark, ending = language.pattern("speakers/possessive.mark"), language.pattern("speakers/possessive.ending")
    made_by = language.pattern("speakers/document.made_by")
    for index in scene.mention_index.within(source):
        mention = scene.mention_index.mentions[index]
        before = text[source[0].start : mention.start]
        is_owner = mark.match(text, mention.end) or ending.search(text[mention.start : mention.end])
        behind = WORD.match(text, mention.end + 1, source[0].end)
        if made_by.search(before) and behind and kind_of_noun(behind.group().lower(), language) == "role":
            return None  # a statement by somebody of the body: 'by an Acme spokesman'
        # 'An Acme report': the body stands right before the noun.
        is_maker = (
            mention.entity_type == "organization"
            and wanted.noun in language.words("speakers/issued_nouns")
            and text.startswith(f" {wanted.noun}", mention.end)
        )
        if mention.entity_type in ("person", "organization") and (is_owner or made_by.search(before) or is_maker):
            return scene.mention_index.entities[index]
    if wanted.article != "definite":
        return None
    return _said_in(scene, wanted, source[0].start) or issuer_of_document(
        text, wanted, source[0].start, scene.mention_index, language
    )


def _said_in(scene: Scene, wanted: Description, position: int) -> str | None:
    """Return the speaker of an earlier sentence with the document: 'Voss said in a statement … it said'."""
    document = scene.language.pattern("speakers/document.named").pattern
    named = re.compile(rf"{document}{re.escape(wanted.noun)}\b")
    spoken = [*scene.persons.spoken, *scene.bodies_spoken()]
    here = sentence_at(scene.sentences, position)
    for sentence in reversed(scene.sentences[:here]):
        if position - sentence.start > _DOCUMENT_REACH:
            return None
        noun = named.search(scene.text, sentence.start, sentence.end)
        if noun is None:
            continue
        # The nearest sentence that names the document decides, also if its speaker is unknown.
        before = [(where, entity_id) for where, entity_id in spoken if sentence.start <= where < noun.start()]
        return _issues(scene, sentence, noun.start()) or max(before, default=(0, None))[1]
    return None


def _issues(scene: Scene, sentence: Span, end: int) -> str | None:
    """Return the name right before a verb of publishing: 'Acme issued a statement'."""
    for index in reversed(scene.mention_index.within((Span(sentence.start, end),))):
        mention = scene.mention_index.mentions[index]
        if mention.entity_type in ("person", "organization"):
            is_issuer = scene.language.pattern("speakers/document.issuing").fullmatch(scene.text, mention.end, end)
            return scene.mention_index.entities[index] if is_issuer else None
    return None
