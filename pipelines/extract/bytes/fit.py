"""The fit of a text to a language: the share of letters that the language writes, where it writes them.

A wrong charset gives letters of another alphabet, rare letters, capitals inside words and symbols inside words.
"""

import re
import unicodedata
from functools import cache
from typing import NamedTuple

from hearsay.pipelines.lexicon import load_lexicon

_LETTERS = "extract/bytes/data/letters.txt"
_FREQUENT_ROWS = {
    "zh": (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6)),
    "ja": (("euc_jp", 0xB0, 0xCF),),
    "ko": (("euc_kr", 0xB0, 0xC8),),
}
"""The rows of a charset with the frequent ideographs or syllables of a language, by their first byte."""
_SCRIPTS = {"zh": ("CJK",), "ja": ("CJK", "HIRAGANA", "KATAKANA"), "ko": ("HANGUL", "CJK")}
_CASELESS = frozenset(("zh", "ja", "ko", "th"))
_PUNCTUATION = frozenset(
    "“”„‟‘’‚‛«»‹›–—―‐‑…•·¡§©®™°€£¥№′″\u00a0\u2002\u2003\u2009\u202f\u3000\u200c\u200d\u0085"
    "、。〈〉《》「」『』【】〔〕〜～（）！？，．：；％＆＋－／＝＜＞［］｛｝←↑→↓▲△▼▽◆◇○●◎★☆■□※＠＃｜＿"
)
_ORDINALS = frozenset("ªº²³¹")
_WEIGHTS = {
    "c": 1.0,
    "d": 0.4,
    "C": 0.3,
    "b": -0.5,
    "B": -0.5,
    "f": -1.0,
    "F": -1.0,
    "k": -0.7,
    "q": -0.5,
    "s": 0.0,
    "o": 0.0,
}
_BROKEN = "x"
_WEIGHTS[_BROKEN] = -2.0
_IN_WORDS = "acdbfAOBCF"
_CAPITAL_INSIDE = re.compile("(?<=[acdb])[CB]")
_SYMBOL_BESIDE = re.compile(f"(?<=[{_IN_WORDS}])[sq]|[sq](?=[{_IN_WORDS}])|o(?=[{_IN_WORDS}])")
_MARK_INSIDE = re.compile(f"(?<=[{_IN_WORDS}])p(?=[acdb])")
_ALONE = {
    kind: re.compile(f"(?<![{_IN_WORDS}sqopkx]){kind}(?![{_IN_WORDS}sqopkx])|(?<=0){kind}|{kind}(?=0)")
    for kind in "cdC"
}
_MISPLACED = {"capital": -1.3, "symbol": -0.7, "mark": -0.3}


class Fit(NamedTuple):
    """The fit of a text: a sum of points, and the number of characters that have points."""

    points: float
    size: int

    @property
    def mean(self) -> float:
        """Points for each character, from -2 to 1."""
        return self.points / self.size if self.size else 0.0


def charsets_of(language: str) -> tuple[str, ...]:
    """Return Python's codecs of a language's charsets, the likeliest first; empty for an unknown language."""
    fields = load_lexicon(_LETTERS).get(language)
    return tuple(fields[0].split()) if fields else ()


@cache
def is_latin(language: str) -> bool:
    """Return True for a language with an entry in the list of letters and a Latin alphabet."""
    return "LATIN" in _table(language).scripts


@cache
def all_charsets() -> tuple[str, ...]:
    """Return the codecs of all languages."""
    return tuple(dict.fromkeys(codec for code in load_lexicon(_LETTERS) for codec in charsets_of(code)))


def fit_of(text: str, language: str) -> Fit:
    """Return the fit of a text to a language with an entry in the list of letters."""
    kinds = text.translate(_table(language))
    counts = {kind: kinds.count(kind) for kind in _WEIGHTS}
    points = sum(_WEIGHTS[kind] * count for kind, count in counts.items())
    if language not in _CASELESS:
        points += _MISPLACED["capital"] * len(_CAPITAL_INSIDE.findall(kinds))
        points += _MISPLACED["symbol"] * len(_SYMBOL_BESIDE.findall(kinds))
        points += _MISPLACED["mark"] * len(_MARK_INSIDE.findall(kinds))
        alone = ((kind, pattern) for kind, pattern in _ALONE.items() if counts[kind])
        points -= sum(_WEIGHTS[kind] * len(pattern.findall(kinds)) for kind, pattern in alone)
    return Fit(points, sum(counts.values()))


class _Table(dict[int, str]):
    """The kinds of characters for a language, for str.translate; filled as characters occur."""

    def __init__(self, language: str) -> None:
        super().__init__()
        fields = load_lexicon(_LETTERS)[language]
        self.language = language
        self.common = frozenset(fields[1])
        self.further = frozenset("".join(fields[2:3]))
        self.scripts = _SCRIPTS.get(language) or tuple({_script(char) for char in self.common})

    def __missing__(self, code: int) -> str:
        self[code] = kind = _ascii_kind(chr(code)) if code < 0x80 else self._kind(chr(code))
        return kind

    def _kind(self, char: str) -> str:
        category = unicodedata.category(char)
        if char in _PUNCTUATION:
            return "p"
        if char == "\ufffd" or category in ("Cc", "Cn", "Co", "Cs"):
            return _BROKEN
        if char in _ORDINALS:
            return "o"
        lower = char.lower() if len(char.lower()) == 1 else "i"
        if char in self.common or (lower in self.common and lower != char):
            return "c" if char in (lower, "İ") else "C"
        if char in self.further or lower in self.further:
            return "d" if lower == char else "C"
        return self._unlisted_kind(char, category, is_capital=lower != char)

    def _unlisted_kind(self, char: str, category: str, *, is_capital: bool) -> str:
        if "\uff61" <= char <= "\uff9f":
            return "k"
        if category[0] not in "LM":
            return "q" if char == "¤" else "s"
        if _script(char) not in self.scripts:
            return "F" if is_capital and "LATIN" in self.scripts else "f"
        if self.language in _FREQUENT_ROWS:
            return "d" if _is_frequent(char, self.language) else "b"
        return "B" if is_capital else "b"


@cache
def _table(language: str) -> _Table:
    return _Table(language)


def _ascii_kind(char: str) -> str:
    if char.isalpha():
        return "a" if char.islower() else "A"
    return "0" if char.isdigit() else " "


@cache
def _script(char: str) -> str:
    return unicodedata.name(char, "?").partition(" ")[0]


def _is_frequent(char: str, language: str) -> bool:
    for codec, first, last in _FREQUENT_ROWS[language]:
        try:
            encoded = char.encode(codec)
        except UnicodeEncodeError:
            continue
        if len(encoded) == 2 and first <= encoded[0] <= last:
            return True
    return False
