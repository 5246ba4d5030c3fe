"""Size limits of the article stage."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits that are checked before any costly work.

    The timeout is not among them: at the timeout, the worker process is killed.

    `max_bytes`: bytes of the page, decompressed. The largest news page of four public collections has 2.2 MB; at 5 MB
    of paragraphs the extraction takes some seconds, at 50 MB more than a minute.
    `max_elements`: '<' characters. The largest page seen has 8,100 elements and twice as many '<'. The extraction is
    quadratic in the number of links, so a page of 100,000 links would take minutes.
    `max_lines`: lines of a plain-text capture.
    `min_words`: minimum words of an article; a CJK character counts as half a word. News items of 20 words exist. A
    shorter text is a caption, an error page or a consent wall.
    """

    max_bytes: int = 5_000_000
    max_elements: int = 50_000
    max_lines: int = 50_000
    min_words: int = 12
