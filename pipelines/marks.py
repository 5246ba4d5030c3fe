"""Combining marks: accents and vowel signs that are characters of their own, and belong to the letter before them."""

import unicodedata

_FIRST = "\u0300"
"""The first combining mark."""


def behind_marks(text: str, end: int) -> int:
    """Return the position behind the combining marks at a position, so that a span does not cut a letter in two."""
    while end < len(text) and text[end] >= _FIRST and unicodedata.category(text[end])[0] == "M":
        end += 1
    return end
