"""The subtitle: the line under the headline, also called standfirst or dek."""

import re
from itertools import islice

from lxml.html import HtmlElement

from hearsay.pipelines.extract.metadata.article_node import article_node
from hearsay.pipelines.extract.metadata.headline import agrees, heading_elements, key
from hearsay.pipelines.extract.page.html_page import Page, following, is_filled, visible_text, whole_text
from hearsay.pipelines.extract.page.linked_data import text_of
from hearsay.pipelines.language import Languages
from hearsay.pipelines.word_counts import word_count

_SUBTITLE_MARKS = "markup/subtitle_marks"
_WORDS = (4, 60)
_MARKED_WITHIN = 30
_FULL_STOP = re.compile(r"[.。…][\"'”’»)]*$")


def find_subtitle(page: Page, title: str | None, languages: Languages) -> str | None:
    """Find the line under the headline, or return None.

    First comes a line with the markup of a subtitle. Second comes the line directly after the headline, if it equals
    the page's description and does not end like a sentence, because a description often repeats the first paragraph.
    Last comes JSON-LD's alternativeHeadline. Without such evidence, every other line after a headline is a credit, a
    path or a caption.
    """
    for heading in heading_elements(page, title)[:1]:
        for subtitle in (_marked(heading, title, languages), _next_line(page, heading, title)):
            if subtitle:
                return subtitle
    text = text_of((article_node(page) or {}).get("alternativeHeadline")) or ""
    return text if _is_subtitle(text, title) else None


def _marked(heading: HtmlElement, title: str | None, languages: Languages) -> str | None:
    mark = languages.made(_mark_pattern)
    elements = ((item, item.get("class"), item.get("data-testid")) for item in following(heading, "*"))
    marked = (item for item in elements if item[1] is not None or item[2] is not None)
    for element, class_names, test_id in islice(marked, _MARKED_WITHIN):
        marks = f"{class_names or ''} {test_id or ''}"
        text = visible_text(element) if mark.search(marks) else ""
        if _is_subtitle(text, title):
            return text
    return None


def _mark_pattern(languages: Languages) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z])(?:{languages.alternatives(_SUBTITLE_MARKS)})", re.IGNORECASE)


def _next_line(page: Page, heading: HtmlElement, title: str | None) -> str | None:
    filled = (item for item in following(heading, "p", "h2", "h3", "h4") if is_filled(whole_text(item)))
    element = next(filled, None)
    text = visible_text(element) if element is not None else ""
    is_stated = _is_subtitle(text, title) and not _FULL_STOP.search(text) and _is_described(page, text)
    return text if is_stated else None


def _is_described(page: Page, text: str) -> bool:
    """Return True if the head of the page gives the line as its description."""
    descriptions = [page.meta("description"), page.meta("og:description"), page.meta("twitter:description")]
    descriptions.append(text_of((article_node(page) or {}).get("description")))
    return key(text) in {key(item) for item in descriptions if item}


def _is_subtitle(text: str, title: str | None) -> bool:
    low, high = _WORDS
    return low <= word_count(text) <= high and not agrees(text, title or "")
