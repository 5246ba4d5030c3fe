"""schema.org data in a page's JSON-LD: finding, flattening and lookup."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any, TypeAlias

from lxml.html import HtmlElement

from hearsay.pipelines.extract.bytes.characters import plain_json

Node: TypeAlias = dict[str, Any]
"""One JSON-LD object as the page states it; no key or type is guaranteed."""

_MAX_NODES = 5_000
_COMMENT = re.compile(r"^\s*(?:<!--|/?/?<!\[CDATA\[|/\*.*?\*/)|(?:-->|/?/?\]\]>)\s*;?\s*$", re.DOTALL)
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")


def find_nodes(tree: HtmlElement) -> tuple[Node, ...]:
    """Return every object in the page's JSON-LD, outer before inner, at most 5,000; broken JSON is skipped."""
    nodes: list[Node] = []
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower() or not script.text:
            continue
        for node in _walk(_parse(script.text)):
            nodes.append(node)
            if len(nodes) >= _MAX_NODES:
                return tuple(nodes)
    return tuple(nodes)


def _parse(text: str) -> Any:
    text = _COMMENT.sub("", plain_json(text))
    for candidate in (text, _TRAILING_COMMA.sub("", text)):
        try:
            return json.loads(candidate, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _walk(value: Any) -> Iterator[Node]:
    """Walk breadth first, without recursion: the page's own object comes before the objects that it mentions."""
    level = [value]
    while level:
        below: list[Any] = []
        for item in level:
            if isinstance(item, dict):
                yield item
                below.extend(item.values())
            elif isinstance(item, list):
                below.extend(item)
        level = below


def types_of(node: Node) -> tuple[str, ...]:
    """Return the node's schema.org types without their address."""
    kinds = node.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return tuple(kind.rpartition("/")[2] for kind in kinds if isinstance(kind, str))


def text_of(value: Any) -> str | None:
    """Return a string value on one line with entities resolved; of a list the first; of an object its name."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    if not isinstance(value, str):
        return None
    return " ".join(html.unescape(html.unescape(value)).split()) or None


def resolve(nodes: tuple[Node, ...], value: Any) -> Any:
    """Return the object of an `{"@id": …}` reference, or the value itself."""
    if isinstance(value, dict) and "@id" in value and "name" not in value:
        for node in nodes:
            if node.get("@id") == value["@id"] and "name" in node:
                return node
    return value
