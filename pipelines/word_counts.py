"""Length of a text in words, even for scripts without blanks between words."""

import re

_DENSE = re.compile("[\u0e00-\u0e7f\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")


def word_count(text: str) -> int:
    """Count the words of a text; two Chinese, Japanese, Korean or Thai letters count as one word."""
    if text.isascii():
        return len(text.split())
    dense = len(_DENSE.findall(text))
    return len(_DENSE.sub(" ", text).split()) + (dense + 1) // 2 if dense else len(text.split())
