"""Sentences as the attribution rules see them: a quotation is one item, and nothing inside it ends a sentence."""

from collections.abc import Sequence
from typing import NamedTuple

from pipelines.reader.grammar import reporting_verbs
from pipelines.reader.quotations import Quotation
from pipelines.reader.tokens import Token, last_inside, split_sentences

_CUE_WITHIN = 5
"""Words after a quotation that ends in a question mark within which a cue still belongs to it."""


class Sentence(NamedTuple):
    """items[first:last] of the text, and the number of its paragraph."""

    first: int
    last: int
    paragraph: int


def fold_quotations(text: str, tokens: Sequence[Token], quotations: Sequence[Quotation]) -> list[Token]:
    """The tokens with all those of one part of a quotation folded into a single item of kind q."""
    parts = [part for quotation in quotations for part in quotation.parts]
    items: list[Token] = []
    position = 0
    for token in tokens:
        while position < len(parts) and parts[position].end <= token.start:
            position += 1
        if position == len(parts) or token.end <= parts[position].start:
            items.append(token)
        elif not items or items[-1].start != parts[position].start or items[-1].kind != "q":
            start, end = parts[position]
            items.append(Token(start, end, text[start:end], "", "q"))
    return items


def find_sentences(items: Sequence[Token]) -> list[Sentence]:
    """The sentences of the items. A quoted question stays with the cue behind it ('"Why?" she asked')."""
    found: list[Sentence] = []
    paragraph = position = 0
    for first, last in split_sentences(items):
        while position < first:
            paragraph += items[position].kind == "b"
            position += 1
        if found and found[-1].last == first and _asks(items, first, last):
            found[-1] = Sentence(found[-1].first, last, found[-1].paragraph)
        else:
            found.append(Sentence(first, last, paragraph))
    return found


def _asks(items: Sequence[Token], first: int, last: int) -> bool:
    before = items[first - 1]
    if before.kind != "q" or last_inside(before) not in ("?", "!"):
        return False
    verbs = reporting_verbs()
    for item in items[first : min(last, first + _CUE_WITHIN)]:
        if item.kind == "w" and any("q" in verb.frames for verb in verbs.get(item.lower, ())):
            return True
        if item.kind == "m":
            return False
    return False
