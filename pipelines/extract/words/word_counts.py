"""How long a text is, in words, also where it puts no blanks between them."""

import re

_DENSE = re.compile("[\u0e00-\u0e7f\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")


def word_count(text: str) -> int:
    """Words of a text; of Chinese, Japanese, Korean and Thai letters two count as one word."""
    if text.isascii():
        return len(text.split())
    dense = len(_DENSE.findall(text))
    return len(_DENSE.sub(" ", text).split()) + (dense + 1) // 2 if dense else len(text.split())
