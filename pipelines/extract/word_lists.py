"""The word lists of the article stage: the data files beside this module."""

from hearsay.pipelines.lexicon import word_set


def words(name: str) -> frozenset[str]:
    """The entries of data/NAME.txt. Raises LexiconError where one is there twice or out of order."""
    return word_set(f"extract/data/{name}.txt")
