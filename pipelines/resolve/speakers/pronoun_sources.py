"""Sources that are pronouns, resolved to an entity: 'he', 'they', 'who', and the outer speaker for 'I'."""

from hearsay.pipelines.records import Spans
from hearsay.pipelines.resolve.sentences import sentence_at
from hearsay.pipelines.resolve.speakers.organisations import is_outlet
from hearsay.pipelines.resolve.speakers.scene import ACTING, Scene, Source, of_mention
from hearsay.pipelines.resolve.speakers.source_types import kind_of_source

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
    if means in (["group"], ["body"]):
        return _last_group(scene, start, kind, is_one=means == ["body"])
    subject = scene.language.table("speakers/person_pronouns").get(pronoun)
    if subject is None:
        return Source(None, kind)
    entity_id = scene.persons.resolve_pronoun(subject[0], start, content)
    if entity_id is None:
        return Source(None, kind)
    scene.persons.note_pronoun(entity_id, subject[0])
    return Source(entity_id, "named")


def _kind_of_first_person(scene: Scene, start: int, kind: str) -> str:
    """Return the type of 'I': the author, but in a quotation a speaker whom the article does not show."""
    return "anonymous" if any(span.start <= start < span.end for span in scene.persons.quoted) else kind


def _last_group(scene: Scene, start: int, kind: str, *, is_one: bool) -> Source:
    """Return the group ('they') or organisation ('it') that spoke last, within the last sentences."""
    here = sentence_at(scene.sentences, start)
    last_person = max((position for position, _ in scene.persons.spoken if position < start), default=-1)
    for position, source in reversed(scene.groups):
        if position >= start or (is_one and source.source_type != "organization"):
            continue
        if here - sentence_at(scene.sentences, position) > _GROUP_BACK:
            break
        if not is_one and position < last_person and sentence_at(scene.sentences, last_person) < here:
            break  # 'They' may be the person who spoke since.
        is_paper = not is_one and source.entity_id is not None and _is_outlet(scene, source.entity_id)
        return Source(None, kind) if is_paper else Source(source.entity_id, source.source_type)
    return Source(None, kind)


def _is_outlet(scene: Scene, entity_id: str) -> bool:
    """Return True if an entity is a news outlet: 'they' are rather those on whom it reports."""
    index = scene.mention_index
    at = next((at for at, owner in enumerate(index.entities) if owner == entity_id), None)
    return at is not None and is_outlet(scene.text, index, at, scene.language)


def of_relative(scene: Scene, start: int, kind: str) -> Source:
    """Return the source of 'Reid, who': the mention right before, or before an apposition, else the noun before."""
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
