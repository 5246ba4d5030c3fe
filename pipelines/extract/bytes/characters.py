"""Characters of a decoded text: one form for each letter, and none that no reader sees.

The text is in Unicode's normalization form C, because "é" in two code points is another string than "é" in one.
Ligatures and Arabic presentation forms become letters. Marks of direction, soft hyphens and other invisible
characters go. The joiners U+200C and U+200D stay where a script or a pictograph uses them: Persian, Urdu, Kurdish and
Hindi words are misspelt without them.
"""

import re
import unicodedata

from hearsay.pipelines.extract.bytes.mojibake import is_mojibake, repaired
from hearsay.pipelines.extract.bytes.readings import outside_ascii

_INVISIBLE = "\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
_FORMS = "\ufb00-\ufb06\ufb13-\ufb17\ufb20-\ufb28\ufb50-\ufdf9\ufdfc\ufe70-\ufefc"
"""Latin, Armenian and Hebrew ligatures and wide letters, Arabic letters by their place in the word."""
_JOINED = "\u0590-\u1dff\u2190-\u2bff\u3040-\ud7ff\uf900-\ufaff\ufb1d-\ufdff\ufe0f\ufe70-\ufefc\U00010000-\U0010ffff"
"""Letters of the scripts with joiners, and pictographs."""

_UNWANTED = re.compile(f"[{_INVISIBLE}{_FORMS}]")
_FORM = re.compile(f"[{_FORMS}]")
_JOINER = re.compile("[\u200c\u200d]")
_IS_JOINED = re.compile(f"[{_JOINED}]")
_MAY_COMPOSE = re.compile(
    "[\u0300-\u1fff\u2000\u2001\u2126\u212a\u212b\u2329\u232a\u2adc\u3099\u309a\ua66f-\uabff\ud7b0-\ufaff\ufb1d-\ufb4f"
    "\U00010000-\U0001efff\U00020000-\U0002ffff]"
)

_NAMED = {
    "shy": "",
    "lrm": "",
    "rlm": "",
    "NoBreak": "",
    "zwnj": "\u200c",
    "zwj": "\u200d",
    "fflig": "ff",
    "filig": "fi",
    "fllig": "fl",
    "ffilig": "ffi",
    "ffllig": "ffl",
}
"""Character references, with their characters in the text."""
_CODES = "0*(?:ad|3[0-6][0-9a-f]|61c|200[b-f]|202[a-e]|206[0-9a-f]|fb0[0-6]|feff)"
"""Hexadecimal codes of invisible characters, of accents that belong to the letter before them, and of ligatures."""
_DECIMAL_CODES = (
    r"0*(?:173|7[6-9]\d|8[0-7]\d|1564|820[3-7]|823[4-8]|828[89]|829\d|830[0-3]|6425[6-9]|6426[0-2]|65279)"
)
_REFERENCE = re.compile(rf"&(?:#(?:[xX]((?i:{_CODES}))|({_DECIMAL_CODES}))|({'|'.join(_NAMED)}));")
_ESCAPE = re.compile(
    r"\\u(00[aA][dD]|03[0-6][0-9a-fA-F]|061[cC]|200[b-fB-F]|202[a-eA-E]|206[0-9a-fA-F]|[fF][bB]0[0-6]|[fF][eE][fF][fF])"
)


def plain_characters(text: str) -> str:
    """Return a text in normalization form C, without ligatures and invisible characters."""
    if text.isascii():
        return text
    outside = outside_ascii(text)
    if is_mojibake(text, outside):
        text = repaired(text)
    if _JOINER.search(outside):
        text = _JOINER.sub(_kept_joiner, text)
    for char in set(_UNWANTED.findall(outside)):
        text = text.replace(char, _plain_form(char))
    return unicodedata.normalize("NFC", text) if _MAY_COMPOSE.search(outside) else text


def plain_markup(markup: str) -> str:
    """Return markup with plain characters, also where the characters are written as references."""
    return plain_characters(_REFERENCE.sub(_referenced, markup))


def plain_json(text: str) -> str:
    """Return JSON with plain characters, also where the characters are written as escapes."""
    if "\\u" not in text:
        return text
    return plain_characters(_ESCAPE.sub(lambda match: chr(int(match[1], 16)), text))


def _kept_joiner(match: re.Match[str]) -> str:
    """Return a joiner beside a letter of a script with joiners or beside a pictograph."""
    beside = match.string[max(0, match.start() - 1) : match.end() + 1]
    return match[0] if _IS_JOINED.search(beside) else ""


def _plain_form(char: str) -> str:
    """Return the letters of a ligature or of a presentation form, without the blank below a lone vowel mark."""
    return unicodedata.normalize("NFKC", char).strip() if _FORM.match(char) else ""


def _referenced(match: re.Match[str]) -> str:
    if match[3]:
        return _NAMED[match[3]]
    return chr(int(match[1], 16) if match[1] else int(match[2]))
