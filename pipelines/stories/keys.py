"""The keys by which a new article or claim finds its like: looked up in an index, whatever the warehouse's size.

Texts are found by banded MinHash (Broder 1997; Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, ch. 3): two
texts that resemble each other by r share one of b bands of k rows with probability 1 - (1 - r^k)^b. Keys are stored,
so what they are made of is fixed; KEYS_VERSION is part of every key, and a test holds some of them to their values.
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
"""Raise it when anything here changes: keys of other versions never meet."""

SEED = 5
TEXT_SHINGLE = 5
TEXT_BANDS, TEXT_ROWS = 32, 3
"""Texts that resemble each other by 0.54, which is 30 % of the sentences written anew, meet with 0.996."""
SHORTEST_TEXT = 20
"""Words below which a text is a teaser or a caption, and says too little to be called a copy."""

CLAIM_SHINGLE = 3
CLAIM_BANDS, CLAIM_ROWS = 6, 2
SHORTEST_CLAIM = 5
"""Words below which a content ("no comment") is said every day by everybody."""

STORY_KEYS = 24
WINDOW_DAYS = 7
"""Days that two articles on one event may lie apart; buckets of this length keep the keys of a year ago out."""


@dataclass(frozen=True, slots=True)
class ArticleKeys:
    """`bands` find copies; of story keys `stored` are to be kept, `asked` to be looked up: also the weeks beside."""

    bands: tuple[int, ...]
    stored: tuple[int, ...]
    asked: tuple[int, ...]


def article_keys(text: str, profile: Profile, day: date) -> ArticleKeys:
    """The keys of an article of that day."""
    bucket = day.toordinal() // WINDOW_DAYS
    names = profile.strongest(STORY_KEYS)
    asked = tuple(_key("story", around, name) for around in (bucket - 1, bucket, bucket + 1) for name in names)
    return ArticleKeys(text_bands(text), asked[len(names) : 2 * len(names)], asked)


def text_bands(text: str) -> tuple[int, ...]:
    """The bands of an article's text; none for one that is too short to be a copy of anything."""
    sentences = split_sentences(text)
    if sum(map(len, sentences)) < SHORTEST_TEXT:
        return ()
    return tuple(_bands("text", shingles(sentences, TEXT_SHINGLE), TEXT_BANDS, TEXT_ROWS))


def claim_bands(content: str) -> tuple[int, ...]:
    """The bands of what was said; none for what is too short to be told apart from small talk."""
    words = split_words(content)
    if len(words) < SHORTEST_CLAIM:
        return ()
    return tuple(_bands("claim", shingles([words], CLAIM_SHINGLE), CLAIM_BANDS, CLAIM_ROWS))


def _bands(kind: str, found: Iterable[str], bands: int, rows: int) -> Iterator[int]:
    signature = RMinHash(num_perm=bands * rows, seed=SEED)
    signature.update(sorted(found))
    numbers = signature.digest()
    for band in range(bands):
        yield _key(kind, band, *numbers[band * rows : (band + 1) * rows])


def _key(*parts: str | int) -> int:
    """64 bits of BLAKE2b as a signed number, which is what the warehouse holds."""
    written = "\0".join(map(str, (KEYS_VERSION, *parts))).encode()
    (number,) = struct.unpack("<q", hashlib.blake2b(written, digest_size=8).digest())
    return int(number)
