"""The text of a page that a script builds: the article in the JSON that the page carries for its script."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from lxml.html import HtmlElement

from hearsay.pipelines.extract.metadata.headline import agrees
from hearsay.pipelines.word_counts import word_count

_MOST_CHARACTERS = 4_000_000
_MOST_OBJECTS = 50_000
_FEWEST_PARAGRAPHS = 3
_FEWEST_WORDS = 40
_PARAGRAPH_WORDS = 4
_TAGS = re.compile(r"<[^<>]{1,2000}>")
_LEAST_SCRIPT = 2_000
"""Fewest characters of a script that may hold the text of an article."""


def script_paragraphs(tree: HtmlElement, title: str | None) -> list[str]:
    """Return the paragraphs of the article in a script's JSON, or an empty list.

    The article is an object with the page's headline. Its text is the list in the object with the most words, one
    paragraph an entry. Without the headline beside it, a list of texts may be anything.
    """
    best: list[str] = []
    for data in _json_of(tree) if title else ():
        for node in _objects(data):
            if any(isinstance(value, str) and agrees(value, title or "") for value in node.values()):
                for texts in map(_paragraphs, _lists(node)):
                    if sum(map(word_count, texts)) > sum(map(word_count, best)):
                        best = texts
    is_article = len(best) >= _FEWEST_PARAGRAPHS and sum(map(word_count, best)) >= _FEWEST_WORDS
    return best if is_article else []


def is_built_by_script(tree: HtmlElement) -> bool:
    """Return True if the page carries data for a script that builds its text."""
    return any(len(script.text or "") >= _LEAST_SCRIPT or _is_json(script) for script in tree.iter("script"))


def _is_json(script: HtmlElement) -> bool:
    return (script.get("type") or "").lower() == "application/json"


def _json_of(tree: HtmlElement) -> Iterator[Any]:
    for script in tree.iter("script"):
        if _is_json(script) and script.text and len(script.text) <= _MOST_CHARACTERS:
            try:
                yield json.loads(script.text)
            except (ValueError, RecursionError):
                continue


def _objects(data: Any) -> Iterator[dict[str, Any]]:
    """Walk breadth first, at most 50,000 values."""
    level, count = [data], 0
    while level:
        below: list[Any] = []
        for item in level:
            count += 1
            if count > _MOST_OBJECTS:
                return
            if isinstance(item, dict):
                yield item
                below.extend(item.values())
            elif isinstance(item, list):
                below.extend(item)
        level = below


def _lists(node: dict[str, Any]) -> Iterator[list[Any]]:
    """Yield the lists in an object, and in the objects that it holds directly."""
    for value in node.values():
        if isinstance(value, list):
            yield value
        elif isinstance(value, dict):
            yield from (item for item in value.values() if isinstance(item, list))


def _paragraphs(items: list[Any]) -> list[str]:
    texts = (_text_of(item) for item in items)
    return [text for text in texts if word_count(text) >= _PARAGRAPH_WORDS]


def _text_of(item: Any) -> str:
    """Return an entry that is a text, or the longest text of an entry that is an object, without markup."""
    values = item.values() if isinstance(item, dict) else [item]
    longest = max((value for value in values if isinstance(value, str)), key=len, default="")
    return " ".join(html.unescape(_TAGS.sub(" ", longest)).split()) if " " in longest else longest
