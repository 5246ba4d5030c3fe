"""Persons of an article: the pronoun of each, and the person that a pronoun most likely means.

A pronoun is resolved by salience, after Lappin and Leass (1994). Every mention of a person before the pronoun
counts: more if nearer, more as the subject of a sentence than as an object, and least in a quotation. Having just
spoken counts most. Persons with the other pronoun are left out. If the scores of two persons are close, the pronoun
stays unresolved.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from hearsay.pipelines.language import Language
from hearsay.pipelines.language.language import alternatives
from hearsay.pipelines.lexicon import fold
from hearsay.pipelines.records import Mention, Span
from hearsay.pipelines.resolve.finite_verbs import has_finite_verb
from hearsay.pipelines.resolve.sentences import sentence_at
from hearsay.pipelines.resolve.speakers.descriptions import WORD
from hearsay.pipelines.resolve.speakers.roles import Role

SENTENCES_BACK = 8
"""Most sentences that a pronoun reaches back."""
PARAGRAPHS_BACK = 2
"""Most paragraphs that a pronoun reaches back, of those that name a person."""
DECAY = 0.6
"""Factor on the weight of a mention for each sentence further back."""
SUBJECT, OBJECT, PREPOSITION, OWNER, QUOTED, SPOKE = 1.0, 0.7, 0.5, 0.4, 0.2, 1.3
OTHER_PARAGRAPH = 0.6
"""Factor on the weight of having spoken in an earlier paragraph, if somebody else is a subject since."""
SAME_SENTENCE = 0.5
"""Added weight of the subject of the pronoun's own sentence."""
SENTENCE_BEFORE = 0.8
"""Added weight of the subject of the sentence before in the same paragraph."""
PARAGRAPH_BEFORE = 0.5
"""Added weight of the subject of the sentence before in another paragraph."""
LEAD = 1.15
"""Least ratio of the best candidate's score to the second's."""
UNKNOWN = 0.85
"""Factor on the score of a person whose pronoun is unknown."""

_BEFORE = re.compile(r"(\w+)\W*$")


@dataclass(slots=True)
class Persons:
    """Persons of an article, and the speakers so far."""

    text: str
    sentences: Sequence[Span]
    mentions: Sequence[Mention]
    entities: Sequence[str | None]
    roles: Sequence[Role]
    quoted: Sequence[Span]
    """Quotations of the text, in order."""
    language: Language
    spoken: list[tuple[int, str]] = field(default_factory=list)
    pronouns: dict[str, str] = field(default_factory=dict)
    everybody: set[str] = field(default_factory=set)
    """All persons that the article names."""
    _used: dict[str, Counter[str]] = field(default_factory=dict)
    """How often the text uses each pronoun for each person, as far as it is clear whom the pronoun means."""
    _places: list[tuple[int, int, str, float]] = field(default_factory=list)
    """Position, sentence, person and weight of each mention of a person, in order."""

    def __post_init__(self) -> None:
        """Weigh the mentions and learn the pronouns."""
        subjects: set[int] = set()
        for mention, entity_id in zip(self.mentions, self.entities, strict=True):
            if mention.entity_type == "person" and entity_id is not None:
                sentence = sentence_at(self.sentences, mention.start)
                weight = self._weight(mention, is_first=sentence not in subjects)
                if weight == SUBJECT:
                    subjects.add(sentence)
                self._places.append((mention.start, sentence, entity_id, weight))
                self.everybody.add(entity_id)
        self.pronouns = self._learn_pronouns()

    def note(self, position: int, entity_id: str) -> None:
        """Record that this person spoke at this position."""
        self.spoken.append((position, entity_id))

    def note_pronoun(self, entity_id: str, pronoun: str) -> None:
        """Record that the text means this person by this pronoun."""
        self._used.setdefault(entity_id, Counter())[pronoun] += 1

    def pronoun_in_text(self, entity_id: str) -> str | None:
        """Return the pronoun that the text uses for a person; None if it uses none, or different pronouns.

        Titles and first names are no evidence: only a pronoun in the text is. They are a veto: a pronoun that
        contradicts them is likely to mean somebody else.
        """
        (most, uses), *others = self._used.get(entity_id, Counter()).most_common(2) or [("", 0)]
        is_clear = uses >= 2 * (others[0][1] if others else 0) + 1
        return most if is_clear and self.goes_by(entity_id, most) else None

    def goes_by(self, entity_id: str, pronoun: str) -> bool:
        """Return True if a person may be meant by a pronoun, as far as the person's own pronoun is known."""
        return self.pronouns.get(entity_id, pronoun) == pronoun

    def resolve_pronoun(self, pronoun: str, position: int, unheard: Sequence[Span] = ()) -> str | None:
        """Return the person meant by a pronoun at a position; None if nobody has a clear lead.

        Args:
            pronoun: The subject form of a pronoun for a person, such as "he".
            position: The position of the pronoun in the text.
            unheard: The words that the pronoun's person says. Whom they name is somebody else.
        """
        scores = self.salience(position, unheard)
        fitting = {
            entity_id: score * (1 if entity_id in self.pronouns else UNKNOWN)
            for entity_id, score in scores.items()
            if self.goes_by(entity_id, pronoun)
        }
        ranked = sorted(fitting.items(), key=lambda item: -item[1])
        if not ranked:
            return self._only_one(pronoun, position, unheard)
        if len(ranked) > 1 and ranked[0][1] < LEAD * ranked[1][1]:
            return None
        return ranked[0][0]

    def salience(self, position: int, unheard: Sequence[Span] = ()) -> dict[str, float]:
        """Return the salience of each person at a position, without mentions in the words of `unheard`."""
        here = sentence_at(self.sentences, position)
        paragraph = self.text.rfind("\n", 0, position)
        scores: dict[str, float] = {}
        last = bisect_left(self._places, position, key=lambda place: place[0])
        paragraphs: set[int] = set()
        for start, sentence, entity_id, weight in reversed(self._places[:last]):
            paragraphs.add(self.text.rfind("\n", 0, start))
            if here - sentence > SENTENCES_BACK or len(paragraphs) > PARAGRAPHS_BACK + 1:
                break
            if start < position and not any(part.start <= start < part.end for part in unheard):
                more = SAME_SENTENCE if sentence == here and weight == SUBJECT else 0.0
                if sentence == here - 1 and weight == SUBJECT:
                    more = SENTENCE_BEFORE if start > paragraph else PARAGRAPH_BEFORE
                scores[entity_id] = scores.get(entity_id, 0.0) + (weight + more) * DECAY ** (here - sentence)
        # A subject in this paragraph, or of the sentence before, takes the floor from those who spoke earlier.
        floor = self._floor(last, here, paragraph)
        for start, entity_id in self.spoken:
            distance = here - sentence_at(self.sentences, start)
            if start < position and 0 <= distance <= SENTENCES_BACK:
                factor = OTHER_PARAGRAPH if start < min(floor, paragraph) else 1.0
                scores[entity_id] = scores.get(entity_id, 0.0) + SPOKE * factor * DECAY**distance
        return scores

    def _floor(self, last: int, here: int, paragraph: int) -> int:
        """Return the position of the last subject in the paragraph so far or in the sentence before; or -1."""
        for start, sentence, _, weight in reversed(self._places[max(0, last - 20) : last]):
            if start < paragraph and sentence < here - 1:
                break
            if weight == SUBJECT and sentence < here:
                return start
        return -1

    def _only_one(self, pronoun: str, position: int, unheard: Sequence[Span]) -> str | None:
        """Return the only person named so far whose pronoun is known to be this pronoun, or None."""
        named = {
            entity_id
            for start, _, entity_id, _ in self._places
            if start < position and not any(part.start <= start < part.end for part in unheard)
        }
        fitting = [entity_id for entity_id in named if self.pronouns.get(entity_id) == pronoun]
        return fitting[0] if len(fitting) == 1 else None

    def _weight(self, mention: Mention, *, is_first: bool) -> float:
        index = bisect_left(self.quoted, mention.start, key=lambda span: span.end)
        if index < len(self.quoted) and self.quoted[index].start <= mention.start:
            return QUOTED
        language = self.language
        if language.pattern("speakers/possessive.behind").match(self.text, mention.end) or language.pattern(
            "speakers/possessive.ending"
        ).search(self.text[mention.start : mention.end]):
            return OWNER
        before = _BEFORE.search(self.text, max(0, mention.start - 24), mention.start)
        if before and before.group(1).lower() in language.words("speakers/prepositions"):
            return PREPOSITION
        sentence = self.sentences[sentence_at(self.sentences, mention.start)]
        ahead = [word.lower() for word in WORD.findall(self.text, sentence.start, mention.start)]
        return SUBJECT if is_first and not has_finite_verb(ahead, language) else OBJECT

    def _learn_pronouns(self) -> dict[str, str]:
        """Return the pronoun of each person: by title, else by first name, else by most pronouns that follow."""
        language = self.language
        titles = language.table("speakers/gendered_titles")
        names = language.table("speakers/first_names")
        sure: dict[str, str] = {}
        likely: dict[str, str] = {}
        for mention, entity_id in zip(self.mentions, self.entities, strict=True):
            if mention.entity_type != "person" or entity_id is None:
                continue
            words = [fold(word) for word in self.text[mention.start : mention.end].split()]
            if not words:
                continue
            before = _BEFORE.search(self.text, max(0, mention.start - 16), mention.start)
            title = words[0] if words[0] in titles else fold(before.group(1)) if before else ""
            if title in titles:
                sure.setdefault(entity_id, titles[title][0])
            names_only = [word for word in words if word not in titles]
            if len(names_only) > 1 and names_only[0] in names:
                likely.setdefault(entity_id, names[names_only[0]][0])
        for role in self.roles:
            if role.description.noun in titles:
                sure.setdefault(role.entity_id, titles[role.description.noun][0])
        return self._votes() | likely | sure | self._neutral()

    def _neutral(self) -> dict[str, str]:
        """Return the pronoun of those of whom the article states it: 'Kim Rask, who uses they and them'."""
        persons: dict[str, str] = {}
        if not any(sign in self.text for sign in self.language.words("speakers/neutral_signs")):
            return persons
        stated = self.language.pattern("speakers/neutral.stated")
        for match in stated.finditer(self.text):
            at = bisect_left(self._places, match.start(), key=lambda place: place[0])
            if at and self._places[at - 1][1] == sentence_at(self.sentences, match.start()):
                persons[self._places[at - 1][2]] = min(self.language.words("speakers/neutral_pronouns"))
        return persons

    def _votes(self) -> dict[str, str]:
        """Return the pronoun that follows most mentions of a person before the next person is named."""
        counts: dict[str, Counter[str]] = {}
        subjects = self.language.table("speakers/person_pronouns")
        pronoun = self.language.made(_pronoun_pattern)
        starts = [place[0] for place in self._places]
        for number, (start, sentence, entity_id, weight) in enumerate(self._places):
            end = min(start + 200, starts[number + 1] if number + 1 < len(starts) else len(self.text))
            if weight != SUBJECT:
                end = min(end, self.sentences[sentence].end)  # another person may be the next subject
            match = pronoun.search(self.text, start, end)
            if match:
                counts.setdefault(entity_id, Counter())[subjects[match.group().lower()][0]] += 1
        self._used = counts
        voted: dict[str, str] = {}
        for entity_id, count in counts.items():
            (most, votes), *others = count.most_common(2)
            if votes >= 2 * (others[0][1] if others else 0) + 1:
                voted[entity_id] = most
        return voted


def _pronoun_pattern(language: Language) -> re.Pattern[str]:
    """Return a pattern for the pronouns of a single person, in capitals or small letters."""
    return re.compile(rf"\b(?:{alternatives(language.words('speakers/person_pronouns'))})\b", re.IGNORECASE)
