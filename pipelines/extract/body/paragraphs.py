"""The paragraphs of a page's article: one extraction by Trafilatura, with its known errors corrected."""

import re
from typing import NamedTuple

from lxml.html import HtmlElement

from hearsay.pipelines.extract.body.boxes import Surroundings
from hearsay.pipelines.extract.body.extraction import main_lines
from hearsay.pipelines.extract.body.head_lines import Heading, without_head
from hearsay.pipelines.extract.body.inner_lines import without_boxes
from hearsay.pipelines.extract.body.joiners import SetAside
from hearsay.pipelines.extract.body.missed_blocks import lost_lines, rescued, with_missed_siblings
from hearsay.pipelines.extract.body.paywall_lines import without_paywall_marks
from hearsay.pipelines.extract.body.script_text import is_built_by_script, script_paragraphs
from hearsay.pipelines.extract.body.subheadings import with_subheadings
from hearsay.pipelines.extract.body.tail_lines import without_tail
from hearsay.pipelines.extract.metadata.headline import key
from hearsay.pipelines.language import Languages
from hearsay.pipelines.records import Rejection, Removed
from hearsay.pipelines.word_counts import word_count

_BEGINNING = 40
_FEWEST_WORDS = 12
_UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
_BLANKS = re.compile(r"[ \t]{2,}|\t")


class Body(NamedTuple):
    """The text, paragraphs separated by a line feed, and the lines that were cut from the text."""

    text: str
    removed: tuple[Removed, ...]


def extract_body(
    tree: HtmlElement, url: str | None, heading: Heading, around: Surroundings, languages: Languages
) -> Body | Rejection:
    """Extract the text of the article from a page's tree.

    Returns:
        The body, or a Rejection no_text or too_deep if no text is left.
    """
    joiners = SetAside(tree)
    try:
        extracted = main_lines(tree, url)
    except RecursionError:
        return Rejection("too_deep", "the elements are nested too deep for text extraction")
    joiners.put_back_in(tree)
    extracted = [joiners.put_back(line) for line in extracted or ()]
    if sum(map(word_count, extracted)) < _FEWEST_WORDS:
        extracted = script_paragraphs(tree, heading.title) or extracted
        if is_built_by_script(tree) and sum(map(word_count, extracted)) < _FEWEST_WORDS:
            return Rejection("no_text", "a script makes the text of the page; save the page as a browser shows it")
    if not extracted:
        return Rejection("no_text", "Trafilatura finds no text")
    whole = rescued(tree, extracted, languages)
    dropped = [Removed("body", "outside the text", line) for line in lost_lines(extracted, whole)] if whole else []
    lines = [stripped for line in whole or extracted if (stripped := clean_line(line))]
    lines = with_missed_siblings(tree, lines)
    kept, head = without_head(with_subheadings(tree, lines), heading, around, languages)
    kept, marks = without_paywall_marks(kept, languages)
    kept, tail = without_tail(kept, heading.authors, around, languages)
    kept, inner = without_boxes(kept, around, languages)
    return Body("\n".join(with_lead(kept, heading.lead)), (*head, *inner, *marks, *tail, *dropped))


def with_lead(lines: list[str], lead: str | None) -> list[str]:
    """Put the lead before the lines, unless the lines already contain its beginning."""
    whole = key("".join(lines))
    parts = [clean_line(part) for part in (lead or "").splitlines()]
    return [*(part for part in parts if key(part)[:_BEGINNING] not in whole), *lines]


def clean_line(line: str) -> str:
    """Remove control characters and outer white space; reduce inner white space to single blanks."""
    return _BLANKS.sub(" ", _UNFIT.sub("", line)).strip()
