"""Sources that are pronouns, resolved to an entity: 'he', 'they', 'who', and the outer speaker for 'I'."""

from hearsay.pipelines.records import Spans
from hearsay.pipelines.resolve.sentences import sentence_at
from hearsay.pipelines.resolve.speakers.organisations import is_outlet
from hearsay.pipelines.resolve.speakers.scene import ACTING, Scene, Source, of_mention
from hearsay.pipelines.resolve.speakers.source_types import kind_of_source
from hearsay.pipelines.resolve.speakers.subjects import subject_before

_GROUP_BACK = 3
"""Most sentences that 'they' and 'it' reach back to a group or an organisation that spoke."""


def of_pronoun(scene: Scene, start: int, pronoun: str, outer: Source | None, content: Spans = ()) -> Source:
    """Return the source that a pronoun means at a position; without a clear entity, the pronoun's own source type.

    `content` is what the source says: nobody names himself there.
    """
    kind, *means = scene.language.table("speakers/source_pronouns")[pronoun]
    if means == ["relative"]:
        return of_relative(scene, start, kind)
    if means == ["outer"]:
        return outer or Source(None, _kind_of_first_person(scene, start, kind))
    if means == ["body"]:
        is_owner = scene.language.table("speakers/determiners").get(pronoun) == ("possessive",)
        return _body(scene, start, kind, is_owner=is_owner)
    if means == ["group"]:
        return _single(scene, start) or _last_group(scene, start, kind)
    subject = scene.language.table("speakers/person_pronouns").get(pronoun)
    entity_id = scene.persons.resolve_pronoun(subject[0], start, content) if subject else None
    if subject is None or entity_id is None:
        return Source(None, kind)
    scene.persons.note_pronoun(entity_id, subject[0])
    return Source(entity_id, "named")


def _kind_of_first_person(scene: Scene, start: int, kind: str) -> str:
    """Return the type of 'I': the author, but in a quotation a speaker whom the article does not show."""
    return "anonymous" if any(span.start <= start < span.end for span in scene.persons.quoted) else kind


def _body(scene: Scene, start: int, kind: str, *, is_owner: bool) -> Source:
    """Return what 'it' means: the document or the body that spoke last or is the subject of the sentence before.

    'The report … It said': the document is the source. Who issued it did not say so.
    """
    here = sentence_at(scene.sentences, start)
    before = subject_before(scene, start)
    spoke = next(
        ((position, source) for position, source in reversed(scene.groups) if position < start and _is_one(source)),
        None,
    )
    distance = _GROUP_BACK + 1 if spoke is None else here - sentence_at(scene.sentences, spoke[0])
    if distance > 0 and before.is_document:
        return Source(None, "document")
    if distance > 0 and before.document_at is not None and _reads(scene, start):
        return Source(None, "document")
    body = None if is_owner or _reads(scene, start) else before.body
    if spoke is None or distance > _GROUP_BACK or (distance > 1 and body is not None):
        return of_mention(scene, body) if body is not None else Source(None, kind)
    source = spoke[1]
    return Source(None, "document") if source.source_type == "document" else source_alone(source)


def _is_one(source: Source) -> bool:
    return source.source_type in ("organization", "document")


def source_alone(source: Source) -> Source:
    """Return a source without the mention that named it beside its claim."""
    return Source(source.entity_id, source.source_type)


def _reads(scene: Scene, start: int) -> bool:
    """Return True if the verb of a pronoun is in the present, as what a document says is: 'It says that …'."""
    return scene.language.pattern("speakers/document.reads").match(scene.text, start) is not None


def _single(scene: Scene, start: int) -> Source | None:
    """Return the person whom the article calls 'they', if that person spoke last."""
    spoken = [(position, entity_id) for position, entity_id in scene.persons.spoken if position < start]
    position, entity_id = max(spoken, default=(0, ""))
    pronoun = scene.persons.pronouns.get(entity_id)
    if pronoun is None or pronoun not in scene.language.words("speakers/neutral_pronouns"):
        return None
    here = sentence_at(scene.sentences, start)
    if here - sentence_at(scene.sentences, position) > _GROUP_BACK:
        return None
    if any(position < other < start for other, source in scene.groups if source.source_type != "document"):
        return None
    scene.persons.note_pronoun(entity_id, pronoun)
    return Source(entity_id, "named")


def _last_group(scene: Scene, start: int, kind: str) -> Source:
    """Return the group or organisation ('they') that spoke last, within the last sentences."""
    here = sentence_at(scene.sentences, start)
    last_person = max((position for position, _ in scene.persons.spoken if position < start), default=-1)
    for position, source in reversed(scene.groups):
        if position >= start or source.source_type == "document":
            continue
        distance = here - sentence_at(scene.sentences, position)
        if distance > _GROUP_BACK:
            break
        if position < last_person and sentence_at(scene.sentences, last_person) < here:
            break  # 'They' may be the person who spoke since.
        if distance > 1 and subject_before(scene, start).is_several:
            break  # 'They' are those named since: 'Lund and Petrov wrote to the school. They said …'
        is_paper = source.entity_id is not None and _is_outlet(scene, source.entity_id)
        return Source(None, kind) if is_paper else source_alone(source)
    return Source(None, kind)


def _is_outlet(scene: Scene, entity_id: str) -> bool:
    """Return True if an entity is a news outlet: 'they' are rather those on whom it reports."""
    index = scene.mention_index
    at = next((at for at, owner in enumerate(index.entities) if owner == entity_id), None)
    return at is not None and is_outlet(scene.text, index, at, scene.language)


def of_relative(scene: Scene, start: int, kind: str) -> Source:
    """Return the source of 'Reid, who': the mention before "who" or before its apposition, otherwise the noun."""
    text, mention_index = scene.text, scene.mention_index
    for index in mention_index.before(start, 120)[:3]:
        between = text[mention_index.mentions[index].end : start]
        is_apposition = between.startswith(", ") and between.rstrip().endswith(",") and "." not in between
        if mention_index.mentions[index].entity_type in ACTING and (not between.strip(" ,") or is_apposition):
            return of_mention(scene, _owner_of_place(scene, index))
    sentence = scene.sentences[sentence_at(scene.sentences, start)].start if scene.sentences else 0
    before = text[max(sentence, start - 60) : start].rstrip(" ,")
    begins = [match.start() + 1 for match in scene.language.pattern("speakers/phrase_start").finditer(before)]
    phrase = before[begins[-1] if begins else 0 :].strip()
    return Source(None, kind_of_source(phrase, scene.language).source_type if phrase else kind)


def _owner_of_place(scene: Scene, index: int) -> int:
    """Return the body before a place that only says where it is: 'the Dialogue Group in Turkey, which'."""
    mentions = scene.mention_index.mentions
    if index == 0 or mentions[index].entity_type != "location" or mentions[index - 1].entity_type != "organization":
        return index
    between = scene.text[mentions[index - 1].end : mentions[index].start]
    return index - 1 if scene.language.pattern("speakers/affiliation.behind").fullmatch(between) else index
