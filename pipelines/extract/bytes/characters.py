"""Characters of a decoded text: one form for each letter, and none that no reader sees.

The text is in Unicode's normalization form C, because "é" in two code points is another string than "é" in one.
Ligatures and Arabic presentation forms become letters. Marks of direction, soft hyphens and other invisible
characters go. The joiners U+200C and U+200D stay where a script or a pictograph uses them: Persian, Urdu, Kurdish and
Hindi words are misspelt without them.
"""

import re
import unicodedata
from functools import cache, lru_cache

_ASCII = bytes(range(128))
_INVISIBLE = "\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
_FORMS = "\ufb00-\ufb06\ufb13-\ufb17\ufb20-\ufb28\ufb50-\ufdf9\ufdfc\ufe70-\ufefc"
"""Latin, Armenian and Hebrew ligatures and wide letters, Arabic letters by their place in the word."""
_JOINED = "\u0590-\u1dff\u2190-\u2bff\u3040-\ud7ff\uf900-\ufaff\ufb1d-\ufdff\ufe0f\ufe70-\ufefc\U00010000-\U0010ffff"
"""Letters of the scripts with joiners, and pictographs."""

_UNWANTED = re.compile(f"[{_INVISIBLE}]+|[{_FORMS}]|(?<![{_JOINED}])[\u200c\u200d](?![{_JOINED}])")
_MAY_BE_UNWANTED = re.compile(f"[{_INVISIBLE}{_FORMS}\u200c\u200d]")
_MAY_COMPOSE = re.compile(
    "[\u0300-\u1fff\u2000\u2001\u2126\u212a\u212b\u2329\u232a\u2adc\u3099\u309a\ua66f-\uabff\ud7b0-\ufaff\ufb1d-\ufb4f"
    "\U00010000-\U0001efff\U00020000-\U0002ffff]"
)

_REFERENCE = re.compile(r"&(?:#(?:[xX]([0-9a-fA-F]{2,8})|([0-9]{3,8}))|([a-zA-Z]{3,8}));")
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
_NAMED_STARTS = ("&shy", "&lrm", "&rlm", "&zw", "&NoB", "&ff", "&fil", "&fll")
_SCRIPT_ESCAPE = re.compile(
    r"(?<!\\)\\u(00ad|03[0-6][0-9a-f]|061c|200[b-f]|202[a-e]|206[0-9a-f]|fb0[0-6]|feff)", re.IGNORECASE
)


def plain_characters(text: str) -> str:
    """Return a text in normalization form C, without ligatures and invisible characters."""
    if text.isascii():
        return text
    outside = text.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass")
    if _MAY_BE_UNWANTED.search(outside):
        text = _UNWANTED.sub(_letters, text)
    return unicodedata.normalize("NFC", text) if _MAY_COMPOSE.search(outside) else text


def plain_markup(markup: str) -> str:
    """Return markup with plain characters, also where the characters are written as references or JSON escapes."""
    if "&#" in markup or any(start in markup for start in _NAMED_STARTS):
        markup = _REFERENCE.sub(_referenced, markup)
    if "\\u" in markup:
        markup = _SCRIPT_ESCAPE.sub(lambda match: chr(int(match[1], 16)), markup)
    return plain_characters(markup)


def _letters(match: re.Match[str]) -> str:
    return _plain_form(match[0]) if len(match[0]) == 1 else ""


@cache
def _plain_form(char: str) -> str:
    """Return the letters of a ligature or of a presentation form, without the blank below a lone vowel mark."""
    return unicodedata.normalize("NFKC", char).strip() if re.match(f"[{_FORMS}]", char) else ""


def _referenced(match: re.Match[str]) -> str:
    """Return the character of a reference that belongs to the letter before it, or that no reader sees."""
    if match[3]:
        return _NAMED.get(match[3], match[0])
    return _referenced_char(match[0], int(match[1], 16) if match[1] else int(match[2]))


@lru_cache(maxsize=4096)
def _referenced_char(reference: str, code: int) -> str:
    char = chr(code) if 0xA0 <= code <= 0x10FFFF and not 0xD800 <= code < 0xE000 else ""
    is_wanted = bool(char) and bool(_MAY_BE_UNWANTED.match(char) or unicodedata.combining(char))
    return char if is_wanted else reference
