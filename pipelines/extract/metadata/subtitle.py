"""The subtitle: the line under the headline, also called standfirst or dek."""

import re

from lxml.html import HtmlElement

from hearsay.pipelines.extract.metadata.article_node import article_node
from hearsay.pipelines.extract.metadata.headline import agrees, heading_elements, key
from hearsay.pipelines.extract.page.html_page import Page, visible_text
from hearsay.pipelines.extract.page.linked_data import text_of
from hearsay.pipelines.language import Languages

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
    for element in heading.xpath(f"following::*[@class or @data-testid][position() <= {_MARKED_WITHIN}]"):
        marks = f"{element.get('class') or ''} {element.get('data-testid') or ''}"
        text = visible_text(element) if mark.search(marks) else ""
        if _is_subtitle(text, title):
            return text
    return None


def _mark_pattern(languages: Languages) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z])(?:{languages.alternatives(_SUBTITLE_MARKS)})", re.IGNORECASE)


def _next_line(page: Page, heading: HtmlElement, title: str | None) -> str | None:
    for element in heading.xpath("following::*[self::p or self::h2 or self::h3 or self::h4][normalize-space()][1]"):
        text = visible_text(element)
        if _is_subtitle(text, title) and not _FULL_STOP.search(text) and _is_described(page, text):
            return text
    return None


def _is_described(page: Page, text: str) -> bool:
    """Return True if the head of the page gives the line as its description."""
    descriptions = [page.meta("description"), page.meta("og:description"), page.meta("twitter:description")]
    descriptions.append(text_of((article_node(page) or {}).get("description")))
    return key(text) in {key(item) for item in descriptions if item}


def _is_subtitle(text: str, title: str | None) -> bool:
    low, high = _WORDS
    return low <= len(text.split()) <= high and not agrees(text, title or "")
