"""Readings of bytes in a charset: strictly, leniently, and as pages with bytes of two charsets are meant."""

import codecs
import re
import unicodedata

UTF8 = "utf-8"
LATIN = "cp1252"
_SIBLINGS = {
    "iso8859-2": "cp1250",
    "iso8859-4": "cp1257",
    "iso8859-5": "cp1251",
    "iso8859-6": "cp1256",
    "iso8859-7": "cp1253",
    "iso8859-8": "cp1255",
    "iso8859-9": "cp1254",
    "iso8859-13": "cp1257",
    "iso8859-15": LATIN,
    "iso8859-16": "cp1250",
}
"""Windows' charset of the same country. ISO 8859 has control characters where Windows has quotation marks."""
_CONTROL_BYTE = re.compile(b"[\x80-\x9f]")
_CONTROL = re.compile("[\x80-\x9f]")
_STRAY = re.compile("[\udc80-\udcff]+")
_MOST_STRAYS = 3
_CUT = re.compile(rb"[\xc2\xc3]|\xe2[\x80-\x84]|[\xf0-\xf4][\x80-\xbf]+")
"""The beginnings of cut sequences: blanks, letters of Latin-1, punctuation, pictographs."""
_LATIN_LETTER = re.compile("[\u00c0-\u024f\u1e00-\u1eff]")
_OTHER_LETTER = re.compile("[\u0370-\u1dff\u2c80-\ud7ff\uf900-\ufaff]")
_WHOLE_A_BROKEN = 8
_ASCII = bytes(range(128))
_EVERY_BYTE = bytes(range(256))
_MOST_UNUSED = 64


def read(body: bytes, codec: str) -> str:
    """Decode with a charset; invalid bytes become U+FFFD, or what the bytes mean in the charset's usual company.

    Control characters of ISO 8859 are characters of the Windows charset. Stray bytes in UTF-8 are windows-1252.
    """
    if codec == UTF8:
        return _read_strays(body)
    text = body.decode(codec, "replace")
    sibling = _SIBLINGS.get(codec)
    if sibling is None or not _CONTROL.search(text):
        return text
    return _CONTROL.sub(lambda match: match[0].encode("latin-1").decode(sibling, "replace"), text)


def read_strictly(body: bytes, codec: str) -> str | None:
    """Decode with a charset, or return None for invalid bytes and unknown charsets."""
    try:
        return body.decode(codec)
    except (LookupError, UnicodeError, ValueError):
        return None


def is_readable(body: bytes, codec: str) -> bool:
    """Return True if not too many bytes are invalid in a charset.

    A single-byte charset has few invalid bytes (0x81 in windows-1252), so they are no evidence against this charset.
    """
    try:
        text = body.decode(codec, "replace")
        alphabet = _EVERY_BYTE.decode(codec, "replace")
    except (LookupError, UnicodeError, ValueError):
        return False
    is_single_byte = len(alphabet) == len(_EVERY_BYTE) and alphabet.count("\ufffd") < _MOST_UNUSED
    broken = text.count("\ufffd")
    return is_single_byte or broken * _WHOLE_A_BROKEN <= len(outside_ascii(text)) - broken


def windows_charset(body: bytes, codec: str) -> str:
    """Return the charset that browsers and authors mean by a declared one: Windows' instead of Latin-1 and ASCII.

    The same holds for another ISO 8859 if the bytes have control characters there and are valid in Windows' charset.
    """
    name = codecs.lookup(codec).name
    if name in ("iso8859-1", "ascii"):
        return LATIN
    sibling = _SIBLINGS.get(name)
    has_controls = sibling is not None and _CONTROL_BYTE.search(body) is not None
    return sibling if sibling and has_controls and read_strictly(body, sibling) is not None else name


def outside_ascii(text: str) -> str:
    """Return the characters of a text outside of ASCII; they are few, so a search in them is fast."""
    return text.encode(UTF8, "surrogatepass").translate(None, _ASCII).decode(UTF8, "surrogatepass")


def _read_strays(body: bytes) -> str:
    text = body.decode(UTF8, "surrogateescape")
    if not _STRAY.search(text):
        return text
    is_latin = len(_LATIN_LETTER.findall(text)) >= len(_OTHER_LETTER.findall(text))

    def meant(match: re.Match[str]) -> str:
        stray = match[0].encode(UTF8, "surrogateescape")
        chars = stray.decode(LATIN, "replace")
        is_sign = len(stray) == 1 and unicodedata.category(chars)[0] in "PSZ"
        is_letters = is_latin and len(stray) <= _MOST_STRAYS and not _CUT.fullmatch(stray)
        return chars if is_letters or (is_sign and not is_latin) else stray.decode(UTF8, "replace")

    return _STRAY.sub(meant, text)
