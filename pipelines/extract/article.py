"""The article stage: turn a capture into an article or a rejection with its reason."""

from dataclasses import replace

from hearsay.pipelines.extract.bytes.characters import plain_characters, plain_markup
from hearsay.pipelines.extract.bytes.content import KIND_HTML, KIND_TEXT, content_kind
from hearsay.pipelines.extract.bytes.decoding import decode
from hearsay.pipelines.extract.html_article import extract_html
from hearsay.pipelines.extract.plain_text.text_capture import extract_text
from hearsay.pipelines.language import Languages
from hearsay.pipelines.limits import Limits
from hearsay.pipelines.records import Article, Capture, Rejection
from hearsay.pipelines.versions import extractor_version
from hearsay.pipelines.word_counts import word_count

MOST_LINES = 50_000
"""The limit for the lines of a plain-text capture."""

FEWEST_WORDS = 12
"""Fewest words of an article; a CJK character counts as half a word.

News items of 20 words exist. A shorter text is a caption, an error page or a consent wall.
"""


def extract_article(capture: Capture, limits: Limits, languages: Languages) -> Article | Rejection:
    """Extract the article from a capture.

    The function is pure and raises for no bytes. Cheap checks run before any parsing.

    Args:
        capture: The bytes of a page.
        limits: Limits for these bytes.
        languages: The languages whose words are known on a page; the language of the page is not known beforehand.

    Returns:
        The article, or a Rejection with one of these reasons: empty, wrong_type, too_big, too_many_elements,
            too_many_lines, too_deep, no_text, too_short, not_an_article.
    """
    kind = content_kind(capture.body, capture.media_type)
    refusal = _refuse(capture, kind, limits)
    if refusal:
        return refusal
    decoded = decode(capture.body, capture.charset)
    if kind == KIND_HTML:
        article = extract_html(capture, plain_markup(decoded), languages)
    else:
        article = extract_text(capture, plain_characters(decoded), languages)
    if isinstance(article, Rejection):
        return article
    words = word_count(article.text)
    if words < FEWEST_WORDS:
        return Rejection("too_short", f"the text has {words} words; the least for an article is {FEWEST_WORDS}")
    return replace(article, extractor_version=extractor_version())


def _refuse(capture: Capture, kind: str, limits: Limits) -> Rejection | None:
    """Return the rejection of bytes that are not parsed at all; None for a page within the limits."""
    size = len(capture.body)
    if kind == "empty":
        return Rejection("empty", "the page has no bytes, or only white space")
    if kind not in (KIND_HTML, KIND_TEXT):
        content = f"{kind} (declared: {capture.media_type or 'nothing'})"
        return Rejection("wrong_type", f"the content is {content}; hearsay reads HTML and plain text")
    if size > limits.max_bytes:
        return Rejection("too_big", f"the page has {size:,} bytes; the limit is {limits.max_bytes:,}")
    tags = capture.body.count(b"<") if kind == KIND_HTML and size > limits.max_elements else 0
    if tags > limits.max_elements:
        return Rejection("too_many_elements", f"the page has {tags:,} tags; the limit is {limits.max_elements:,}")
    lines = capture.body.count(b"\n") + capture.body.count(b"\r") if kind == KIND_TEXT else 0
    if lines > MOST_LINES:
        return Rejection("too_many_lines", f"the text has {lines:,} lines; the limit is {MOST_LINES:,}")
    return None
