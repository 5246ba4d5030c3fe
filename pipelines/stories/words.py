"""Words, sentences, shingles and facts of a text, for comparisons."""

import re
from collections.abc import Sequence
from itertools import pairwise
from unicodedata import category

Sentence = tuple[str, ...]

_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”’')\]]*\s+(?=[\"“‘'(\[]*[^\W_a-z])|\n+")
_OTHER_SCRIPT = re.compile("[\u0590-\u1cff\u2e80-\ud7ff\uf900-\ufaff\U00011000-\U00012fff\U00020000-\U0003ffff]")
_DENSE = (
    "\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46\u0e81-\u0eb0\u0ec0-\u0ec6\u1000-\u102a\u1780-\u17b3"
    "\u3005-\u3007\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Letters of the scripts without blanks between words: Thai, Lao, Burmese, Khmer, kana and ideographs."""
_MARKS = "".join(
    chr(code) for code in (*range(0x590, 0x1D00), *range(0xA800, 0xAC00)) if category(chr(code))[0] == "M"
)
_LETTER = f"(?:[^\\W\\d_{_DENSE}][{_MARKS}]*)"
_DENSE_LETTER = re.compile(f"[{_DENSE}][{_MARKS}]*")
_WORD_OR_RUN = re.compile(rf"\d+(?:[.,:]\d+)*|{_LETTER}+(?:['’-]{_LETTER}+)*|(?P<run>(?:{_DENSE_LETTER.pattern})+)")
_OTHER_SENTENCE_END = re.compile(
    rf"{_SENTENCE_END.pattern}|(?<=[。！？｡．])(?!\d)[”’」』）】]*|(?<=…)(?=[{_DENSE}])|(?<=[।॥؟۔։])\s+"
)
_JOINERS = re.compile("[\u200c\u200d]")
_POSSESSIVE = "'s"
"""The same for texts in any language: the keys of stories are stored, and a further language must not change them."""


def split_words(text: str) -> Sentence:
    """Return the words and numbers of a text in order, in lower case, without punctuation and possessive 's.

    In a script without blanks, two letters in sequence are a word, for most of its words are as long.
    """
    folded = text.replace("’", "'").casefold()
    words = _words(folded)
    return tuple([word.removesuffix(_POSSESSIVE) for word in words] if _POSSESSIVE in folded else words)


def _words(text: str) -> list[str]:
    if text.isascii() or not _OTHER_SCRIPT.search(text):
        return _WORD.findall(text)
    words: list[str] = []
    for match in _WORD_OR_RUN.finditer(_JOINERS.sub("", text)):
        words += _pairs(match[0]) if match["run"] else [match[0]]
    return words


def _pairs(run: str) -> list[str]:
    """Return each two letters in sequence; a letter with its marks counts as a letter."""
    letters = _DENSE_LETTER.findall(run)
    return [a + b for a, b in pairwise(letters)] or letters


def _parts(text: str) -> list[str]:
    """Return the sentences of a text as they are; full stops of East Asia have no blank behind them."""
    is_other = not text.isascii() and _OTHER_SCRIPT.search(text)
    return (_OTHER_SENTENCE_END if is_other else _SENTENCE_END).split(text)


def split_sentences(text: str) -> list[Sentence]:
    """Return the words of each sentence.

    A full stop inside a name can split a sentence in two. This is harmless, because both compared texts are split
    alike.
    """
    sentences = (split_words(part) for part in _parts(text))
    return [words for words in sentences if words]


def facts_of_sentences(text: str) -> list[tuple[Sentence, frozenset[str]]]:
    """Return the words of each sentence with its facts."""
    return [(words, facts(part)) for part in _parts(text) if (words := split_words(part))]


def shingles(sentences: Sequence[Sentence], size: int) -> frozenset[str]:
    """Return every run of `size` words within a sentence; a shorter sentence is a single run.

    Runs do not cross sentences, so the order of the sentences has no effect.
    """
    return frozenset(
        " ".join(words[start : start + size]) for words in sentences for start in range(max(1, len(words) - size + 1))
    )


def facts(text: str) -> frozenset[str]:
    """Return the numbers and capitalized words of a text.

    These differ between texts of the same template, and editors of a copy rarely change them. The first word of a
    sentence is always capitalized, so only a number counts there.
    """
    words: set[str] = set()
    for part in _parts(text):
        first, *others = _words(part) or [""]
        words.update(word for word in others if not word[0].islower())
        if first[:1].isdigit():
            words.add(first)
    return frozenset(words)


def resemblance(left: frozenset[str], right: frozenset[str]) -> float:
    """Return the Jaccard resemblance of two sets (Broder 1997); 0 if both are empty."""
    either = len(left | right)
    return len(left & right) / either if either else 0.0
