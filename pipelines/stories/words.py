"""Words, sentences, shingles and facts of a text, for comparisons."""

import re
from collections.abc import Sequence

Sentence = tuple[str, ...]

_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”’')\]]*\s+(?=[\"“‘'(\[]*[^\W_a-z])|\n+")
_POSSESSIVE = "'s"
"""The same for texts in any language: the keys of stories are stored, and a further language must not change them."""


def split_words(text: str) -> Sentence:
    """Return the words and numbers of a text in order, in lower case, without punctuation and possessive 's."""
    folded = text.replace("’", "'").casefold()
    words = _WORD.findall(folded)
    return tuple([word.removesuffix(_POSSESSIVE) for word in words] if _POSSESSIVE in folded else words)


def split_sentences(text: str) -> list[Sentence]:
    """Return the words of each sentence.

    A full stop inside a name can split a sentence in two. This is harmless, because both compared texts are split
    alike.
    """
    sentences = (split_words(part) for part in _SENTENCE_END.split(text))
    return [words for words in sentences if words]


def facts_of_sentences(text: str) -> list[tuple[Sentence, frozenset[str]]]:
    """Return the words of each sentence with its facts."""
    return [(words, facts(part)) for part in _SENTENCE_END.split(text) if (words := split_words(part))]


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
    for part in _SENTENCE_END.split(text):
        first, *others = _WORD.findall(part) or [""]
        words.update(word for word in others if not word[0].islower())
        if first[:1].isdigit():
            words.add(first)
    return frozenset(words)


def resemblance(left: frozenset[str], right: frozenset[str]) -> float:
    """Return the Jaccard resemblance of two sets (Broder 1997); 0 if both are empty."""
    either = len(left | right)
    return len(left & right) / either if either else 0.0
