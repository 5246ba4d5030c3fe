"""Length of a text in words, even for scripts without blanks between words."""

import re

_DENSE = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
)


def word_count(text: str) -> int:
    """Count the words of a text; two letters of Chinese, Japanese, Korean, Thai and the like are one word."""
    if text.isascii():
        return len(text.split())
    dense = len(_DENSE.findall(text))
    return len(_DENSE.sub(" ", text).split()) + (dense + 1) // 2 if dense else len(text.split())
