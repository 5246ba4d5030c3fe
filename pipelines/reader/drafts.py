"""Attributions in the making, and what all rules need to shape one."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.reader.grammar import grammar
from pipelines.reader.phrases import Range
from pipelines.reader.tokens import Token

REACH = 14
"""Items over which a rule looks for the other half of its pattern."""
_ENDS = frozenset((".", "?", "!", ";", ":", ",", "…", "—", "-", "–", "--"))


@dataclass(slots=True)
class Draft:
    """An attribution in the making, in items of its text. `pattern` names the rule that found it."""

    pattern: str
    source: Range | None
    cue: Range
    contents: list[Range]


def trimmed(items: Sequence[Token], first: int, last: int) -> int:
    """`last` without the marks that end a sentence."""
    while last > first and items[last - 1].text in _ENDS:
        last -= 1
    return last


def is_plain(item: Token) -> bool:
    """Whether a clause without 'that' may begin with this word: any that has no grammar of its own."""
    words = grammar()
    lower = item.lower
    return (
        item.kind == "w"
        and lower not in (words.prepositions | words.boundaries | words.adverbs | words.auxiliaries)
        and not lower.endswith(("ly", "ing"))
    )


def has_verb(items: Sequence[Token], at: int, high: int) -> bool:
    """Whether what begins at `at` can be a clause: a word that looks like a finite verb follows soon."""
    words = grammar()
    return any(
        item.lower in words.auxiliaries or (item.lower.endswith("ed") and item.text[0].islower())
        for item in items[at + 1 : min(high, at + REACH)]
    )
