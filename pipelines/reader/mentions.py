"""Mentions of a whole text: names, dates and amounts of money, none overlapping another."""

from collections.abc import Sequence

from pipelines.lexicon import load_lexicon
from pipelines.reader.expressions import find_expressions
from pipelines.reader.names import find_names
from pipelines.reader.tokens import Token, split_sentences
from pipelines.records import Mention


def find_mentions(text: str, tokens: Sequence[Token]) -> tuple[Mention, ...]:
    """What the text names, in order. Of two that overlap, the one that begins first stays, then the longer one."""
    found = find_expressions(text)
    for name in find_names(tokens, split_sentences(tokens)):
        confidence = float(load_lexicon("reader/data/name_precision.txt")[name.rule][0])
        found.append(Mention(tokens[name.first].start, tokens[name.last - 1].end, name.kind, confidence))
    found.sort(key=lambda mention: (mention.start, -mention.end))
    kept: list[Mention] = []
    for mention in found:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return tuple(kept)
