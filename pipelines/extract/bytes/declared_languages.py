"""The languages that a page declares in its own first bytes, before its charset is known."""

import re

from hearsay.pipelines.extract.bytes.declared_charset import start_tags

_HEAD = 65_536
_CODE = re.compile(r"\s*([a-zA-Z]{2,3})(?![a-zA-Z])")
_META_NAMES = frozenset(
    ("og:locale", "content-language", "dc.language", "dcterms.language", "inlanguage", "language")
)
_SAME = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "ji": "yi", "sh": "sr", "mo": "ro", "cnr": "sr"}


def declared_languages(body: bytes) -> list[str]:
    """Return the codes of html lang, of og:locale and of a content language, in this order, without repeats."""
    stated: list[str] = []
    for name, attributes in start_tags(body[:_HEAD], b"html", b"meta"):
        if name == b"html":
            stated += [attributes.get("lang", ""), attributes.get("xml:lang", "")]
        elif any(attributes.get(key, "").lower() in _META_NAMES for key in ("property", "name", "http-equiv")):
            stated.append(attributes.get("content", ""))
    codes = [match[1].lower() for text in stated if (match := _CODE.match(text))]
    return list(dict.fromkeys(_SAME.get(code, code) for code in codes))
