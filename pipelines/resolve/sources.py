"""Who the source of a claim is: the person or organisation that its words mean in the article, and of what kind."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from pipelines.lexicon import fold, load_lexicon
from pipelines.quotations import find_quotations
from pipelines.records import Article, Reading, Span, Spans
from pipelines.resolve.descriptions import WORD, Description, describe, head_of
from pipelines.resolve.mention_index import MentionIndex, index_mentions
from pipelines.resolve.organisations import issuer_of_document, organisation_meant
from pipelines.resolve.persons import Persons
from pipelines.resolve.roles import Role, find_roles, holders
from pipelines.resolve.sentences import sentence_at, split_sentences
from pipelines.resolve.source_types import hides_after, kind_of_source

__all__ = ["Scene", "Source", "find_source", "set_scene"]

_ACTING = {"person": "named", "organization": "organization", "facility": "organization", "location": "organization"}
_IMPERSONAL = re.compile(r"\b\w+edly\b|\b(?:is|are|was|were|be|been)\s+\w+(?:ed|id|ld|own)\b", re.IGNORECASE)
"""Cues that keep their source to themselves: 'reportedly', 'was told', 'is said'."""
_MADE_BY = re.compile(
    r"(?<!obtained )(?<!seen )(?<!reviewed )(?<!read )(?<!shared )\b(?:by|from)\s+(?:the\s+|an?\s+)?$", re.IGNORECASE
)
"""'A report by', but not 'minutes obtained by': whoever got hold of a document has not made it."""
_FIRST_PERSON = frozenset(("i", "me", "my", "we", "us", "our", "mine", "myself", "ourselves"))
_SECOND_PERSON = frozenset(("you", "your", "yours"))
_RELATIVE = frozenset(("who", "which", "that", "whom", "whose"))
_SUBJECT_FORM = {"his": "he", "him": "he", "himself": "he", "her": "she", "hers": "she", "herself": "she"}
_THIRD_PLURAL = frozenset(("they", "them", "their", "theirs", "it", "its", "themselves", "itself"))
_AFTER_NAME = frozenset(
    ("himself", "herself", "itself", "themselves", "too", "also", "himself,", "alone", "then", "’s", "'s")
)
_EPITHET_LEAD = 1.6
"""How far somebody must be ahead of all others for 'the senator' to mean them without their being so called."""
_EPITHET_BACK = 3
_NO_EPITHETS = frozenset(
    [
        "spokesperson",
        "official",
        "source",
        "owner",
        "developer",
        "operator",
        "maker",
        "buyer",
        "seller",
        "publisher",
        "employer",
    ]
)
"""Roles that a person without a name, or a company, has more often than whoever is being spoken of."""
_DOCUMENT_REACH = 2500
"""Characters over which 'the statement' reaches back to who made one."""
_GROUP_BACK = 3
"""Sentences over which 'they' and 'it' reach back to a group or an organisation that spoke."""


@dataclass(frozen=True, slots=True)
class Source:
    """Who said it (None: not known, or several), and which of SOURCE_TYPES that is.

    `beside`: the mention that names them where the claim's own source does not, by index.
    """

    entity_id: str | None
    source_type: str
    beside: tuple[int, ...] = ()


@dataclass(slots=True)
class Scene:
    """What an article's sources are resolved by: its names, sentences, quotations, roles, and who spoke so far."""

    text: str
    known: MentionIndex
    sentences: Sequence[Span]
    roles: Sequence[Role]
    persons: Persons
    language: str | None = None
    groups: list[tuple[int, Source]] = field(default_factory=list)
    """Groups and organisations that spoke, and where."""


def set_scene(article: Article, reading: Reading, mention_entities: Sequence[str | None]) -> Scene:
    """The scene of an article before anybody has spoken."""
    text, mentions = article.text, reading.mentions
    sentences = split_sentences(text)
    roles = find_roles(text, mentions, mention_entities)
    quoted = [part for quotation in find_quotations(text) for part in quotation.parts]
    persons = Persons(text, sentences, mentions, mention_entities, roles, quoted)
    known = index_mentions(mentions, mention_entities)
    return Scene(text, known, sentences, roles, persons, article.language)


def find_source(scene: Scene, source: Spans, cue: Spans, outer: Source | None) -> Source:
    """Who a claim's source is. `outer`: the source of the claim inside whose content it stands, who says 'I' there.

    A source found is remembered as having spoken. Where the reader found none, it is the subject that the cue's
    sentence begins with, if that is a name; else the claim is anonymous: the article shows nobody.
    """
    if not source:
        return _subject(scene, cue) or Source(None, "anonymous")
    found = _resolve(scene, source, outer)
    start = source[0].start
    if found.entity_id and found.source_type in ("named", "role") and _is_person(scene, found.entity_id):
        scene.persons.note(start, found.entity_id)
    elif found.source_type in ("group", "organization"):
        scene.groups.append((start, found))
    return found


def _resolve(scene: Scene, source: Spans, outer: Source | None) -> Source:
    start, end = source[0]
    phrase = scene.text[start:end]
    words = [match.group().lower() for match in WORD.finditer(phrase)]
    if words and words[0] in ("who", "which"):
        return _of_relative(scene, start, "role")
    if len(words) == 1 and words[0].rstrip(".") in load_lexicon("resolve/data/source_pronouns.txt"):
        return _of_pronoun(scene, start, words[0].rstrip("."), outer)
    several = _joined_names(scene, start, end)
    if several:
        return Source(None, "group")
    head = _head_mention(scene, start, end)
    if head is not None:
        return _of_mention(scene, head)
    return _of_description(scene, source, phrase)


def _subject(scene: Scene, cue: Spans) -> Source | None:
    """'The Gazette, citing two people, reported …': the name that the cue's sentence begins with and that acts."""
    if not cue or not scene.sentences or _IMPERSONAL.search(scene.text[cue[0].start : cue[-1].end]):
        return None
    sentence = scene.sentences[sentence_at(scene.sentences, cue[0].start)]
    for index in scene.known.within((Span(sentence.start, min(cue[0].start, sentence.end)),))[:1]:
        mention = scene.known.mentions[index]
        before = scene.text[sentence.start : mention.start].strip().lower()
        between = scene.text[mention.end : cue[0].start]
        is_apart = between.startswith(",") and between.rstrip().endswith(",")
        if before in ("", "the", "but", "and", "but the", "and the") and (not between.strip() or is_apart):
            if mention.entity_type in ("person", "organization"):
                return replace(_of_mention(scene, index), beside=(index,))
            return None
    return None


def _of_mention(scene: Scene, index: int) -> Source:
    mention, entity_id = scene.known.mentions[index], scene.known.entities[index]
    if mention.entity_type == "norp":
        return Source(entity_id, "group")
    return Source(entity_id, _ACTING.get(mention.entity_type, "document"))


def _of_pronoun(scene: Scene, start: int, pronoun: str, outer: Source | None) -> Source:
    kind = load_lexicon("resolve/data/source_pronouns.txt")[pronoun][0]
    if pronoun in _RELATIVE:
        return _of_relative(scene, start, kind)
    if pronoun in _FIRST_PERSON:
        return outer or Source(None, _kind_of_first_person(scene, start, kind))
    if pronoun in _THIRD_PLURAL:
        return _last_group(scene, start, kind, is_one=pronoun in ("it", "its", "itself"))
    subject = _SUBJECT_FORM.get(pronoun, pronoun)
    if subject not in ("he", "she"):
        return Source(None, kind)
    entity_id = scene.persons.behind(subject, start)
    return Source(entity_id, "named") if entity_id else Source(None, kind)


def _kind_of_first_person(scene: Scene, start: int, kind: str) -> str:
    """'I' is the author, but in a quotation, where it is a speaker whom the article does not show."""
    return "anonymous" if any(span.start <= start < span.end for span in scene.persons.quoted) else kind


def _last_group(scene: Scene, start: int, kind: str, *, is_one: bool) -> Source:
    """The group ('they') or organisation ('it') that spoke last, if it was a moment ago."""
    here = sentence_at(scene.sentences, start)
    for position, source in reversed(scene.groups):
        if position >= start or (is_one and source.source_type != "organization"):
            continue
        if here - sentence_at(scene.sentences, position) > _GROUP_BACK:
            break
        return Source(source.entity_id, source.source_type)
    return Source(None, kind)


def _of_relative(scene: Scene, start: int, kind: str) -> Source:
    """'Reid, who': the mention that ends right before, or before an apposition; else what the noun before is."""
    text, known = scene.text, scene.known
    for index in known.before(start, 120)[:3]:
        between = text[known.mentions[index].end : start]
        is_apposition = between.startswith(", ") and between.rstrip().endswith(",") and "." not in between
        if known.mentions[index].entity_type in _ACTING and (not between.strip(" ,") or is_apposition):
            return _of_mention(scene, index)
    sentence = scene.sentences[sentence_at(scene.sentences, start)].start if scene.sentences else 0
    before = text[max(sentence, start - 60) : start].rstrip(" ,")
    phrase = before[max(before.rfind(","), before.rfind(" that "), before.rfind(" to ")) + 1 :].strip()
    return Source(None, kind_of_source(phrase).source_type if phrase else kind)


def _of_description(scene: Scene, source: Spans, phrase: str) -> Source:
    """A phrase without a name at its head: an office that somebody holds, a body that was named, or just a kind."""
    start = source[0].start
    start = source[0].start
    begins = any(sentence.start == start for sentence in scene.sentences[sentence_at(scene.sentences, start) :][:1])
    kind = kind_of_source(phrase, begins_sentence=begins).source_type
    if kind in ("group", "role") and hides_after(scene.text, source[0].end):
        return Source(None, "anonymous")
    wanted = describe(head_of(phrase)) and describe(phrase)
    if wanted is not None and kind == "document":
        return Source(_issuer(scene, wanted, source), kind)
    if wanted is None or wanted.article == "indefinite":
        return Source(None, kind)
    if kind == "role":
        entity_id = _role_holder(scene, wanted, start)
        return Source(entity_id, "role")
    if kind == "organization" and wanted.article != "possessive":
        return Source(organisation_meant(scene.text, wanted, start, scene.known), kind)
    return Source(None, kind)


def _role_holder(scene: Scene, wanted: Description, position: int) -> str | None:
    """The one person who was called so, or, among several, the last; else whoever is clearly being spoken of."""
    if wanted.article == "possessive":
        return None
    found = holders(scene.roles, wanted, position)
    if found:
        return found[0]
    if wanted.article != "definite" or wanted.head in _NO_EPITHETS:
        return None
    others = {role.entity_id for role in scene.roles if role.description.head == wanted.head}
    pronoun = load_lexicon("resolve/data/gendered_titles.txt").get(wanted.noun, (None,))[0]
    entity_id = scene.persons.behind(pronoun, position, _EPITHET_LEAD, _EPITHET_BACK)
    return None if entity_id in others or _was_unnamed(scene, wanted, position) else entity_id


def _was_unnamed(scene: Scene, wanted: Description, position: int) -> bool:
    """Whether somebody without a name was introduced by this noun before: 'a judge … the judge'."""
    before = f" {fold(scene.text[max(0, position - 3000) : position])} "
    at = before.rfind(f" {wanted.noun} ")
    return (
        any(f" {article} " in before[max(0, at - 30) : at + 1] for article in ("a", "an", "one"))
        if at >= 0
        else False
    )


def _issuer(scene: Scene, wanted: Description, source: Spans) -> str | None:
    """Whose document it is: a name in the phrase ('a report by Acme', 'Voss's letter'), or one given before."""
    for index in scene.known.within(source):
        mention = scene.known.mentions[index]
        before = scene.text[source[0].start : mention.start]
        is_owner = scene.text[mention.end : mention.end + 1] in ("'", "’") or scene.text[
            mention.start : mention.end
        ].endswith(("'s", "’s"))
        if mention.entity_type in ("person", "organization") and (is_owner or _MADE_BY.search(before)):
            return scene.known.entities[index]
    if wanted.article != "definite":
        return None
    return _said_in(scene, wanted, source[0].start) or issuer_of_document(
        scene.text, wanted, source[0].start, scene.known
    )


def _said_in(scene: Scene, wanted: Description, position: int) -> str | None:
    """Who spoke in a sentence before that names such a document: 'Voss said in a statement … the statement said'."""
    named = re.compile(rf"\b(?:a|an|his|her|its|their|in|by)\s+(?:[\w-]+\s+){{0,3}}?{re.escape(wanted.noun)}\b")
    spoken = [*scene.persons.spoken, *((where, one.entity_id) for where, one in scene.groups if one.entity_id)]
    for where, entity_id in sorted(spoken, reverse=True):
        sentence = scene.sentences[sentence_at(scene.sentences, where)]
        if (
            where < position
            and position - where < _DOCUMENT_REACH
            and named.search(scene.text[sentence.start : sentence.end])
        ):
            return entity_id
    return None


def _joined_names(scene: Scene, start: int, end: int) -> bool:
    """Whether the head of a source is several names: 'Voss and Renholm', 'Voss, Renholm and Lund'."""
    named = [
        index
        for index in scene.known.within((Span(start, end),))
        if scene.known.mentions[index].entity_type in _ACTING
    ]
    joints = pairwise(named)
    ends = [scene.text[scene.known.mentions[a].end : scene.known.mentions[b].start].split() for a, b in joints]
    return any(words in (["and"], ["or"], [",", "and"], ["&"]) for words in ends) and (
        start + len(head_of(scene.text[start:end])) > scene.known.mentions[named[0]].end
    )


def _head_mention(scene: Scene, start: int, end: int) -> int | None:
    """The mention at the end of the source's head noun phrase, or one that is the whole of an apposition."""
    text, known = scene.text, scene.known
    for number, (first, last) in enumerate(_pieces(scene, start, end)):
        for index in reversed(known.within((Span(first, last),))):
            mention = known.mentions[index]
            after = text[mention.end : last].strip(' ,.”"').lower()
            if (after and after not in _AFTER_NAME) or mention.entity_type in ("money", "date"):
                continue
            is_naming = mention.entity_type in ("person", "organization")
            if number == 0 or (is_naming and _is_name_alone(text[first : mention.start])):
                return index
    return None


def _pieces(scene: Scene, start: int, end: int) -> list[tuple[int, int]]:
    """The head of a source, then the parts of it that commas set off; a name is never cut ('Bank of Averland')."""
    text, pieces, position = scene.text, [], start
    names = [scene.known.mentions[index] for index in scene.known.within((Span(start, end),))]
    while position < end:
        length = len(head_of(text[position:end]))
        cut = next((name.end for name in names if name.start < position + length < name.end), position + length)
        length = cut - position
        pieces.append((position, position + length))
        comma = text.find(",", position + max(length, 1), end) if length else text.find(",", position, end)
        if comma < 0:
            break
        position = comma + 1
    return pieces


def _is_name_alone(before: str) -> bool:
    """Whether only a title stands before a name in an apposition: 'the minister, Dr. Ana Lund'."""
    words = before.split()
    return not words or (len(words) == 1 and words[0][:1].isupper())


def _is_person(scene: Scene, entity_id: str) -> bool:
    return entity_id in scene.persons.everybody
