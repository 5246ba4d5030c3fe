"""The script of a text, and the languages that are written in a script."""

import re
import unicodedata
from collections import Counter
from functools import cache

from hearsay.pipelines.lexicon import load_lexicon

LATIN = "LATIN"
_FILE = "extract/metadata/data/scripts.txt"
_KANA, _HAN, _HANGUL = "KANA", "CJK", "HANGUL"
_NAMES = {"HIRAGANA": _KANA, "KATAKANA": _KANA}
_DENSE = (_KANA, _HAN, _HANGUL)
"""Scripts in which a letter is as long as a few Latin letters."""
_DENSE_WEIGHT = 3
_LEAST_KANA = 0.05
"""Share of kana in a Japanese text that is written in Chinese characters for the most part."""
_LATIN_TOO = frozenset(("az", "bs", "ha", "ku", "ms", "ro", "sr", "tg", "tk", "tt", "uz"))
"""Languages in Latin letters that are also written in another script."""
_LETTER = re.compile(r"[^\W\d_]")


def script_of(text: str) -> str | None:
    """Return the script of most letters, by its name in Unicode; None for a text without letters."""
    if text.isascii():
        return LATIN if _LETTER.search(text) else None
    counts: Counter[str] = Counter()
    for letter, number in Counter(_LETTER.findall(text)).items():
        counts[_script_of_letter(letter)] += number
    if not counts:
        return None
    for script in _DENSE:
        counts[script] *= _DENSE_WEIGHT
    dense = sum(counts[script] for script in _DENSE)
    if counts[_KANA] > _LEAST_KANA * dense and counts[_HANGUL] < counts[_KANA]:
        counts[_KANA] = dense
    return counts.most_common(1)[0][0]


def languages_of(script: str) -> tuple[str, ...]:
    """Return the codes of the languages that are written in a script; none for Latin letters and rare scripts."""
    (codes,) = load_lexicon(_FILE).get(script, ("",))
    return tuple(codes.split())


def is_written_in(language: str, script: str) -> bool:
    """Return True if texts in a language are written in a script."""
    if script in load_lexicon(_FILE):
        return language in languages_of(script)
    return script != LATIN or language in _LATIN_TOO or language not in _languages_of_other_scripts()


@cache
def _languages_of_other_scripts() -> frozenset[str]:
    return frozenset(code for (codes,) in load_lexicon(_FILE).values() for code in codes.split())


@cache
def _script_of_letter(letter: str) -> str:
    name = unicodedata.name(letter, "").partition(" ")[0]
    return _NAMES.get(name, name)
