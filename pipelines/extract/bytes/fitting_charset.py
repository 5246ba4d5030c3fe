"""The charset whose letters fit the language of a page, where the declared charset gives letters that do not."""

import re
import unicodedata
from collections.abc import Iterable

from hearsay.pipelines.extract.bytes.declared_languages import declared_languages
from hearsay.pipelines.extract.bytes.fit import Fit, all_charsets, charsets_of, fit_of, is_latin
from hearsay.pipelines.extract.bytes.guessed_language import guess_language
from hearsay.pipelines.extract.bytes.readings import LATIN, UTF8, read

_HIDDEN_START = re.compile(rb"<!--|<(script|style)\b")
_TAG = re.compile(rb"<[^<>]{0,5000}>")
_BLANKS = re.compile(rb"[ \t\r\n\f]+")
_HIGH = re.compile(rb"[\x80-\xff]")
_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_ESCAPED_JAPANESE = re.compile(rb"\x1b\$[@B]")
_MOST_COMPARED = 100_000
_MOST_GUESSED = 20_000
_LANGUAGE_SAMPLE = 3_000
_LEAST_GAIN = 1.5
"""Points by which another charset must fit better than the declared one: two letters or more."""
_POINTS_OF_SEQUENCE = 2.0
"""Points for a valid sequence of UTF-8: such bytes are hardly ever letters of another charset."""
_LEAST_MEAN = 0.15
"""Least points for each character of a text that is in a language."""
_LEAST_MEANS = {"latin": _LEAST_MEAN, "other": 0.45}
_LEAST_GAIN_OF_MEAN = 0.3
_FEWEST = 6
"""Fewest characters on which a declared charset can be refused without a declared language."""
_SURE = 0.9
_FEWEST_GUESSED = 100
"""Fewest bytes of a text whose language is guessed to judge the declared charset."""


def fitting_charset(body: bytes, stated: str | None) -> str | None:
    """Return the charset that fits the language of a page best; the stated one unless another fits better.

    Args:
        body: The bytes of the page, which are not valid UTF-8.
        stated: The declared charset, if the bytes are valid in it, or nearly so.
    """
    sample = _sample(body)
    if not _HIGH.search(sample):
        return "iso2022_jp" if stated is None and _ESCAPED_JAPANESE.search(body) else stated
    fit: Fit | None = None
    for language in declared_languages(body):
        candidates = charsets_of(language)
        if not candidates:
            continue
        fit = _fit(sample, stated, language) if stated else None
        better = _better(sample, stated, fit, language)
        if better:
            return better
        if fit and fit.mean >= _least_mean(language):
            return stated
    return _undeclared(sample[:_MOST_GUESSED], stated)


def _sample(body: bytes) -> bytes:
    """Return the visible text of a page, without what stands in tags, comments, scripts and styles."""
    parts: list[bytes] = []
    at = 0
    small = body.lower()
    for match in _HIDDEN_START.finditer(small):
        if match.start() < at:
            continue
        parts.append(body[at : match.start()])
        end = small.find(b"</" + match[1] if match[1] else b"-->", match.end())
        at = len(body) if end < 0 else end
        if end < 0:
            break
    return _BLANKS.sub(b" ", _TAG.sub(b" ", b" ".join([*parts, body[at:]])))[:_MOST_COMPARED]


def _fit(sample: bytes, codec: str, language: str) -> Fit:
    return fit_of(unicodedata.normalize("NFC", read(sample, codec)), language)


def _least_mean(language: str) -> float:
    """Return the least points of a text in a language; a wrong charset gives letters of the same script too."""
    return _LEAST_MEANS["latin" if is_latin(language) else "other"]


def _better(sample: bytes, stated: str | None, fit: Fit | None, language: str) -> str | None:
    """Return the charset of a declared language that fits plainly better than the stated charset."""
    codecs = [codec for codec in _with_utf8(charsets_of(language), sample) if codec != stated]
    fits = {codec: _fit(sample, codec, language) for codec in codecs}
    if UTF8 in fits:
        points, size = fits[UTF8]
        fits[UTF8] = Fit(points + _POINTS_OF_SEQUENCE * len(_SEQUENCE.findall(sample)), size)
    best = max(fits, key=lambda codec: fits[codec].points, default=None)
    if best is None or not fits[best].size or fits[best].mean < _LEAST_MEAN:
        return None
    is_better = fit is None or fits[best].points - fit.points >= _LEAST_GAIN
    return best if is_better else None


def _with_utf8(codecs: Iterable[str], sample: bytes) -> list[str]:
    return [UTF8, *codecs] if _SEQUENCE.search(sample) else [*codecs]


def _undeclared(sample: bytes, stated: str | None) -> str | None:
    """Return the charset that fits best the language of its own reading, if the stated charset fits badly."""
    fit: Fit | None = None
    if stated and len(sample) < _FEWEST_GUESSED:
        return stated
    if stated:
        language, probability = _language(sample, stated)
        if charsets_of(language):
            fit = _fit(sample, stated, language)
            if probability >= _SURE and (better := _better(sample, stated, fit, language)):
                return better
            if fit.mean >= _least_mean(language) or fit.size < _FEWEST:
                return stated
    elif not fit_of(read(sample, LATIN), "en").size:
        return LATIN
    codecs = _with_utf8(all_charsets(), sample)
    fits = {codec: own for codec in codecs if (own := _fit_by_own_language(sample, codec))}
    best = max(fits, key=lambda codec: fits[codec].mean, default=None)
    if best is None or fits[best].mean < _LEAST_MEAN or (stated and fits[best].size < _FEWEST):
        return stated
    return best if fit is None or fits[best].mean - fit.mean >= _LEAST_GAIN_OF_MEAN else stated


def _language(sample: bytes, codec: str) -> tuple[str, float]:
    return guess_language(read(sample, codec)[:_LANGUAGE_SAMPLE])


def _fit_by_own_language(sample: bytes, codec: str) -> Fit | None:
    """Return the fit of a reading to its own language; None if this language is not written in the charset."""
    text = unicodedata.normalize("NFC", read(sample, codec))
    language, _ = guess_language(text[:_LANGUAGE_SAMPLE])
    codecs = charsets_of(language)
    return fit_of(text, language) if codec in codecs or (codec == UTF8 and codecs) else None
