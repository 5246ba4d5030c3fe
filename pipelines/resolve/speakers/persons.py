"""The persons of an article: which pronoun each goes by, and whom a pronoun most likely means at a place.

Whom a pronoun means is decided by salience, after Lappin and Leass (1994): every mention of a person before it
counts, the more the nearer it is, the subject of a sentence more than an object, a name in a quotation least;
having just spoken counts most. Persons who go by the other pronoun are left out. Where two come out nearly the
same, it is nobody.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from hearsay.pipelines.lexicon import fold, load_lexicon, word_set
from hearsay.pipelines.records import Mention, Span
from hearsay.pipelines.resolve.sentences import sentence_at
from hearsay.pipelines.resolve.speakers.roles import Role

SENTENCES_BACK = 8
"""Sentences over which a pronoun may reach back."""
DECAY = 0.6
"""What a mention is worth one sentence further back."""
SUBJECT, OBJECT, PREPOSITION, OWNER, QUOTED, SPOKE = 1.0, 0.7, 0.5, 0.4, 0.2, 1.3
LEAD = 1.15
"""How far the best candidate must be ahead of the second."""
UNKNOWN = 0.85
"""What a person counts of whom it is not known whether they go by he or she."""

_PRONOUN = re.compile(r"\b(he|him|his|himself|she|her|hers|herself)\b", re.IGNORECASE)
_BEFORE = re.compile(r"(\w+)\W*$")


@dataclass(slots=True)
class Persons:
    """Persons of one article, and who has spoken so far."""

    text: str
    sentences: Sequence[Span]
    mentions: Sequence[Mention]
    entities: Sequence[str | None]
    roles: Sequence[Role]
    quoted: Sequence[Span]
    """The quotations of the text, in order."""
    spoken: list[tuple[int, str]] = field(default_factory=list)
    pronouns: dict[str, str] = field(default_factory=dict)
    everybody: set[str] = field(default_factory=set)
    """All persons that the article names."""
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
        """Remember that this person spoke here."""
        self.spoken.append((position, entity_id))

    def goes_by(self, entity_id: str, pronoun: str) -> bool:
        """Whether a person may be meant by he or she, as far as is known."""
        return self.pronouns.get(entity_id, pronoun) == pronoun

    def behind(
        self, pronoun: str | None, position: int, lead: float = LEAD, back: int = SENTENCES_BACK
    ) -> str | None:
        """The person whom he or she at a place means; None where nobody is well ahead. `pronoun` None: either."""
        scores = self.salience(position, back)
        fitting = {
            entity_id: score * (1 if pronoun is None or entity_id in self.pronouns else UNKNOWN)
            for entity_id, score in scores.items()
            if pronoun is None or self.goes_by(entity_id, pronoun)
        }
        ranked = sorted(fitting.items(), key=lambda one: -one[1])
        if not ranked:
            return self._only_one(pronoun, position)
        if len(ranked) > 1 and ranked[0][1] < lead * ranked[1][1]:
            return None
        return ranked[0][0]

    def salience(self, position: int, back: int = SENTENCES_BACK) -> dict[str, float]:
        """How much each person is on the reader's mind at a place."""
        here = sentence_at(self.sentences, position)
        scores: dict[str, float] = {}
        last = bisect_left(self._places, position, key=lambda place: place[0])
        for start, sentence, entity_id, weight in reversed(self._places[:last]):
            if here - sentence > back:
                break
            if start < position:
                scores[entity_id] = scores.get(entity_id, 0.0) + weight * DECAY ** (here - sentence)
        for start, entity_id in self.spoken:
            distance = here - sentence_at(self.sentences, start)
            if start < position and 0 <= distance <= back:
                scores[entity_id] = scores.get(entity_id, 0.0) + SPOKE * DECAY**distance
        return scores

    def _only_one(self, pronoun: str | None, position: int) -> str | None:
        """The one person named so far who goes by a pronoun, where there is just one and it is known that they do."""
        named = {entity_id for start, _, entity_id, _ in self._places if start < position}
        fitting = [entity_id for entity_id in named if pronoun and self.pronouns.get(entity_id) == pronoun]
        return fitting[0] if len(fitting) == 1 else None

    def _weight(self, mention: Mention, *, is_first: bool) -> float:
        index = bisect_left(self.quoted, mention.start, key=lambda span: span.end)
        if index < len(self.quoted) and self.quoted[index].start <= mention.start:
            return QUOTED
        if self.text[mention.end : mention.end + 2] in ("'s", "’s", "' ", "’ ") or self.text[
            mention.start : mention.end
        ].endswith(("'s", "’s")):
            return OWNER
        before = _BEFORE.search(self.text, max(0, mention.start - 24), mention.start)
        if before and before.group(1).lower() in word_set("resolve/speakers/data/prepositions.txt"):
            return PREPOSITION
        return SUBJECT if is_first else OBJECT

    def _learn_pronouns(self) -> dict[str, str]:
        """By title, else by first name, else by the pronouns that follow the name more often than the others."""
        titles = load_lexicon("resolve/speakers/data/gendered_titles.txt")
        names = load_lexicon("resolve/speakers/data/first_names.txt")
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
            given = [word for word in words if word not in titles]
            if len(given) > 1 and given[0] in names:
                likely.setdefault(entity_id, names[given[0]][0])
        for role in self.roles:
            if role.description.noun in titles:
                sure.setdefault(role.entity_id, titles[role.description.noun][0])
        return self._votes() | likely | sure

    def _votes(self) -> dict[str, str]:
        """The pronoun that follows most mentions of a person before the next person is named."""
        counts: dict[str, Counter[str]] = {}
        starts = [place[0] for place in self._places]
        for number, (start, _, entity_id, _) in enumerate(self._places):
            end = min(start + 200, starts[number + 1] if number + 1 < len(starts) else len(self.text))
            match = _PRONOUN.search(self.text, start, end)
            if match:
                kind = "he" if match.group(1).lower().startswith("hi") or match.group(1).lower() == "he" else "she"
                counts.setdefault(entity_id, Counter())[kind] += 1
        return {
            entity_id: "he" if found["he"] > found["she"] else "she"
            for entity_id, found in counts.items()
            if max(found["he"], found["she"]) >= 2 * min(found["he"], found["she"]) + 1
        }
