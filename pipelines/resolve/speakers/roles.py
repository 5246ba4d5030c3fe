"""Which person holds which office or part: 'Texas Gov. Rick Perry', 'Mara Voss, the mayor of Osmere'."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hearsay.pipelines.lexicon import load_lexicon, word_set
from hearsay.pipelines.records import Mention
from hearsay.pipelines.resolve.speakers.descriptions import WORD, Description, describe
from hearsay.pipelines.resolve.speakers.source_types import kind_of_noun

_BREAK = re.compile(r"[,;:()\n“”\"‘—–]|(?P<word>[^\W_]+\.)\s")
_AFTER = re.compile(
    r",\s+((?:(?:the|a|an|his|her|its|their|then)\s)?[^,.;:()\n“”\"]{3,90})|\s+(?:is|was)\s+(the\s[^,.;:()\n]{3,80})"
)
_BEFORE = re.compile(r"(?:^|[\s“\"(])((?:the|its|his|her|their|The|Its|His|Her|Their)\s[^,.;:\n“”\"]{2,70}),\s*$")
TITLE_WORDS = 6
"""Words before a name that may belong to its title: 'former Bank of England chief economist' has six."""


@dataclass(frozen=True, slots=True)
class Role:
    """One place where the article says who somebody is."""

    position: int
    entity_id: str
    description: Description


def find_roles(text: str, mentions: Sequence[Mention], entities: Sequence[str | None]) -> tuple[Role, ...]:
    """The roles of an article's persons in order of their places."""
    found: list[Role] = []
    for mention, entity_id in zip(mentions, entities, strict=True):
        if mention.entity_type != "person" or entity_id is None:
            continue
        phrases = (
            _title(text, mention),
            _within(text, mention),
            *_appositions(text, mention),
        )
        for phrase in phrases:
            description = describe(phrase) if phrase else None
            if description and kind_of_noun(description.noun.removesuffix(".")) in ("role", None):
                found.append(Role(mention.start, entity_id, description))
    return tuple(found)


def holders(roles: Sequence[Role], wanted: Description, position: int) -> tuple[str, ...]:
    """The persons whom a description fits, the one last so described before `position` first.

    It fits where the head is the same, both or neither are former, and every detail asked for is told of the person.
    """
    told: dict[str, set[str]] = {}
    fitting = [role for role in roles if role.description.head == wanted.head]
    for role in fitting:
        told.setdefault(role.entity_id, set()).update(role.description.details)
    former = {role.entity_id for role in fitting if role.description.is_former}
    found = [
        role.entity_id
        for role in sorted(fitting, key=lambda role: (role.position >= position, abs(position - role.position)))
        if wanted.details <= told[role.entity_id] and wanted.is_former == (role.entity_id in former)
    ]
    return tuple(dict.fromkeys(found))


def _title(text: str, mention: Mention) -> str:
    """The words right before a name, up to what cannot belong to a title."""
    before = text[max(0, mention.start - 80) : mention.start]
    forms = load_lexicon("resolve/speakers/data/role_forms.txt")
    breaks = [
        match.end()
        for match in _BREAK.finditer(before)
        if match.group("word") is None or match.group("word").lower() not in forms
    ]
    words = list(WORD.finditer(before, breaks[-1] if breaks else 0))[-TITLE_WORDS:]
    if not words or before[words[-1].end() :].strip():
        return ""
    start = len(before)
    for word in reversed(words):
        if word.group().lower() in word_set("resolve/speakers/data/title_stops.txt"):
            break
        start = word.start()
    phrase = before[start:].strip()
    last = phrase.split()[-1].lower() if phrase else ""
    return phrase if last in forms or kind_of_noun(last) == "role" else ""


def _within(text: str, mention: Mention) -> str:
    """The title that the name's own span begins with."""
    words = text[mention.start : mention.end].split()
    forms = load_lexicon("resolve/speakers/data/role_forms.txt")
    if len(words) > 1 and (words[0].lower() in forms or kind_of_noun(words[0].lower()) == "role"):
        return words[0]
    return ""


def _appositions(text: str, mention: Mention) -> tuple[str, str]:
    after = _AFTER.match(text, mention.end)
    phrase = (after.group(1) or after.group(2)) if after else ""
    first = phrase.split()[0].lower() if phrase else ""
    if first in (
        "who",
        "which",
        "said",
        "and",
        "but",
        "whose",
        "where",
        "when",
        "as",
        "in",
        "on",
        "at",
        "for",
        "with",
    ):
        phrase = ""
    before = _BEFORE.search(text[max(0, mention.start - 90) : mention.start])
    return phrase, before.group(1) if before else ""
