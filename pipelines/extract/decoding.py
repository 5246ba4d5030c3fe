"""Bytes into text: which charset, and what is done with characters that no text may hold."""

import codecs
import re

from trafilatura.utils import detect_encoding

_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LATIN_1 = {"iso8859-1", "ascii"}
_UNFIT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_LOOK = 4096
_WHOLE_A_BROKEN = 8


def decode(body: bytes, charset: str | None) -> str:
    """The text of a page, with U+FFFD for what cannot be had. Never raises.

    A byte order mark decides; then UTF-8 if the bytes are valid as such, since servers that declare Latin-1 for
    everything are commoner than a Latin-1 page that happens to be valid UTF-8, or if all but a few are and nothing
    else is declared; then the declared charset, the page's own `meta`, and what charset_normalizer makes of them.
    NULs, lone surrogates and other characters that no text may hold become U+FFFD, because libxml2 ends the text at
    the first of them.
    """
    text = _decode(body, charset)
    return _UNFIT.sub("\ufffd", text)


def _decode(body: bytes, charset: str | None) -> str:
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body.decode(encoding, "replace")
    if body[:4].count(0) == 2 and b"<" in body[:4]:
        return body.decode("utf-16-le" if body[1] == 0 else "utf-16-be", "replace")
    declared = _META_CHARSET.search(body[:_LOOK])
    candidates = [charset, declared[1].decode("ascii", "replace") if declared else None]
    if b"\x1b" not in body:
        text = _as_utf8(body, {name for candidate in candidates if (name := _name(candidate))})
        if text is not None:
            return text
    for candidate in candidates:
        text = _try(body, candidate)
        if text is not None:
            return text
    for guess in detect_encoding(body[:1_000_000]):
        text = _try(body, guess)
        if text is not None:
            return text
    return body.decode("utf-8", "replace")


def _as_utf8(body: bytes, declared: set[str]) -> str | None:
    """The text where the bytes are UTF-8, or are but for a few sequences and no other charset is declared.

    One cut character must not make a guess turn a whole page into Cyrillic. Bytes of another charset hardly ever form
    whole sequences, so without a declaration it takes eight whole ones for each that is broken.
    """
    text = _try(body, "utf-8")
    if text is not None or (declared and "utf-8" not in declared):
        return text
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(not char.isascii() for char in text) - broken
    is_declared = declared == {"utf-8"} and broken <= whole + 1
    return text if is_declared or broken * _WHOLE_A_BROKEN <= whole else None


def _name(charset: str | None) -> str | None:
    """Python's name of a declared charset; None for one that it does not know."""
    try:
        return codecs.lookup((charset or "").strip()).name
    except (LookupError, ValueError):
        return None


def _try(body: bytes, charset: str | None) -> str | None:
    """The text in that charset, or None. Latin-1 is read as Windows-1252, as browsers do (WHATWG Encoding)."""
    if not charset:
        return None
    try:
        name = codecs.lookup(charset.strip()).name
        return body.decode("cp1252" if name in _LATIN_1 else name)
    except (LookupError, UnicodeError, ValueError):
        return None
