"""Bytes into text: which charset, and what is done with characters that no text may hold."""

import codecs
import re
from collections.abc import Iterator

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
_WHOLE_A_BROKEN = 8
_SURELY_UTF8 = 4
_EVERY_BYTE = bytes(range(256))
_MOST_UNUSED = 64
_LATIN = "cp1252"


def decode(body: bytes, charset: str | None) -> str:
    """The text of a page, with U+FFFD for what cannot be had. Never raises.

    A byte order mark decides, then the `charset` that the transport declared (a label or a codec), then what the page
    declares itself, as the HTML Standard has it; then what charset_normalizer makes of the bytes. Two things are done
    that browsers do not do: bytes that are valid UTF-8 are UTF-8 whatever is declared, since servers that declare
    Latin-1 for everything are commoner than a Latin-1 page that happens to be valid UTF-8; and a declaration that
    the bytes break gives way to one that they keep, or, of several bytes a character, to the guess, where more than
    one in nine of the characters outside of ASCII would be broken. NULs, lone surrogates and other characters that
    no text may hold become U+FFFD, because libxml2 ends the text at the first of them.
    """
    return _UNFIT.sub("\ufffd", _decode(body, charset))


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
    """The text by one charset after the other: what is declared and fits, what is declared, what it looks like."""
    yield from (_strictly(body, codec) for codec in declared)
    yield from (_leniently(body, codec) for codec in declared)
    yield from (_strictly(body, guess) for guess in detect_encoding(body[:1_000_000]))


def _transport_codec(charset: str | None) -> str | None:
    """The codec of a label, or the codec itself where it is one already: captures hold that."""
    if not charset:
        return None
    try:
        return codec_of(charset) or codecs.lookup(charset.strip()).name
    except (LookupError, ValueError):
        return None


def _as_utf8(body: bytes, declared: list[str]) -> str | None:
    """The text where the bytes are UTF-8, or are but for a few sequences and no other charset is declared.

    One cut character must not make a guess turn a whole page into Cyrillic. Bytes of another charset hardly ever form
    whole sequences, so without a declaration it takes eight whole ones for each that is broken. A declared charset
    other than Latin-1 gives way to UTF-8 only where there are four sequences and more: two Chinese letters can be
    valid in both. Escapes and NULs are how ISO-2022-JP and UTF-16 look in bytes that would pass for ASCII.
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
    """The text in a declared charset with U+FFFD for bytes that mean nothing, or None where those are too many.

    A single-byte charset has few such bytes (0x81 in windows-1252), so they tell nothing against it.
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
    return 0 if text.isascii() else sum(not char.isascii() for char in text)
