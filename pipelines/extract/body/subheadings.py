"""Headings between the paragraphs, which Trafilatura's fallback extractors drop: restored to their places."""

from itertools import islice, pairwise

from lxml.html import HtmlElement

from hearsay.pipelines.extract.metadata.headline import key
from hearsay.pipelines.word_counts import word_count

_HEADINGS = ("h2", "h3", "h4", "h5")
_BLOCKS = ("p", "li", "blockquote", "div", "h3", "h4", "h5")
_MAX_WORDS = 25
_MAX_PAIR = 200
_MAX_SIBLINGS = 3
_MAX_HEADINGS = 5_000


def with_subheadings(tree: HtmlElement, lines: list[str]) -> list[str]:
    """Insert each heading whose next sibling begins with a line of the text.

    Headings with links lead elsewhere and stay out. Headings of teasers have no line of the text beside them.
    """
    places = {folded: index for index, line in reversed([*enumerate(lines)]) if (folded := key(line))}
    seen = {*places, *(key(line + after) for line, after in pairwise(lines) if len(line) + len(after) < _MAX_PAIR)}
    missed: dict[int, list[str]] = {}
    for heading in islice(tree.iter(*_HEADINGS), _MAX_HEADINGS):
        text = " ".join(heading.text_content().split())
        folded = key(text)
        if (
            not folded
            or folded in seen
            or word_count(text) > _MAX_WORDS
            or next(heading.iter("a", "script"), None) is not None
        ):
            continue
        place = _place(heading, places)
        if place is not None:
            missed.setdefault(place, []).append(text)
            seen.add(folded)
    return [item for index, line in enumerate(lines) for item in (*missed.get(index, ()), line)]


def _place(heading: HtmlElement, places: dict[str, int]) -> int | None:
    """Return the index of the line below the heading: the first text block among its next siblings."""
    for sibling in islice(heading.itersiblings(), _MAX_SIBLINGS):
        for block in sibling.iter(*_BLOCKS):
            text = "" if any(child.tag in _BLOCKS for child in block) else key(block.text_content())
            if text:
                return places.get(text)
    return None
