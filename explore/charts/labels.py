"""Labels from untrusted text, with bounded width and without characters that change the rest of the page."""

import unicodedata
from itertools import accumulate, takewhile

UNSHOWN = "\ufffd"
MARKS_ON_A_LETTER = 3
"""The most accents on a letter. No script needs more, and a pile of accents would cover the rows above."""
END_SHARE = 0.5
"""The share of a shortened label that belongs to its end."""

_MARKS = ("Mn", "Me")
_NARROW = frozenset("fijlrtI1.,:;'!|()[]/- ")
_BROAD = frozenset("mwMW@%…—")


def clean(label: str) -> str:
    """Return the label on a single line, without control characters, directional marks and piles of accents."""
    shown: list[str] = []
    marks = 0
    for character in " ".join(label.split()):
        marks = marks + 1 if unicodedata.category(character) in _MARKS else 0
        if marks <= MARKS_ON_A_LETTER:
            shown.append(character if character.isprintable() else UNSHOWN)
    return "".join(shown)


def width(label: str) -> float:
    """Return an estimate of the label's width in ems; rather too large, for common sans-serif fonts."""
    return sum(_width_of(character) for character in label)


def shorten(label: str, most_ems: float) -> str:
    """Return the clean label, with an ellipsis in the middle of a label wider than the limit.

    Names that begin alike often differ at their end, and the end of a domain shows its owner.
    """
    shown = clean(label)
    if width(shown) <= most_ems:
        return shown
    room = most_ems - width("…")
    end = _fit(shown[::-1], room * END_SHARE)[::-1]
    start = _fit(shown, room - width(end))
    return f"{start}…{end}"


def _fit(label: str, most_ems: float) -> str:
    """Return the longest start of the label within the width."""
    widths = accumulate(_width_of(character) for character in label)
    return label[: sum(1 for _ in takewhile(lambda reached: reached <= most_ems, widths))]


def _width_of(character: str) -> float:
    if unicodedata.category(character) in _MARKS:
        return 0.0
    if character in _NARROW:
        return 0.42
    if character in _BROAD or unicodedata.east_asian_width(character) in "WF":
        return 1.05
    return 0.75 if character.isupper() else 0.64
