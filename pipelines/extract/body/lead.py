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


def find_lead(page: Page, title: str | None, subtitle: str | None) -> str | None:
    """Find the lead, a paragraph that Trafilatura omits from the text if the page has it in the header.

    The lead is the text after the headline, in whole sentences, that the page's head gives as its description,
    complete or cut. The subtitle is not the lead: a page marks only one of the two.

    Returns:
        The lead, or None.
    """
    described = _descriptions(page)
    headings = heading_elements(page, title)[:1] if described else []
    for element in islice(following(headings[0], *_BLOCKS), _MOST_BLOCKS) if headings else ():
        if any(child.tag in _PARTS for child in element):
            continue
        text = " ".join(whole_text(element).split())
        if not _WORDS[0] <= word_count(text) <= _WORDS[1] or not _SENTENCE_END.search(text):
            continue
        if _is_described(text, described):
            return None if agrees(text, subtitle or "") or agrees(text, title or "") else text
    return None


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
