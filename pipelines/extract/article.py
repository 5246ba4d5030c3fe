"""The article stage: a capture becomes an article, or a rejection that says why not."""

from dataclasses import replace

from hearsay.pipelines.extract.bytes.content import KIND_HTML, KIND_TEXT, content_kind
from hearsay.pipelines.extract.bytes.decoding import decode
from hearsay.pipelines.extract.html_article import extract_html
from hearsay.pipelines.extract.limits import Limits
from hearsay.pipelines.extract.plain_text.text_capture import extract_text
from hearsay.pipelines.extract.words.word_counts import word_count
from hearsay.pipelines.records import Article, Capture, Rejection
from hearsay.pipelines.versions import extractor_version


def extract_article(capture: Capture, limits: Limits) -> Article | Rejection:
    """The article in a capture. Pure; never raises for any bytes; cheap checks come before any parsing.

    Rejections: empty, wrong_type, too_big, too_many_elements, too_many_lines, too_deep, no_text, too_short,
    not_an_article.
    """
    kind = content_kind(capture.body, capture.media_type)
    refusal = _refuse(capture, kind, limits)
    if refusal:
        return refusal
    text = decode(capture.body, capture.charset)
    found = extract_html(capture, text) if kind == KIND_HTML else extract_text(capture, text)
    if isinstance(found, Rejection):
        return found
    if word_count(found.text) < limits.min_words:
        return Rejection(
            "too_short", f"its text has {word_count(found.text)} words; an article has {limits.min_words}"
        )
    return replace(found, extractor_version=extractor_version())


def _refuse(capture: Capture, kind: str, limits: Limits) -> Rejection | None:
    body = capture.body
    if kind == "empty":
        return Rejection("empty", "there are no bytes in it but white space")
    if kind not in (KIND_HTML, KIND_TEXT):
        declared = capture.media_type or "nothing"
        return Rejection("wrong_type", f"it is {kind} (declared: {declared}); hearsay reads web pages and plain text")
    if len(body) > limits.max_bytes:
        return Rejection("too_big", f"{len(body):,} bytes; the limit is {limits.max_bytes:,}")
    if kind == KIND_HTML and body.count(b"<") > limits.max_elements:
        return Rejection("too_many_elements", f"{body.count(b'<'):,} tags; the limit is {limits.max_elements:,}")
    if kind == KIND_TEXT and body.count(b"\n") + body.count(b"\r") > limits.max_lines:
        lines = body.count(b"\n") + body.count(b"\r")
        return Rejection("too_many_lines", f"{lines:,} lines of text; the limit is {limits.max_lines:,}")
    return None
