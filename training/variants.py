"""Articles that are nearly PolNeAR's, for a teacher to tag: some of their words are replaced by ones like them.

A network knows by heart what it was trained on: of PolNeAR's own articles it learns nothing more, whoever tags them.
Of such variants it has seen no tag, and they are as like the text to be read as texts can be (data augmentation for
distillation: Jiao et al. 2020, "TinyBERT"). Which words are alike, the encoder's own table of pieces says.
"""

import random
import re
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from hearsay.pipelines.reader.windows import split_words
from training.corpora import AttributionDocument, UntaggedDocument

VARIANTS = "variants"
"""What the corpus of them is called."""
EACH = 3
"""Variants of each article."""
_LEAST_SHARE, _LARGEST_SHARE = 0.15, 0.4
"""Of an article's words that have others like them, how many are replaced; drawn anew for each variant."""
_OTHERS, _LIKENESS = 8, 0.33
"""A word may become one of so many, whose vectors have at least this cosine with its own."""
_GRAMMAR = 2040
"""Pieces with smaller numbers are the most frequent, from 'the' to 'they': without them no sentence stands."""
_WORD = re.compile(r"[A-Za-z]{3,}")
_AT_ONCE = 1000


def read_variants(
    articles: Sequence[AttributionDocument], tokenizer: Tokenizer, table: NDArray[np.float32]
) -> Iterator[UntaggedDocument]:
    """EACH variants of each article, the same ones whenever they are asked for (`table` as below)."""
    similar = similar_words(tokenizer.get_vocab(), table)
    for number in range(1, EACH + 1):
        for article in articles:
            name = f"variant {number} of {article.name}"
            chance = random.Random(name)
            text = vary(article.text, similar, chance.uniform(_LEAST_SHARE, _LARGEST_SHARE), chance)
            yield UntaggedDocument(VARIANTS, name, split_words(text, tokenizer))


def similar_words(numbers: Mapping[str, int], table: NDArray[np.float32]) -> dict[str, tuple[str, ...]]:
    """For each piece that is a word of letters those that are like it, the likest first; no entry where none is.

    `numbers` says which row of the `table`, pieces × hidden, is a piece's.
    """
    words = sorted((number, word) for word, number in numbers.items() if number >= _GRAMMAR and _WORD.fullmatch(word))
    table = table[[number for number, _ in words]]
    table = table - table.mean(axis=0)
    table /= np.linalg.norm(table, axis=1, keepdims=True)
    found = {}
    for low in range(0, len(words), _AT_ONCE):
        likeness = table[low : low + _AT_ONCE] @ table.T
        rows = np.arange(len(likeness))
        likeness[rows, low + rows] = -1
        nearest = np.argsort(-likeness, axis=1)[:, :_OTHERS]
        for row, order in enumerate(nearest):
            like = tuple(words[other][1] for other in order if likeness[row, other] >= _LIKENESS)
            if like:
                found[words[low + row][1]] = like
    return found


def alike_pieces(numbers: Mapping[str, int], table: NDArray[np.float32]) -> NDArray[np.uint16]:
    """`similar_words` by the pieces' numbers: pieces × as many as a word may become, filled up with 0."""
    alike = np.zeros((len(table), _OTHERS), dtype=np.uint16)
    for word, others in similar_words(numbers, table).items():
        alike[numbers[word], : len(others)] = [numbers[other] for other in others]
    return alike


def vary(text: str, similar: Mapping[str, Sequence[str]], share: float, chance: random.Random) -> str:
    """The text with this share of the words in `similar` replaced; small and capital letters stay as they are."""

    def replaced(found: re.Match[str]) -> str:
        word = found.group()
        like = similar.get(word.lower())
        if not like or chance.random() >= share:
            return word
        other = chance.choice(like)
        return other.upper() if word.isupper() else other.title() if word.istitle() else other

    return _WORD.sub(replaced, text)
