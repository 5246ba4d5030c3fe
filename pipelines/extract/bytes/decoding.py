"""Decoding of bytes: the choice of charset, and the replacement of forbidden characters."""

import codecs
import re
from collections.abc import Iterator

import numpy as np
from trafilatura.utils import detect_encoding

from hearsay.pipelines.extract.bytes.declared_charset import codec_of, declared_codec

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
_EVERY_BYTE = bytes(range(256))
_MOST_UNUSED = 64
_LATIN = "cp1252"


def decode(body: bytes, charset: str | None) -> str:
    """Decode a page; undecodable bytes become U+FFFD. Never raises.

    A byte order mark decides. The transport's `charset` (a label or a codec) comes next, then the
    page's own declaration, as in the HTML Standard, and then the guess of charset_normalizer.

    Two rules differ from browsers. First, valid UTF-8 is UTF-8, whatever is declared: servers that declare
    Latin-1 for everything are commoner than Latin-1 pages in accidentally valid UTF-8. Second, a
    declaration with invalid bytes gives way to a declaration without invalid bytes. A multi-byte
    declaration gives way to the guess if more than one in nine of the characters outside of ASCII would be broken.

    NULs, lone surrogates and other forbidden characters become U+FFFD, because libxml2 ends the text at
    the first of them.
    """
    text = _surely_utf8(body)
    if text is not None and _is_fit(body):
        return text
    return _UNFIT.sub("\ufffd", _decode(body, charset) if text is None else text)


def _surely_utf8(body: bytes) -> str | None:
    """Decode UTF-8 that no declaration can make into another charset: `_as_utf8` agrees for any declaration."""
    if b"\x1b" in body or b"\x00" in body or body.startswith(codecs.BOM_UTF8):
        return None
    text = _strictly(body, "utf-8")
    if text is None:
        return None
    is_sure = len(body) - len(text) >= _UTF8_BYTES * _SURELY_UTF8 or _outside_ascii(text) >= _SURELY_UTF8
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
    return next(filter(None, _readings(body, declared)), None) or body.decode("utf-8", "replace")


def _readings(body: bytes, declared: list[str]) -> Iterator[str | None]:
    """Yield the text by one charset after the other: declared and valid, declared, guessed."""
    yield from (_strictly(body, codec) for codec in declared)
    yield from (_leniently(body, codec) for codec in declared)
    yield from (_strictly(body, guess) for guess in detect_encoding(body[:1_000_000]))


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
    text = _strictly(body, "utf-8")
    if text is not None:
        return text if _is_utf8_likelier(text, declared) else None
    if declared and "utf-8" not in declared:
        return None
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = _outside_ascii(text) - broken
    is_declared = set(declared) == {"utf-8"} and broken <= whole + 1
    return text if is_declared or broken * _WHOLE_A_BROKEN <= whole else None


def _is_utf8_likelier(text: str, declared: list[str]) -> bool:
    first = declared[0] if declared else "utf-8"
    return first in ("utf-8", _LATIN) or text.isascii() or _outside_ascii(text) >= _SURELY_UTF8


def _leniently(body: bytes, codec: str) -> str | None:
    """Decode with a declared charset; invalid bytes become U+FFFD. None if too many are invalid.

    A single-byte charset has few invalid bytes (0x81 in windows-1252), so they are no evidence against this charset.
    """
    try:
        text = body.decode(codec, "replace")
        alphabet = _EVERY_BYTE.decode(codec, "replace")
    except (LookupError, UnicodeError, ValueError):
        return None
    is_single_byte = len(alphabet) == len(_EVERY_BYTE) and alphabet.count("\ufffd") < _MOST_UNUSED
    broken = text.count("\ufffd")
    return text if is_single_byte or broken * _WHOLE_A_BROKEN <= _outside_ascii(text) - broken else None


def _strictly(body: bytes, codec: str) -> str | None:
    try:
        return body.decode("cp1252" if codecs.lookup(codec).name in ("iso8859-1", "ascii") else codec)
    except (LookupError, UnicodeError, ValueError):
        return None


def _outside_ascii(text: str) -> int:
    return 0 if text.isascii() else len(text) - len(text.encode("ascii", "ignore"))
