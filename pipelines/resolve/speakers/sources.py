"""Source of a claim: the person or organisation behind the words of the source, and the source type."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from hearsay.pipelines.language import Language
from hearsay.pipelines.lexicon import fold
from hearsay.pipelines.records import Span, Spans
from hearsay.pipelines.resolve.sentences import sentence_at
from hearsay.pipelines.resolve.speakers.described_sources import of_description
from hearsay.pipelines.resolve.speakers.descriptions import WORD, head_of
from hearsay.pipelines.resolve.speakers.organisations import find_by_short_name
from hearsay.pipelines.resolve.speakers.pronoun_sources import of_pronoun, of_relative
from hearsay.pipelines.resolve.speakers.scene import ACTING, Scene, Source, of_mention
from hearsay.pipelines.resolve.speakers.source_types import kind_of_noun

_BODIES = ("organization", "facility", "location")


def find_source(scene: Scene, source: Spans, cue: Spans, outer: Source | None, content: Spans = ()) -> Source:
    """Return the source of a claim, and record it as a speaker.

    If the reader found no source, a name that is the subject of the cue's sentence is the source. Without such a
    name the claim has no source.

    Args:
        scene: The article's context; its speakers are updated.
        source: The spans of the claim's source.
        cue: The spans of its cue.
        outer: The source of the claim around this claim, which 'I' means here.
        content: The spans of its content.
    """
    if not source:
        return _subject(scene, cue) or Source(None, "none")
    speaker = _resolve(scene, source, outer, content)
    note_speaker(scene, source[0].start, speaker)
    return speaker


def note_speaker(scene: Scene, start: int, speaker: Source) -> None:
    """Record that a source speaks at a position."""
    if (
        speaker.entity_id
        and speaker.source_type in ("named", "role")
        and speaker.entity_id in scene.persons.everybody
    ):
        scene.persons.note(start, speaker.entity_id)
    elif speaker.source_type in ("group", "organization", "document"):
        scene.groups.append((start, speaker))


def _resolve(scene: Scene, source: Spans, outer: Source | None, content: Spans) -> Source:
    start, end = _without_owner(scene, *source[0])
    phrase = scene.text[start:end]
    words = [match.group().lower() for match in WORD.finditer(phrase)]
    # 'WHO' is the World Health Organization.
    is_acronym = phrase.isupper() and len(phrase) > 1 and not scene.text[end : end + 20].isupper()
    if words and words[0] in scene.language.words("speakers/relative_subjects") and not is_acronym:
        return of_relative(scene, start, "role")
    if len(words) == 1 and words[0].rstrip(".") in scene.language.table("speakers/source_pronouns"):
        return of_pronoun(scene, start, words[0].rstrip("."), outer, content)
    several = _joined_names(scene, start, end)
    if several:
        return Source(None, "group")
    head = _head_mention(scene, start, end)
    if head is not None:
        return of_mention(scene, head)
    body = find_by_short_name(scene.text, phrase, scene.mention_index, scene.language)
    return Source(body, "organization") if body else of_description(scene, source, phrase)


def _without_owner(scene: Scene, start: int, end: int) -> tuple[int, int]:
    """Return the bounds of a source without the body that owns it: 'Bank of Averland's | chief economist'."""
    mark = scene.language.pattern("speakers/possessive.mark")
    for index in scene.mention_index.within((Span(start, end),))[:1]:
        mention = scene.mention_index.mentions[index]
        match = mark.match(scene.text, mention.end, end)
        is_first = (
            not scene.text[start : mention.start].strip() or scene.text[start : mention.start].lower() == "the "
        )
        if mention.entity_type == "organization" and is_first and match and match.end() < end:
            return match.end() + (scene.text[match.end()] == " "), end
    return start, end


def _subject(scene: Scene, cue: Spans) -> Source | None:
    """Return the acting name at the start of the cue's sentence: 'The Gazette, citing two people, reported …'."""
    if (
        not cue
        or not scene.sentences
        or scene.language.pattern("speakers/impersonal").search(scene.text[cue[0].start : cue[-1].end])
        or scene.language.pattern("claims/passive.cue").search(scene.text[cue[0].start : cue[-1].end])
    ):
        return None
    sentence = scene.sentences[sentence_at(scene.sentences, cue[0].start)]
    for index in scene.mention_index.within((Span(sentence.start, min(cue[0].start, sentence.end)),))[:1]:
        mention = scene.mention_index.mentions[index]
        before = scene.text[sentence.start : mention.start].strip().lower()
        between = scene.text[mention.end : cue[0].start]
        is_apart = between.startswith(",") and between.rstrip().endswith(",")
        if (not before or before in scene.language.words("speakers/before_subjects")) and (
            not between.strip() or is_apart
        ):
            if mention.entity_type in ("person", "organization"):
                return replace(of_mention(scene, index), beside=(index,))
            return None
    return None


def _joined_names(scene: Scene, start: int, end: int) -> bool:
    """Return True if the head of a source is several names: 'Voss and Renholm', 'Voss, Renholm and Lund'."""
    named = [
        index
        for index in scene.mention_index.within((Span(start, end),))
        if scene.mention_index.mentions[index].entity_type in ACTING
    ]
    joints = pairwise(named)
    ends = [
        scene.text[scene.mention_index.mentions[a].end : scene.mention_index.mentions[b].start].split()
        for a, b in joints
    ]
    name_joints = scene.language.words("speakers/name_joints")
    if _joined_behind_apposition(scene, named):
        return True
    return any(" ".join(words) in name_joints for words in ends) and (
        start + len(head_of(scene.text[start:end], scene.language)) > scene.mention_index.mentions[named[0]].end
    )


def _joined_behind_apposition(scene: Scene, named: Sequence[int]) -> bool:
    """Return True for two persons, each with an apposition: 'Mara Voss, the mayor, and Tom Lund, her deputy'."""
    mentions = [scene.mention_index.mentions[index] for index in named]
    persons = [mention for mention in mentions if mention.entity_type == "person"]
    joint = scene.language.pattern("speakers/joint_behind_apposition")
    return any(joint.fullmatch(scene.text, first.end, second.start) for first, second in pairwise(persons))


def _head_mention(scene: Scene, start: int, end: int) -> int | None:
    """Return the mention at the end of the source's head noun phrase, or a mention that is a whole apposition.

    A person in apposition precedes a body that the head only mentions.
    """
    titled = _titled_person(scene, start, end)
    if titled is not None:
        return titled
    head: int | None = None
    for number, (first, last) in enumerate(_pieces(scene, start, end)):
        index = _last_name(scene, first, last)
        if index is None and number > 0:
            # 'another diplomat, former envoy to Ukraine Ana Lund,'
            comma = scene.text.find(",", last, end)
            later = _last_name(scene, first, comma if comma >= 0 else end)
            index = later if later is not None and _is_person(scene, later) else None
        if index is None:
            continue
        before = scene.text[first : scene.mention_index.mentions[index].start]
        kind = scene.mention_index.mentions[index].entity_type
        is_apposition = number > 0 and kind in ("person", "organization") and _is_name_alone(before)
        is_titled = number > 0 and kind == "person" and _is_title(before, scene.language)
        if is_apposition or is_titled:
            if head is None or kind == "person":
                return index
        elif number == 0 and (kind == "person" or len(before.split()) < 2):
            return index
        elif number == 0:
            head = index
    return head


def _titled_person(scene: Scene, start: int, end: int) -> int | None:
    """Return the person named right behind an office: 'the Bank of Averland chief economist Ana Lund'.

    The office may include its field ('the minister of mines and energy Tom Lund'). A name in another person's
    complement is not the source: the source of 'a spokesman for Prime Minister Tom Lund' is the spokesman.
    """
    language = scene.language
    fields = language.words("speakers/field_prepositions")
    match = language.pattern("speakers/segment").match(scene.text, start, end)
    aside = language.pattern("speakers/aside").search(scene.text, start, end)
    segment = match.end() if match else end
    for last in dict.fromkeys((segment, aside.start() if aside else end)):
        index = _last_name(scene, start, last)
        if index is None or scene.mention_index.mentions[index].entity_type != "person":
            continue
        before = scene.text[start : scene.mention_index.mentions[index].start]
        words = [word.lower() for word in WORD.findall(before)]
        own = [word.lower() for word in WORD.findall(head_of(before, language))]
        if not words:
            return None
        is_titled = kind_of_noun(words[-1], language) == "role"
        if len(own) == len(words) or kind_of_noun(own[-1], language) != "role":
            if is_titled and last == segment:
                return index
            continue
        is_of_field = words[len(own)] in fields and not is_titled and not _is_joint(words[-1], language)
        if is_of_field or (last == segment and _follows_body(scene, index, start)):
            return index
    return None


def _follows_body(scene: Scene, index: int, start: int) -> bool:
    """Return True for a person named right behind the body of an office: 'the ambassador to Britain Ana Lund'."""
    mentions = scene.mention_index.mentions
    before = mentions[index - 1] if index else None
    is_beside = before is not None and scene.text[before.end : mentions[index].start] == " "
    return before is not None and is_beside and before.start >= start and before.entity_type in _BODIES


def _is_joint(word: str, language: Language) -> bool:
    return word in language.words("speakers/joints") or word in language.words("speakers/prepositions")


def _last_name(scene: Scene, first: int, last: int) -> int | None:
    """Return the mention at the end of a part of a source."""
    for index in reversed(scene.mention_index.within((Span(first, last),))):
        mention = scene.mention_index.mentions[index]
        last_word = scene.text[mention.start : mention.end].rsplit(None, 1)[-1:]
        is_cut = bool(last_word) and last_word[0].lower() in scene.language.words("speakers/prepositions")
        end = mention.end
        rest = (
            scene.mention_index.mentions[index + 1]
            if is_cut and index + 1 < len(scene.mention_index.mentions)
            else None
        )
        is_owner = rest is not None and scene.language.pattern("speakers/possessive.mark").match(scene.text, rest.end)
        if rest is not None and scene.text[mention.end : rest.start] == " " and not is_owner:
            end, is_cut = rest.end, False  # 'Civil Aviation Authority of | Nepal'
            last = max(last, end)
        after = scene.language.pattern("speakers/acronym_behind").sub("", scene.text[end:last]).strip(' ,.”"').lower()
        if (
            (not after or after in scene.language.words("speakers/after_names"))
            and mention.entity_type not in ("money", "date")
            and not is_cut
            and not _is_part(scene, index, first)
        ):
            return index
    return None


def _is_part(scene: Scene, index: int, first: int) -> bool:
    """Return True for a place at the end of a longer name that the reader has cut: 'Frack Free | Namibia'."""
    mention = scene.mention_index.mentions[index]
    if mention.entity_type not in ("location", "norp"):
        return False
    before = scene.text[first : mention.start].split()
    # The first word of a source may begin a sentence.
    is_name = len(before) > 1 and before[-1][0].isupper() and before[-1].isalpha()
    return is_name and kind_of_noun(before[-1].lower(), scene.language) is None and before[-2][0].isupper()


def _pieces(scene: Scene, start: int, end: int) -> list[tuple[int, int]]:
    """Return the head of a source, then its parts between commas; a name is never cut ('Bank of Averland')."""
    text, pieces, position = scene.text, [], start
    names = [scene.mention_index.mentions[index] for index in scene.mention_index.within((Span(start, end),))]
    while position < end:
        length = len(head_of(text[position:end], scene.language))
        cut = next((name.end for name in names if name.start < position + length < name.end), position + length)
        length = cut - position
        pieces.append((position, position + length))
        comma = text.find(",", position + max(length, 1), end) if length else text.find(",", position, end)
        if comma < 0:
            break
        position = comma + 1
    return pieces


def _is_person(scene: Scene, index: int) -> bool:
    return scene.mention_index.mentions[index].entity_type == "person"


def _is_title(before: str, language: Language) -> bool:
    """Return True if the words before a person's name are an office: 'Rear Admiral', 'former envoy to Ukraine'."""
    words = [word.lower() for word in WORD.findall(before)]
    titles = language.words("entities/person_titles")
    return bool(words) and (
        fold(words[-1].strip(".")) in titles
        or kind_of_noun(words[-1], language) == "role"
        or any(kind_of_noun(word, language) == "role" for word in words)
    )


def _is_name_alone(before: str) -> bool:
    """Return True if only a title stands before a name in an apposition: 'the minister, Dr. Ana Lund'."""
    words = before.split()
    return not words or (len(words) == 1 and words[0][:1].isupper())
