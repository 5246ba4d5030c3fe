"""Content that follows its cue: 'said that', 'told reporters', 'urged him to', 'view it as'."""

from collections.abc import Sequence

from pipelines.reader.drafts import REACH, Draft, has_verb, is_plain, trimmed
from pipelines.reader.grammar import grammar
from pipelines.reader.phrases import Range, find_phrase, is_noun_start, skip_time
from pipelines.reader.tokens import Token
from pipelines.reader.verb_groups import VerbGroup

_NEW_CLAUSE = frozenset(("the", "which", "who", "and", "but", "while", "as", "after", "when", "because", "though"))
_NEVER_OF_IT = frozenset(("addressee", "object", "infinitive", "preposition", "gerund", "question"))
"""Rules under which 'it' is hardly ever somebody who speaks."""


def draft_complement(items: Sequence[Token], group: VerbGroup, source: Range, high: int) -> Draft | None:
    """SOURCE CUE CONTENT."""
    found = _content(items, group, high)
    if found is None:
        return None
    pattern, cue_end, start = found
    end = trimmed(items, start, _object_end(items, start, high) if pattern == "object" else high)
    if end <= start or (items[source.first].lower == "it" and pattern in _NEVER_OF_IT):
        return None
    contents = [Range(start, end)]
    if source.first > 0 and items[source.first - 1].lower == "what":
        contents.insert(0, Range(source.first - 1, source.first))
    return Draft(pattern, source, Range(group.first, cue_end), contents)


def _object_end(items: Sequence[Token], start: int, high: int) -> int:
    """Where a noun phrase that is the content stops: before a new clause behind a comma."""
    for at in range(start + 1, high - 1):
        if items[at].text == "," and items[at + 1].lower in _NEW_CLAUSE:
            return at
    return high


def _content(items: Sequence[Token], group: VerbGroup, high: int) -> tuple[str, int, int] | None:
    """Pattern, end of the cue and start of the content behind a verb group."""
    frames = group.verb.frames
    at = skip_time(items, group.last, high)
    if at + 1 < high and items[at].text == "," and items[at + 1].kind == "q":
        at += 1
    if at >= high:
        return None
    item = items[at]
    direct = _direct_content(items, group, at, high)
    if direct:
        return direct
    if "o" in frames:
        addressed = _addressed(items, group, at, high)
        if addressed:
            return addressed
    has_modal = any(before.lower in grammar().modals for before in items[group.first : group.at])
    if "a" in frames and not has_modal and _seen_as(items, at, high):
        return "seen as", group.last, at
    if "n" in frames and not has_modal and (_starts_object(item) or ("past" in group.verb.forms and is_plain(item))):
        return "object", group.last, at
    return _late_content(items, group, at, high)


def _seen_as(items: Sequence[Token], at: int, high: int) -> bool:
    """'view the invitation as a hopeful sign'."""
    if not is_noun_start(items[at]):
        return False
    return any(item.lower == "as" for item in items[at + 1 : min(high, at + REACH)])


def _direct_content(items: Sequence[Token], group: VerbGroup, at: int, high: int) -> tuple[str, int, int] | None:
    """Content that begins at once, by what its first word is."""
    item, frames = items[at], group.verb.frames
    if at + 1 < high and item.text == ":" and "q" in frames:
        return "colon", group.last, at + 1
    if at + 1 < high and item.lower in group.verb.prepositions:
        return "preposition", at + 1, at + 1
    pattern = _opened_by(item, frames)
    if pattern:
        return pattern, group.last, at
    if "z" not in frames or not (is_noun_start(item) or is_plain(item)):
        return None
    return ("clause", group.last, at) if group.verb.lemma == "say" or has_verb(items, at, high) else None


def _opened_by(item: Token, frames: frozenset[str]) -> str | None:
    """The rule by which this item can open the content of a verb with these frames."""
    opens = (
        ("that", "t", item.lower == "that"),
        ("cue quote", "qtno", item.kind == "q"),
        ("question", "w", item.lower in grammar().question_words),
        ("infinitive", "i", item.lower == "to"),
        ("gerund", "g", item.lower.endswith("ing")),
    )
    return next((pattern for pattern, wanted, holds in opens if holds and frames & set(wanted)), None)


def _addressed(items: Sequence[Token], group: VerbGroup, at: int, high: int) -> tuple[str, int, int] | None:
    """'told reporters that', 'urged him to': the content begins behind the addressee."""
    addressee = find_phrase(items, at, high) or Range(at, at + 1)
    for start in range(addressee.first + 1, min(high, addressee.first + REACH)):
        item = items[start]
        if item.lower == "that" or item.kind == "q" or item.lower in ("to", "whether", "how", "why", "what"):
            return "addressee", group.last, start
        if item.text in (":", ",") and start + 1 < high and items[start + 1].kind == "q":
            return "addressee", group.last, start + 1
        if item.lower in grammar().pronouns - grammar().determiners and start > addressee.first:
            return "addressee", group.last, start
        if item.text in (";", "—"):
            break
    return None


def _late_content(items: Sequence[Token], group: VerbGroup, at: int, high: int) -> tuple[str, int, int] | None:
    """Content behind a phrase of time, place or manner: 'said in an interview on Tuesday that'."""
    frames, words = group.verb.frames, grammar()
    if items[at].lower not in words.prepositions and items[at].lower not in words.adverbs and at == group.last:
        return None
    for start in range(at, min(high, at + REACH)):
        item = items[start]
        if item.lower == "that" and "t" in frames and items[start - 1].lower not in grammar().prepositions:
            return "late that", group.last, start
        if "q" in frames and (item.kind == "q" or (item.text == ":" and start + 1 < high)):
            return "late quote", group.last, start + (item.text == ":")
        if item.text in (";", "—"):
            break
    return None


def _starts_object(item: Token) -> bool:
    words = grammar()
    return item.kind == "w" and (
        item.text[0].isupper()
        or item.lower in words.determiners
        or item.lower in ("him", "her", "them", "it", "us", "me")
    )
