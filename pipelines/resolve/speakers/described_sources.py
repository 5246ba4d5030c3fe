"""Sources described by a noun, resolved to an entity: 'the mayor', 'the ministry', 'the statement'."""

import re

from hearsay.pipelines.language import Language
from hearsay.pipelines.lexicon import fold
from hearsay.pipelines.records import Spans
from hearsay.pipelines.resolve.entities.countries import country_places
from hearsay.pipelines.resolve.sentences import sentence_at
from hearsay.pipelines.resolve.speakers.descriptions import Description, describe, head_of
from hearsay.pipelines.resolve.speakers.organisations import find_organisation, issuer_of_document
from hearsay.pipelines.resolve.speakers.roles import holders
from hearsay.pipelines.resolve.speakers.scene import Scene, Source
from hearsay.pipelines.resolve.speakers.source_types import hides_after, kind_of_source

_EPITHET_LEAD = 1.6
"""Least lead in salience of the person that 'the senator' means, if the article calls nobody a senator."""
_EPITHET_BACK = 3
_DOCUMENT_REACH = 2500
"""Characters over which 'the statement' reaches back to its author, and 'the judge' to 'a judge'."""


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
        entity_id = _role_holder(
            scene, wanted, start, is_placed=bool(language.pattern("speakers/placed").search(phrase))
        )
        return Source(entity_id, "role")
    if kind == "organization" and wanted.article != "possessive":
        return Source(find_organisation(scene.text, wanted, start, scene.mention_index, language), kind)
    return Source(None, kind)


def _role_holder(scene: Scene, wanted: Description, position: int, *, is_placed: bool) -> str | None:
    """Return the last person called by this noun before the position, else the person who is clearly most salient."""
    if wanted.article == "possessive":
        return None
    language = scene.language
    persons = holders(scene.roles, wanted, position)
    if persons:
        return persons[0]
    is_placed = is_placed or bool(wanted.details & language.made(_country_names))
    if wanted.article != "definite" or is_placed or wanted.head in language.words("speakers/no_epithets"):
        # 'The director of studies at Acme', 'the French president': a new person, even if another person is salient.
        return None
    others = {role.entity_id for role in scene.roles if role.description.head == wanted.head}
    pronoun = language.table("speakers/gendered_titles").get(wanted.noun, (None,))[0]
    entity_id = scene.persons.resolve_pronoun(pronoun, position, _EPITHET_LEAD, _EPITHET_BACK)
    return None if entity_id in others or _was_unnamed(scene, wanted, position) else entity_id


def _country_names(language: Language) -> frozenset[str]:
    return frozenset(fold(place.name) for place in country_places(language).values())


def _was_unnamed(scene: Scene, wanted: Description, position: int) -> bool:
    """Return True if the noun stood before without a name, and so means an unnamed person: 'a judge … the judge'.

    If the noun described a named person, find_roles has a role for it, and this function is not called.
    """
    before = scene.text[max(0, position - _DOCUMENT_REACH) : position]
    return re.search(rf"\b{re.escape(wanted.noun)}\b", before, re.IGNORECASE) is not None


def _issuer(scene: Scene, wanted: Description, source: Spans) -> str | None:
    """Return the author of a document: a name in the phrase ('a report by Acme', 'Voss's letter') or before."""
    language, text = scene.language, scene.text
    mark, ending = language.pattern("speakers/possessive.mark"), language.pattern("speakers/possessive.ending")
    made_by = language.pattern("speakers/document.made_by")
    for index in scene.mention_index.within(source):
        mention = scene.mention_index.mentions[index]
        before = text[source[0].start : mention.start]
        is_owner = mark.match(text, mention.end) or ending.search(text[mention.start : mention.end])
        if mention.entity_type in ("person", "organization") and (is_owner or made_by.search(before)):
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
    spoken = [*scene.persons.spoken, *((where, group.entity_id) for where, group in scene.groups if group.entity_id)]
    for where, entity_id in sorted(spoken, reverse=True):
        sentence = scene.sentences[sentence_at(scene.sentences, where)]
        if (
            where < position
            and position - where < _DOCUMENT_REACH
            and named.search(scene.text[sentence.start : sentence.end])
        ):
            return entity_id
    return None
