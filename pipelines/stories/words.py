"""Words, sentences and shingles: the forms in which texts are compared."""

import re
from collections.abc import Sequence

Sentence = tuple[str, ...]

_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”’')\]]*\s+(?=[\"“‘'(\[]*[^\W_a-z])|\n+")
_POSSESSIVE = re.compile(r"['’]s$")


def split_words(text: str) -> Sentence:
    """The words and numbers of a text in order, without case, punctuation and the possessive 's."""
    return tuple(_POSSESSIVE.sub("", word) for word in _WORD.findall(text.replace("’", "'").casefold()))


def split_sentences(text: str) -> list[Sentence]:
    """The words of each sentence. A full stop within a name may split one in two: alike in both texts compared."""
    found = (split_words(part) for part in _SENTENCE_END.split(text))
    return [words for words in found if words]


def shingles(sentences: Sequence[Sentence], size: int) -> frozenset[str]:
    """Every run of `size` words within a sentence; a shorter sentence is one run.

    Runs do not cross the ends of sentences, so that another order of the sentences changes nothing.
    """
    return frozenset(
        " ".join(words[start : start + size]) for words in sentences for start in range(max(1, len(words) - size + 1))
    )


def facts(text: str) -> frozenset[str]:
    """Numbers and capitalized words: what a template is filled with, and what an editor of a copy leaves alone.

    The first word of a sentence is capitalized whatever it is, so there it counts only if it is a number.
    """
    found: set[str] = set()
    for part in _SENTENCE_END.split(text):
        first, *others = _WORD.findall(part) or [""]
        found.update(word for word in others if not word[0].islower())
        if first[:1].isdigit():
            found.add(first)
    return frozenset(found)


def resemblance(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of what is in either that is in both (Broder 1997); 0 for nothing at all."""
    either = len(one | other)
    return len(one & other) / either if either else 0.0
