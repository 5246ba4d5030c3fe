"""Who the source of a claim is: the mention that heads it, the person behind a pronoun, the kind of source."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.lexicon import load_lexicon
from pipelines.records import Mention, Spans

ANTECEDENT_REACH = 2000
"""Characters over which 'he' and 'she' may reach back to the last person who spoke."""

_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_HEAD_ENDS = re.compile(r",|\(|\s(?:of|for|at|from|with|who|which|that|in|on|to|by|familiar|close|speaking|inside)\s")
_ACTING = {"person": "named", "organization": "organization", "facility": "organization", "location": "organization"}


@dataclass(slots=True)
class Speakers:
    """The persons who spoke so far, with the pronouns that they went by."""

    spoken: list[tuple[int, str]] = field(default_factory=list)
    pronouns: dict[str, str] = field(default_factory=dict)

    def note(self, position: int, entity_id: str, pronoun: str | None) -> None:
        """Remember that this person spoke here."""
        self.spoken.append((position, entity_id))
        if pronoun:
            self.pronouns.setdefault(entity_id, pronoun)

    def behind(self, pronoun: str, position: int) -> str | None:
        """The last speaker before `position` whom 'he' or 'she' may mean."""
        for where, entity_id in reversed(self.spoken[-6:]):
            if position - where > ANTECEDENT_REACH:
                return None
            if where < position and self.pronouns.get(entity_id, pronoun) == pronoun:
                return entity_id
        return None


@dataclass(frozen=True, slots=True)
class Mentions:
    """The mentions of an article with the entities they name, ready to be looked up by span."""

    mentions: Sequence[Mention]
    entities: Sequence[str | None]
    starts: Sequence[int]

    def within(self, spans: Spans) -> tuple[int, ...]:
        """Indices of the mentions that lie in these spans."""
        found: list[int] = []
        for start, end in spans:
            for index in range(bisect_left(self.starts, start), bisect_left(self.starts, end)):
                if self.mentions[index].end <= end:
                    found.append(index)
        return tuple(dict.fromkeys(found))


def index_mentions(mentions: Sequence[Mention], entities: Sequence[str | None]) -> Mentions:
    """The lookup for mentions in reading order."""
    return Mentions(mentions, entities, [mention.start for mention in mentions])


def find_source(text: str, source: Spans, known: Mentions, speakers: Speakers) -> tuple[str | None, str]:
    """Entity (None: not known) and source type of a claim's source; a person found is remembered as a speaker."""
    if not source:
        return None, "anonymous"
    start, end = source[0]
    words = [match.group().lower() for match in _WORD.finditer(text[start:end])]
    if len(words) == 1 and words[0] in load_lexicon("resolve/data/source_pronouns.txt"):
        return _of_pronoun(text, start, words[0], known, speakers)
    head = _head_mention(text, start, end, known)
    if head is None:
        return None, _type_of_nouns(text[start:end], words, has_name=bool(known.within(source)))
    mention, entity_id = known.mentions[head], known.entities[head]
    if mention.entity_type == "person" and entity_id:
        speakers.note(start, entity_id, _titled(text, start, mention.start))
    if mention.entity_type == "norp":
        return entity_id, "group"
    return entity_id, _ACTING.get(mention.entity_type, "document")


def _of_pronoun(text: str, start: int, pronoun: str, known: Mentions, speakers: Speakers) -> tuple[str | None, str]:
    kind = load_lexicon("resolve/data/source_pronouns.txt")[pronoun][0]
    if pronoun in ("who", "which", "that"):
        return _of_relative(text, start, known, speakers, kind)
    subject = {"his": "he", "him": "he", "her": "she"}.get(pronoun, pronoun)
    if subject not in ("he", "she"):
        return None, kind
    entity_id = speakers.behind(subject, start) or _last_person(start, subject, known, speakers)
    if entity_id is None:
        return None, kind
    speakers.note(start, entity_id, subject)
    return entity_id, "named"


def _of_relative(text: str, start: int, known: Mentions, speakers: Speakers, kind: str) -> tuple[str | None, str]:
    """'Reid, who': the mention that ends right before the relative pronoun; else the noun that does."""
    index = bisect_left(known.starts, start) - 1
    if index >= 0 and not text[known.mentions[index].end : start].strip(" ,"):
        mention, entity_id = known.mentions[index], known.entities[index]
        if mention.entity_type in _ACTING:
            if mention.entity_type == "person" and entity_id:
                speakers.note(start, entity_id, None)
            return entity_id, _ACTING[mention.entity_type]
    before = [match.group().lower() for match in _WORD.finditer(text[max(0, start - 40) : start])]
    return None, load_lexicon("resolve/data/source_nouns.txt").get(before[-1] if before else "", (kind,))[0]


def _last_person(start: int, pronoun: str, known: Mentions, speakers: Speakers) -> str | None:
    """The last person named within the sentence or two before, if nobody spoke yet."""
    index = bisect_left(known.starts, start) - 1
    while index >= 0 and start - known.mentions[index].start < 300:
        entity_id = known.entities[index]
        is_person = entity_id is not None and known.mentions[index].entity_type == "person"
        if entity_id and is_person and speakers.pronouns.get(entity_id, pronoun) == pronoun:
            return entity_id
        index -= 1
    return None


def _head_mention(text: str, start: int, end: int, known: Mentions) -> int | None:
    """The mention at the end of the source's head noun phrase, or one that is the whole of an apposition."""
    pieces: list[tuple[int, int]] = []
    position = start
    for match in _HEAD_ENDS.finditer(text, start, end):
        pieces.append((position, match.start()))
        position = match.end()
        if match.group() != ",":
            break
    else:
        pieces.append((position, end))
    for number, (first, last) in enumerate(pieces):
        for index in reversed(known.within(((first, last),))):  # type: ignore[arg-type]
            mention = known.mentions[index]
            if text[mention.end : last].strip(' ,.”"') or mention.entity_type in ("money", "date"):
                continue
            if number == 0 or (mention.entity_type == "person" and not text[first : mention.start].strip()):
                return index
    return None


def _titled(text: str, start: int, name_start: int) -> str | None:
    """The pronoun that the title before a name tells."""
    words = text[start:name_start].lower().split()
    titles = load_lexicon("resolve/data/gendered_titles.txt")
    return next((titles[word][0] for word in reversed(words) if word in titles), None)


def _type_of_nouns(source_text: str, words: Sequence[str], *, has_name: bool) -> str:
    """The kind of a source without a name at its head, from its head noun and its article."""
    nouns = load_lexicon("resolve/data/source_nouns.txt")
    match = _HEAD_ENDS.search(source_text)
    head = [m.group().lower() for m in _WORD.finditer(source_text[: match.start()] if match else source_text)]
    kind = next((nouns[word][0] for word in reversed(head or words) if word in nouns), None)
    if kind is None:
        return "group" if head and head[-1].endswith("s") else "role"
    is_plural = bool(head) and head[-1].endswith("s")
    if kind == "anonymous" and has_name and is_plural:
        return "group"
    return kind
