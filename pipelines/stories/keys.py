"""Keys for candidates: an index lookup finds similar articles and claims, whatever the size of the warehouse.

Texts are found by banded MinHash (Broder 1997; Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, ch. 3). Two
texts with resemblance r share at least one of b bands of k rows with probability 1 - (1 - r^k)^b. Keys are stored, so
their computation must not change. KEYS_VERSION is part of every key, and a test compares some keys with fixed values.
"""

import hashlib
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from rensa import RMinHash

from hearsay.pipelines.stories.profile import Profile
from hearsay.pipelines.stories.words import shingles, split_sentences, split_words

KEYS_VERSION = 1
"""Raise this if the computation of a key changes. Keys of different versions never match."""

SEED = 5
TEXT_SHINGLE = 5
TEXT_BANDS, TEXT_ROWS = 32, 3
"""Texts with resemblance 0.54 (30 % of the sentences rewritten) share a band with probability 0.996."""
SHORTEST_TEXT = 20
"""The least number of words of a text with keys.

A shorter text is a teaser or a caption, and cannot be called a copy.
"""

CLAIM_SHINGLE = 3
CLAIM_BANDS, CLAIM_ROWS = 6, 2
SHORTEST_CLAIM = 5
"""The least number of words of a claim with keys. Shorter contents ("no comment") recur by chance."""

STORY_KEYS = 24
WINDOW_DAYS = 7
"""The most days between two articles on the same event.

Keys contain a bucket of this length, so old articles do not match.
"""


@dataclass(frozen=True, slots=True)
class ArticleKeys:
    """The keys of an article. `bands` find copies; of the story keys, `stored` are stored and `asked` are looked up.

    `asked` also has the keys of the neighbouring weeks.
    """

    bands: tuple[int, ...]
    stored: tuple[int, ...]
    asked: tuple[int, ...]


def article_keys(text: str, profile: Profile, day: date) -> ArticleKeys:
    """Return the keys of an article by its text, profile and day."""
    bucket = day.toordinal() // WINDOW_DAYS
    names = profile.strongest(STORY_KEYS)
    asked = tuple(_key("story", around, name) for around in (bucket - 1, bucket, bucket + 1) for name in names)
    return ArticleKeys(text_bands(text), asked[len(names) : 2 * len(names)], asked)


def text_bands(text: str) -> tuple[int, ...]:
    """Return the bands of an article's text; none for a text below SHORTEST_TEXT."""
    sentences = split_sentences(text)
    if sum(map(len, sentences)) < SHORTEST_TEXT:
        return ()
    return tuple(_bands("text", shingles(sentences, TEXT_SHINGLE), TEXT_BANDS, TEXT_ROWS))


def claim_bands(content: str) -> tuple[int, ...]:
    """Return the bands of a claim's content; none for a content below SHORTEST_CLAIM."""
    words = split_words(content)
    if len(words) < SHORTEST_CLAIM:
        return ()
    return tuple(_bands("claim", shingles([words], CLAIM_SHINGLE), CLAIM_BANDS, CLAIM_ROWS))


def _bands(kind: str, runs: Iterable[str], bands: int, rows: int) -> Iterator[int]:
    signature = RMinHash(num_perm=bands * rows, seed=SEED)
    signature.update(sorted(runs))
    numbers = signature.digest()
    for band in range(bands):
        yield _key(kind, band, *numbers[band * rows : (band + 1) * rows])


def _key(*parts: str | int) -> int:
    """Return 64 bits of BLAKE2b as a signed number, the type of the warehouse's column."""
    written = "\0".join(map(str, (KEYS_VERSION, *parts))).encode()
    (number,) = struct.unpack("<q", hashlib.blake2b(written, digest_size=8).digest())
    return int(number)
