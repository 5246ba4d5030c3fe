"""Joiners and other invisible characters with a meaning: they are set aside, because Trafilatura would drop them.

U+200C and U+200D belong to the spelling of Persian and Hindi words and to pictographs of several parts; tags make
regional flags. Trafilatura drops each character that `str.isprintable` denies.
"""

import re
from collections.abc import Callable
from typing import Any

from lxml.etree import XPath
from lxml.html import HtmlElement

_SIGNS = "\u200c\u200d\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2\u180e\U000e007f"
_MEANT = _SIGNS + "".join(map(chr, range(0xE0020, 0xE007F)))
"""Zero-width joiners, signs before Arabic and Syriac numbers, the Mongolian separator, the tags of flags.

The last of `_SIGNS` ends each flag.
"""
_STAND_INS = range(0x13000, 0x1342F)
"""Letters that pages do not have: Egyptian hieroglyphs."""
_PATTERN = re.compile(f"[{_MEANT}]")
_new_xpath: Callable[..., Any] = XPath
_TEXT = _new_xpath("string(/)", smart_strings=False)


class SetAside:
    """The characters that were set aside in a tree, with their stand-ins."""

    def __init__(self, tree: HtmlElement) -> None:
        """Replace the characters in the texts of a tree by letters that do not occur in the tree."""
        self._stand_ins: dict[int, str] = {}
        self._meant: dict[int, str] = {}
        text = _TEXT(tree)
        if text.isascii() or not any(sign in text for sign in _SIGNS):
            return
        free = (chr(code) for code in _STAND_INS if chr(code) not in text)
        for char, stand_in in zip(sorted(set(_PATTERN.findall(text))), free, strict=False):
            self._stand_ins[ord(char)] = stand_in
            self._meant[ord(stand_in)] = char
        for element in tree.getroottree().iter():
            if element.text:
                element.text = element.text.translate(self._stand_ins)
            if element.tail:
                element.tail = element.tail.translate(self._stand_ins)

    def put_back(self, text: str) -> str:
        """Return a text of the tree with the characters that were set aside."""
        return text.translate(self._meant) if self._meant else text

    def put_back_in(self, tree: HtmlElement) -> None:
        """Restore the texts of the tree."""
        if not self._meant:
            return
        for element in tree.getroottree().iter():
            if element.text:
                element.text = element.text.translate(self._meant)
            if element.tail:
                element.tail = element.tail.translate(self._meant)
