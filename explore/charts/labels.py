"""Labels from untrusted text: of limited width, without characters that change the display of other characters."""

import unicodedata
from itertools import accumulate, takewhile

UNSHOWN = "\ufffd"
MARKS_ON_A_LETTER = 3
"""Most accents on a letter; no script has more, and a pile of accents would cover the rows above."""
END_SHARE = 0.5
"""Share of a shortened label that comes from its end."""

_MARKS = ("Mn", "Me")
_NARROW = frozenset("fijlrtI1.,:;'!|()[]/- ")
_BROAD = frozenset("mwMW@%…—")


def clean(label: str) -> str:
    """Return the label on one line, without control characters, directional marks and piles of accents."""
    shown: list[str] = []
    marks = 0
    for character in " ".join(label.split()):
        marks = marks + 1 if unicodedata.category(character) in _MARKS else 0
        if marks <= MARKS_ON_A_LETTER:
            shown.append(character if character.isprintable() else UNSHOWN)
    return "".join(shown)


def width(label: str) -> float:
    """Return an estimate of the label's width in ems, on the large side for common sans-serif fonts."""
    return sum(_width_of(character) for character in label)


def shorten(label: str, most_ems: float) -> str:
    """Return the clean label; a label wider than `most_ems` gets an ellipsis in the middle.

    Names with the same beginning often differ at the end, and the end of a domain identifies its owner.
    """
    shown = clean(label)
    if width(shown) <= most_ems:
        return shown
    room = most_ems - width("…")
    end = _fit(shown[::-1], room * END_SHARE)[::-1]
    start = _fit(shown, room - width(end))
    return f"{start}…{end}"


def _fit(label: str, most_ems: float) -> str:
    """Return the longest start of the label that is at most `most_ems` wide."""
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
