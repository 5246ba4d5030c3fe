"""Variants of PolNeAR's articles for a teacher to tag, with some of their words replaced by similar words.

A network memorises its training data: from PolNeAR's own articles it learns nothing more, whoever tags them. It has
seen no tags of these variants, and they are as similar to the texts of the task as possible (data augmentation for
distillation: Jiao et al. 2020, "TinyBERT"). The encoder's own table of pieces decides which words are similar.
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
"""Name of the corpus of variants."""
EACH = 3
"""Variants of each article."""
_LEAST_SHARE, _LARGEST_SHARE = 0.15, 0.4
"""Share of an article's replaceable words that are replaced; drawn again for each variant."""
_OTHERS, _LIKENESS = 8, 0.33
"""Most replacements for a word, and the least cosine of their vectors with its own."""
_GRAMMAR = 2040
"""Number below which pieces are the most frequent, from 'the' to 'they', which a sentence needs."""
_WORD = re.compile(r"[A-Za-z]{3,}")
_AT_ONCE = 1000


def read_variants(
    articles: Sequence[AttributionDocument], tokenizer: Tokenizer, table: NDArray[np.float32]
) -> Iterator[UntaggedDocument]:
    """Yield EACH variants of each article, the same at every call (`table` as below)."""
    similar = similar_words(tokenizer.get_vocab(), table)
    for number in range(1, EACH + 1):
        for article in articles:
            name = f"variant {number} of {article.name}"
            chance = random.Random(name)
            text = vary(article.text, similar, chance.uniform(_LEAST_SHARE, _LARGEST_SHARE), chance)
            yield UntaggedDocument(VARIANTS, name, split_words(text, tokenizer))


def similar_words(numbers: Mapping[str, int], table: NDArray[np.float32]) -> dict[str, tuple[str, ...]]:
    """Return, for each piece that is a word of letters, the similar pieces, most similar first.

    A piece without similar pieces has no entry. `numbers` gives the row of each piece in the `table`, pieces ×
    hidden.
    """
    words = sorted((number, word) for word, number in numbers.items() if number >= _GRAMMAR and _WORD.fullmatch(word))
    table = table[[number for number, _ in words]]
    table = table - table.mean(axis=0)
    table /= np.linalg.norm(table, axis=1, keepdims=True)
    similar = {}
    for low in range(0, len(words), _AT_ONCE):
        likeness = table[low : low + _AT_ONCE] @ table.T
        rows = np.arange(len(likeness))
        likeness[rows, low + rows] = -1
        nearest = np.argsort(-likeness, axis=1)[:, :_OTHERS]
        for row, order in enumerate(nearest):
            like = tuple(words[other][1] for other in order if likeness[row, other] >= _LIKENESS)
            if like:
                similar[words[low + row][1]] = like
    return similar


def alike_pieces(numbers: Mapping[str, int], table: NDArray[np.float32]) -> NDArray[np.uint16]:
    """Return `similar_words` by the pieces' numbers: pieces × the most replacements, padded with 0."""
    alike = np.zeros((len(table), _OTHERS), dtype=np.uint16)
    for word, others in similar_words(numbers, table).items():
        alike[numbers[word], : len(others)] = [numbers[other] for other in others]
    return alike


def vary(text: str, similar: Mapping[str, Sequence[str]], share: float, chance: random.Random) -> str:
    """Return the text with this share of the words in `similar` replaced; upper and lower case stay."""

    def replaced(match: re.Match[str]) -> str:
        word = match.group()
        like = similar.get(word.lower())
        if not like or chance.random() >= share:
            return word
        other = chance.choice(like)
        return other.upper() if word.isupper() else other.title() if word.istitle() else other

    return _WORD.sub(replaced, text)
