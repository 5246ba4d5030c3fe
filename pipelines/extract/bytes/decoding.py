"""Decoding of bytes: the choice of charset, and the replacement of forbidden characters."""

import codecs
import re

import numpy as np
from trafilatura.utils import detect_encoding

from hearsay.pipelines.extract.bytes.declared_charset import codec_of, declared_codec
from hearsay.pipelines.extract.bytes.fitting_charset import fitting_charset
from hearsay.pipelines.extract.bytes.mojibake import repaired
from hearsay.pipelines.extract.bytes.readings import (
    LATIN,
    UTF8,
    is_readable,
    outside_ascii,
    read,
    read_strictly,
    windows_charset,
)

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNFIT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_FIRST_PRINTABLE = 0x20
_FIT_CONTROLS = (b"\n", b"\r", b"\t", b"\x0c")
_UNFIT_SEQUENCES = (re.compile(rb"\xc2[\x80-\x84\x86-\x9f]"), re.compile(rb"\xef\xbf[\xbe\xbf]"))
"""Forbidden characters outside of ASCII, in UTF-8."""
_UTF8_BYTES = 4
"""Bytes of the longest sequence of UTF-8."""
_WHOLE_A_BROKEN = 8
_SURELY_UTF8 = 4
_MOST_BROKEN = 3
"""Broken sequences a whole one, of a page that declares UTF-8 and fits no language in any charset."""
_GUESSED = 1_000_000


def decode(body: bytes, charset: str | None) -> str:
    """Decode a page; undecodable bytes become U+FFFD. Never raises.

    A byte order mark decides. The transport's `charset` (a label or a codec) comes next, then the
    page's own declaration, as in the HTML Standard, and then the charset that fits the language of the page.

    Three rules differ from browsers. First, valid UTF-8 is UTF-8, whatever is declared: servers that declare
    Latin-1 for everything are commoner than Latin-1 pages in accidentally valid UTF-8. Second, a
    declaration with invalid bytes gives way to a declaration without invalid bytes. A multi-byte
    declaration does not count if more than one in nine of the characters outside of ASCII would be broken. Third, a
    declared charset gives way to another charset of the page's language if the letters of the other charset fit this
    language and its own letters do not: saved pages have lost the header that declared the right charset.

    NULs, lone surrogates and other forbidden characters become U+FFFD, because libxml2 ends the text at
    the first of them.
    """
    text = _surely_utf8(body)
    if text is not None and _is_fit(body):
        return text
    return _UNFIT.sub("\ufffd", repaired(_decode(body, charset) if text is None else text))


def _surely_utf8(body: bytes) -> str | None:
    """Decode UTF-8 that no declaration can make into another charset: `_as_utf8` agrees for any declaration."""
    if b"\x1b" in body or b"\x00" in body or body.startswith(codecs.BOM_UTF8):
        return None
    text = read_strictly(body, UTF8)
    if text is None:
        return None
    is_sure = len(body) - len(text) >= _UTF8_BYTES * _SURELY_UTF8 or len(outside_ascii(text)) >= _SURELY_UTF8
    return text if is_sure or text.isascii() else None


def _is_fit(body: bytes) -> bool:
    """Return True if a text in UTF-8 has no forbidden character; this is faster than a search in characters."""
    controls = np.count_nonzero(np.frombuffer(body, np.uint8) < _FIRST_PRINTABLE)
    if controls != sum(map(body.count, _FIT_CONTROLS)) or b"\x7f" in body:
        return False
    return body.isascii() or not any(pattern.search(body) for pattern in _UNFIT_SEQUENCES)


def _decode(body: bytes, charset: str | None) -> str:
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body.decode(encoding, "replace")
    if body[:4].count(0) == 2 and b"<" in body[:4]:
        return body.decode("utf-16-le" if body[1] == 0 else "utf-16-be", "replace")
    declared = [codec for codec in (_transport_codec(charset), declared_codec(body)) if codec]
    text = _as_utf8(body, declared)
    if text is not None:
        return text
    codec = fitting_charset(body, _stated(body, declared))
    if codec is None and UTF8 in declared and _is_partly_utf8(body):
        codec = UTF8
    return read(body, codec) if codec else _guessed(body)


def _stated(body: bytes, declared: list[str]) -> str | None:
    """Return the first declared charset in which the bytes are valid, or else nearly so."""
    meant = [windows_charset(body, codec) for codec in declared]
    valid = (codec for codec in meant if read_strictly(body, codec) is not None)
    return next(valid, None) or next((codec for codec in meant if is_readable(body, codec)), None)


def _guessed(body: bytes) -> str:
    """Decode with the guess of charset_normalizer. Macintosh charsets are left out, because no page has them."""
    guesses = (guess for guess in detect_encoding(body[:_GUESSED]) if not guess.startswith("mac"))
    return next(filter(None, (read_strictly(body, guess) for guess in guesses)), None) or read(body, UTF8)


def _transport_codec(charset: str | None) -> str | None:
    """Return the codec of a label; a codec, as in captures, is returned unchanged."""
    if not charset:
        return None
    try:
        return codec_of(charset) or codecs.lookup(charset.strip()).name
    except (LookupError, ValueError):
        return None


def _as_utf8(body: bytes, declared: list[str]) -> str | None:
    """Decode the bytes if they are UTF-8, or nearly so and no other charset is declared.

    One cut character must not make the guess turn a whole page into Cyrillic. Bytes of another charset hardly ever
    form valid sequences, so without a declaration eight valid sequences are needed for each broken sequence. A
    declared charset other than Latin-1 gives way to UTF-8 only if there are four sequences and more: two Chinese
    letters can be valid in both. Escapes and NULs mark ISO-2022-JP and UTF-16 in bytes like ASCII.
    """
    if b"\x1b" in body or (b"\x00" in body and any(codec.startswith("utf-16") for codec in declared)):
        return None
    text = read_strictly(body, UTF8)
    if text is not None:
        return text if _is_utf8_likelier(text, declared) else None
    if declared and "utf-8" not in declared:
        return None
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = len(outside_ascii(text)) - broken
    is_declared = set(declared) == {"utf-8"} and broken <= whole + 1
    return read(body, UTF8) if is_declared or broken * _WHOLE_A_BROKEN <= whole else None


def _is_partly_utf8(body: bytes) -> bool:
    """Return True for some valid sequences; in other charsets they are far rarer than invalid ones."""
    text = body.decode(UTF8, "replace")
    broken = text.count("\ufffd")
    return broken <= _MOST_BROKEN * (len(outside_ascii(text)) - broken)


def _is_utf8_likelier(text: str, declared: list[str]) -> bool:
    first = declared[0] if declared else "utf-8"
    return first in ("utf-8", LATIN) or text.isascii() or len(outside_ascii(text)) >= _SURELY_UTF8
