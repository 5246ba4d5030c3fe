"""The reader: a text in, mentions and attributions out.

`Reader` is the seam: the trained reader stands behind it, another one can take its place.
"""

from functools import cache
from typing import Protocol

from pipelines.reader.trained import TrainedReader
from pipelines.records import Reading

__all__ = ["Reader", "load_reader", "read_text"]


class Reader(Protocol):
    """Finds mentions and attributions in a text; the same text always gives the same reading."""

    @property
    def version(self) -> str:
        """Its name and a hash of all that it reads by."""
        ...

    def read(self, text: str) -> Reading:
        """What the text names and whom it quotes. Spans lie in the text and are free of white space at their ends."""
        ...


@cache
def load_reader() -> Reader:
    """The reader in use, loaded once per process."""
    return TrainedReader()


def read_text(text: str) -> Reading:
    """The reading of one text by the reader in use."""
    return load_reader().read(text)
