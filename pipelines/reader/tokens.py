"""Words, marks and sentences of a text. One pass, linear in its length."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipelines.lexicon import word_set

SENTENCE_LIMIT = 160
"""Tokens after which a sentence is cut, so that text without stops stays linear to read."""

_TOKEN = re.compile(
    r"(?P<break>[\n\r\u2028\u2029]\s*)"
    r"|(?P<number>\d+(?:[.,:]\d+)*(?:st|nd|rd|th|s|bn|m|k|%)?(?![^\W_]))"
    r"|(?P<word>(?:[A-Z]\.){2,}"
    r"|[^\W_][^\W_\u0300-\u036f]*(?:[\u0300-\u036f]+[^\W_]*)*"
    r"(?:(?:[-‐‑.&]|['’](?!(?:[sSdm]|re|ve|ll)(?![^\W_])))[^\W_]+)*"
    r"|['’](?:[sSdm]|re|ve|ll)(?![^\W_]))"
    r"|(?P<mark>''|``|--+|\.\.\.+|\S)"
)
_STOPS = frozenset((".", "?", "!", "…", "。", "؟", "！", "？"))
_CLOSERS = frozenset((")", "]", "”", "’", '"', "''", "»", "'", "“"))


class Token(NamedTuple):
    """One word, number, mark or line break. `kind` is its first letter: w, n, m or b; q for a whole quotation."""

    start: int
    end: int
    text: str
    lower: str
    kind: str


def split_tokens(text: str) -> list[Token]:
    """The tokens of a text in order; blanks are in none of them. A full stop belongs to the abbreviation it ends."""
    abbreviations = word_set("reader/data/abbreviations.txt")
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        word = match.group()
        kind = (match.lastgroup or "mark")[0]
        if word == "." and tokens and tokens[-1].end == start and tokens[-1].kind == "w":
            last = tokens[-1]
            if last.lower in abbreviations or (len(last.text) == 1 and last.text.isupper()):
                tokens[-1] = Token(last.start, end, last.text + ".", last.lower + ".", "w")
                continue
        lower = word.lower().replace("’", "'") if kind == "w" else word
        tokens.append(Token(start, end, word, lower, kind))
    return tokens


def split_sentences(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """First and last+1 token of every sentence. A line break ends one; no sentence holds it."""
    starters = word_set("reader/data/grammar_words.txt")
    sentences: list[tuple[int, int]] = []
    first = 0
    for index, token in enumerate(tokens):
        if token.kind == "b":
            if first < index:
                sentences.append((first, index))
            first = index + 1
        elif index - first >= SENTENCE_LIMIT or _ends_sentence(tokens, index, starters):
            sentences.append((first, index + 1))
            first = index + 1
    if first < len(tokens):
        sentences.append((first, len(tokens)))
    return sentences


def last_inside(item: Token) -> str:
    """The last character of a quotation before its closing marks, '' if there is none."""
    return item.text.rstrip("\"”’'»“‹›„ ")[-1:]


def _ends_sentence(tokens: Sequence[Token], index: int, starters: frozenset[str]) -> bool:
    token = tokens[index]
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if following is None or following.kind == "b":
        return False
    if token.kind == "q":
        return last_inside(token) in _STOPS and _can_start(following)
    if token.kind == "m":
        if token.text in _CLOSERS and index > 0 and tokens[index - 1].text in _STOPS:
            return following.text not in _CLOSERS and _can_start(following)
        return token.text in _STOPS and following.text not in _CLOSERS and _can_start(following)
    if token.kind != "w" or token.text[-1] != "." or following.start == token.end:
        return False
    return following.text[0].isupper() and following.lower in starters


def _can_start(token: Token) -> bool:
    return token.kind != "w" or not token.text[0].islower()
