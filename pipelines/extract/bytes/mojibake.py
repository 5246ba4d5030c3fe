"""Letters of UTF-8 that a system has read as windows-1252 and saved again: two or three letters for each."""

import re

from hearsay.pipelines.extract.bytes.readings import outside_ascii

_SECOND = "[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
_SEQUENCE = re.compile(
    f"â€|â\u0080|[ÃÄÅ]{_SECOND}|Â[\u0080-\u00bf]|(?:[ÐÑ]{_SECOND}){{3}}|(?:[ÎÏ]{_SECOND}){{3}}|(?:[ØÙ]{_SECOND}){{3}}"
    f"|(?:×{_SECOND}){{3}}|(?:à[¸¹]{_SECOND}){{2}}|(?:[ã-í]{_SECOND}{_SECOND}){{3}}"
)
_FEWEST = 2
"""Fewest sequences of a page that is read wrongly; a single sequence may be meant, as in a text on charsets."""


def is_mojibake(text: str, outside: str) -> bool:
    """Return True for a text with sequences of such letters. `outside` are its characters outside of ASCII."""
    sequences = set(_SEQUENCE.findall(outside))
    return sum(map(text.count, sequences)) >= _FEWEST


def repaired(text: str) -> str:
    """Return a text with the letters that were meant, line by line, where ftfy is sure of them."""
    if text.isascii() or not is_mojibake(text, outside_ascii(text)):
        return text
    from ftfy import fix_encoding  # noqa: PLC0415 - few pages need it

    return "\n".join(fix_encoding(line) if _SEQUENCE.search(line) else line for line in text.split("\n"))
