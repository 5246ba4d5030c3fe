"""The language of a text as an ISO 639-1 code: the page's declaration, checked against the text itself."""

import re
from functools import cache

import pycountry

from hearsay.pipelines.extract.bytes.guessed_language import guess_language
from hearsay.pipelines.extract.page.html_page import Page

_CODE = re.compile(r"[A-Za-z]{2,3}(?=$|[-_])")
_SAMPLE = 1_000
_MIN_SAMPLE = 40
_SURE = 0.9
_SAME = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "ji": "yi"}
"""Old or narrower codes, with the codes of py3langid and most pages; both Norwegian standards are 'no'."""


def declared_language(page: Page) -> str | None:
    """Return the language in the page's head: html lang, og:locale, content-language."""
    root = page.tree.getroottree().getroot()
    candidates = [root.get("lang"), root.get("{http://www.w3.org/XML/1998/namespace}lang"), root.get("xml:lang")]
    candidates += [page.meta("og:locale", "content-language", "dc.language", "inlanguage", "language")]
    for candidate in candidates:
        code = iso_639_1(candidate)
        if code:
            return code
    return None


def declared_region(page: Page) -> str | None:
    """Return the country code of the declared language ('US' of 'en-US'), in capitals."""
    root = page.tree.getroottree().getroot()
    for candidate in (root.get("lang"), page.meta("og:locale")):
        match = re.fullmatch(r"[A-Za-z]{2,3}[-_]([A-Za-z]{2})", candidate or "")
        if match:
            return match[1].upper()
    return None


def iso_639_1(tag: str | None) -> str | None:
    """Return the two-letter code of a language tag such as 'de-AT', 'deu' or 'pt_BR'; None for an invalid tag."""
    match = _CODE.match((tag or "").strip())
    return _two_letter_code(match[0].lower()) if match else None


@cache
def _two_letter_code(code: str) -> str | None:
    if code in _SAME:
        return _SAME[code]
    language = pycountry.languages.get(alpha_2=code) if len(code) == 2 else pycountry.languages.get(alpha_3=code)
    alpha_2 = getattr(language, "alpha_2", None)
    return _SAME.get(alpha_2, alpha_2) if alpha_2 else None


def text_language(text: str, declared: str | None) -> str | None:
    """Return the declared language unless the text is plainly in another; without either, None for a short text."""
    sample = text[:_SAMPLE]
    if len(sample) < _MIN_SAMPLE:
        return declared
    code, probability = guess_language(sample)
    detected = _SAME.get(code, code)
    if declared is None:
        return iso_639_1(detected)
    return iso_639_1(detected) if detected != declared and probability >= _SURE and len(sample) >= 200 else declared
