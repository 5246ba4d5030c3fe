"""Text in one form for the grammar of dates: small letters, no accents, digits 0 to 9, years of eras as numbers."""

import re
import unicodedata
from functools import cache
from typing import NamedTuple

_HANGUL = range(0xAC00, 0xD7A4)
_KANA = range(0x3040, 0x3100)
_LETTERS = {
    "ı": "i",
    "ی": "ي",
    "ى": "ي",
    "ک": "ك",
    "’": "'",
    "‘": "'",
    "ʼ": "'",
    "´": "'",
    "−": "-",
    "‑": "-",
    "‐": "-",
}
"""Letters and signs that writers use for one another."""
_MARKS = re.compile("[\u0300-\u036f\u064b-\u065f\u0670]")
"""Accents of Latin, Greek and Cyrillic letters and vowel signs of Arabic. Vowel signs of India and Thailand stay."""
_TATWEEL = "\u0640"


class Folded(NamedTuple):
    """A folded text, with the place of each of its characters in the original (None: all are the same)."""

    text: str
    original: str
    places: tuple[int, ...] | None

    def written(self, start: int, end: int) -> str:
        """Return the original of a stretch of the folded text."""
        if self.places is None:
            return self.original[start:end]
        return self.original[self.places[start] : self.places[end - 1] + 1] if end > start else ""


def fold_word(word: str) -> str:
    """Return the folded form of a word of a list."""
    return "".join(map(_fold_letter, word)).strip()


def fold_text(text: str) -> Folded:
    """Fold a text, and keep the place of each character."""
    letters = [_fold_letter(letter) for letter in text]
    folded = "".join(letters)
    if len(folded) == len(text) and all(map(len, letters)):
        return Folded(folded, text, None)
    places = tuple(place for place, letter in enumerate(letters) for _ in letter)
    return Folded(folded, text, places)


@cache
def _fold_letter(letter: str) -> str:
    """Fold one character; format characters, such as marks of direction, become nothing."""
    if letter in _LETTERS:
        return _LETTERS[letter]
    digit = unicodedata.decimal(letter, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(letter)
    if category == "Cf" or letter == _TATWEEL:
        return ""
    if category == "Zs":
        return " "
    if category == "No" or ord(letter) in _HANGUL or ord(letter) in _KANA:
        return letter
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", letter)).casefold()
    return "".join(_LETTERS.get(part, part) for part in plain)


def replaced(folded: Folded, start: int, end: int, text: str) -> Folded:
    """Return the folded text with other characters for a stretch, which keep the place of its start and end."""
    places = folded.places or tuple(range(len(folded.text)))
    inner = (places[start],) * (len(text) - 1) + (places[end - 1],)
    return Folded(
        folded.text[:start] + text + folded.text[end:],
        folded.original,
        (*places[:start], *inner, *places[end:]),
    )
