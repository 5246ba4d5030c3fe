"""The lead: a separate paragraph between headline and text that sums up the article."""

import re
from itertools import islice

from hearsay.pipelines.extract.metadata.article_node import article_node
from hearsay.pipelines.extract.metadata.headline import agrees, heading_elements, key
from hearsay.pipelines.extract.page.html_page import Page, following, whole_text
from hearsay.pipelines.extract.page.linked_data import text_of
from hearsay.pipelines.word_counts import word_count

_BLOCKS = ("p", "div", "h2", "h3", "strong")
_MOST_BLOCKS = 60
_PARTS = ("p", "div", "section", "ul", "ol", "h2", "h3", "br")
_WORDS = (6, 90)
_SENTENCE_END = re.compile(r"[.。…!?][\"'”’»)]*$")
_CUT = re.compile(r"\s*(?:\.\.\.|…|\[…\])$")
_MIN_CUT = 40
_SAME_WORDS = 0.75
_WORD = re.compile(r"\w+")


def find_lead(page: Page, title: str | None, subtitle: str | None) -> str | None:
    """Find the lead, a paragraph that Trafilatura omits from the text if the page has it in the header.

    The lead is the text after the headline, in whole sentences, that the page's head gives as its description,
    complete or cut. The subtitle is not the lead: a page marks only one of the two.

    Returns:
        The lead, or None. A lead in several paragraphs has a line for each.
    """
    described = _descriptions(page)
    headings = heading_elements(page, title)[:1] if described else []
    parts: list[str] = []
    for element in islice(following(headings[0], *_BLOCKS), _MOST_BLOCKS) if headings else ():
        if any(child.tag in _PARTS for child in element):
            continue
        text = " ".join(whole_text(element).split())
        if not _WORDS[0] <= word_count(text) <= _WORDS[1] or not _SENTENCE_END.search(text):
            continue
        if _is_described(text, described):
            return None if agrees(text, subtitle or "") or agrees(text, title or "") else text
        if _is_part(text, described) and text not in parts and not agrees(text, subtitle or ""):
            parts.append(text)
    return "\n".join(parts) or None


def _descriptions(page: Page) -> list[str]:
    descriptions = [page.meta("description"), page.meta("og:description"), page.meta("twitter:description")]
    descriptions.append(text_of((article_node(page) or {}).get("description")))
    return [item for item in descriptions if item]


def _is_described(text: str, described: list[str]) -> bool:
    folded = key(text)
    for item in described:
        if key(item) == folded:
            return True
        if len(item) >= _MIN_CUT and _CUT.search(item) and folded.startswith(key(_CUT.sub("", item))):
            return True
    return False


def _is_part(text: str, described: list[str]) -> bool:
    """Return True if a description has the whole text among others, or nearly all words of it."""
    folded, words = key(text), _words(text)
    if len(folded) < _MIN_CUT:
        return False
    return any(folded in key(item) or _share_of_words(words, _words(item)) >= _SAME_WORDS for item in described)


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def _share_of_words(words: set[str], others: set[str]) -> float:
    return len(words & others) / max(1, len(words), len(others))
