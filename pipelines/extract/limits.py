"""How much of a page the article stage is willing to look at."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps that are checked before any costly work. Time is not among them: the worker process is killed for that.

    `max_bytes`: bytes of the page, decompressed. The largest news page of four public collections has 2.2 MB; at
    5 MB of paragraphs the extraction takes some seconds, at 50 MB more than a minute.
    `max_elements`: '<' characters. The largest page seen has 8,100 elements and twice as many '<'; the extraction is
    quadratic in the number of links, so that a page of 100,000 of them would take minutes.
    `max_lines`: lines of a plain-text capture.
    `min_words`: words an article must have; a CJK character counts as half a word. News items of 20 words exist; what
    is shorter than this is a caption, an error page or a consent wall.
    """

    max_bytes: int = 5_000_000
    max_elements: int = 50_000
    max_lines: int = 50_000
    min_words: int = 12
