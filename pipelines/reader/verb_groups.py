"""The verb group around a reporting verb: its auxiliaries, adverbs and particles."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.reader.grammar import Verb, grammar, reporting_verbs
from pipelines.reader.phrases import Range, is_adverb
from pipelines.reader.tokens import Token

_SINGULAR_PRONOUNS = frozenset(("he", "she", "it", "who", "which", "that", "one", "everyone", "nobody"))
_PLURALS = frozenset(("people", "men", "women", "police", "children", "folks", "media", "majority"))


@dataclass(frozen=True, slots=True)
class VerbGroup:
    """A reporting verb with its auxiliaries, adverbs and particles: items[first:last], the verb itself at `at`."""

    verb: Verb
    first: int
    at: int
    last: int
    is_finite: bool
    is_passive: bool


def find_verb_group(items: Sequence[Token], at: int, low: int, high: int) -> VerbGroup | None:
    """The group around the word at `at`, within items[low:high]; None if it is no reporting verb there."""
    verbs = reporting_verbs().get(items[at].lower) if items[at].kind == "w" else None
    if not verbs:
        return None
    verb = next((verb for verb in verbs if _has_particles(items, at, verb, high)), None)
    if verb is None:
        return None
    first = _group_start(items, at, low)
    words = [item.lower for item in items[first:at]]
    has_be = any(word in grammar().be for word in words)
    has_other = any(word in grammar().auxiliaries and word not in grammar().be for word in words)
    if first > low and items[first - 1].lower == "to" and not words:
        return None
    is_ing = verb.forms == {"ing"}
    is_passive = has_be and "participle" in verb.forms and not is_ing
    if "'s" in words and "past" in verb.forms and not is_ing:
        is_passive = False
    is_finite = not is_ing or has_be
    if verb.forms == {"participle"} and not (has_be or has_other):
        return None
    return VerbGroup(verb, first, at, at + 1 + len(verb.particles), is_finite, is_passive)


def agrees(items: Sequence[Token], subject: Range, group: VerbGroup) -> bool:
    """Whether subject and present tense agree in number; where not, 'claims' and 'report' are mostly nouns."""
    forms = group.verb.forms
    has_auxiliary = any(item.lower in grammar().auxiliaries for item in items[group.first : group.at])
    if has_auxiliary or forms & {"past", "ing"}:
        return True
    if items[group.at].text[0].isupper():
        return False
    head = items[subject.last - 1]
    return _is_singular(items, subject, head) if "third" in forms else _is_plural(head)


def _is_singular(items: Sequence[Token], subject: Range, head: Token) -> bool:
    words = grammar()
    if head.text in (",", ")") or head.lower in _SINGULAR_PRONOUNS:
        return True
    is_definite = items[subject.first].lower in words.determiners or head.text[0].isupper()
    return is_definite and head.lower not in words.pronouns and head.kind == "w"


def _is_plural(head: Token) -> bool:
    if head.lower in ("he", "she", "it", "this"):
        return False
    return head.lower in grammar().pronouns or head.lower[-1:] in ("s", ",") or head.lower in _PLURALS


def _has_particles(items: Sequence[Token], at: int, verb: Verb, high: int) -> bool:
    wanted = verb.particles
    return tuple(item.lower for item in items[at + 1 : min(high, at + 1 + len(wanted))]) == wanted


def _group_start(items: Sequence[Token], at: int, low: int) -> int:
    """Where the auxiliaries and adverbs before the verb begin."""
    first = at
    while first > low and (items[first - 1].lower in grammar().auxiliaries or is_adverb(items[first - 1])):
        if items[first - 1].kind != "w":
            break
        first -= 1
    while first < at and first == low and items[first].text[0].isupper() and is_adverb(items[first]):
        first += 1
    return first
