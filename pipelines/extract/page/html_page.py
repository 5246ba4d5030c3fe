"""A page as a tree, parsed once, with the `meta` tags of its head."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml.etree import ElementDefaultClassLookup, ErrorTypes, HTMLParser, ParserError, XPath, iterwalk
from lxml.html import HtmlElement, document_fromstring

from hearsay.pipelines.extract.page.linked_data import Node, find_nodes
from hearsay.pipelines.records import Rejection

_new_parser: Callable[..., Any] = HTMLParser
_parse_document: Callable[..., Any] = document_fromstring

_ONE_CLASS = ElementDefaultClassLookup(element=HtmlElement)
"""Each element is an HtmlElement. lxml.html's own lookup calls Python for each element that is touched."""

INVISIBLE = ("script", "style", "noscript")
_new_xpath: Callable[..., Any] = XPath
_STRING = _new_xpath("string()", smart_strings=False)
_IS_LARGE = _new_xpath("boolean(descendant::*[60])")
"""True for a part of a page whose text is only measured; the blanks between its elements do not matter."""
_VISIBLE_TEXTS = _new_xpath(
    f".//text()[not({' or '.join(f'parent::{tag}' for tag in INVISIBLE)})]", smart_strings=False
)
INLINE = frozenset(
    re.findall(
        r"\w+",
        "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q rb ruby s samp small "
        "span strike strong sub sup time tt u var wbr",
    )
)
"""Elements within a line."""
_SEAM_MARK = "\x1f"
_SEAM = re.compile(r"\x1f+(?=[^\W_a-z])")
_COLONS = tuple(":;!?")
_STOPS = tuple(".,…)»”’")

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_SELF_CLOSED_DOCTYPE = re.compile(r"^(\s*<\s?!\s?doctype[^>]*)/[^<>]*>", re.IGNORECASE)
_VERBATIM = re.compile(r"<(/?)(pre|textarea|script|style)(?=[\s>])", re.IGNORECASE)
_SELF_CLOSED_HTML = re.compile(r"(<html[^>]{0,2000}?)\s*/>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """One parsed page. `metas` maps a lower-case name, property or itemprop to its contents in page order."""

    tree: HtmlElement = field(repr=False)
    metas: Mapping[str, tuple[str, ...]]
    nodes: tuple[Node, ...]
    url: str | None
    cached: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """Cached results, by the name of the function that computed them."""

    def meta(self, *names: str) -> str | None:
        """Return the first content among these names, in the order of the names."""
        for name in names:
            values = self.metas.get(name)
            if values:
                return values[0]
        return None


def load_page(text: str, url: str | None) -> Page | Rejection:
    """Parse the markup of a page, or return a Rejection: no_text, too_deep."""
    tree = _parse(text)
    if isinstance(tree, Rejection):
        return tree
    if "<rt" in text or "<RT" in text:
        _drop_readings(tree)
    return Page(tree, _metas(tree), find_nodes(tree), url)


def _parse(text: str) -> HtmlElement | Rejection:
    """Parse the markup with a larger depth limit if needed.

    libxml2 stops at a depth of 256, or 2,048 with `huge_tree`, and drops the rest: an article after a widget.
    """
    text = _SELF_CLOSED_DOCTYPE.sub(r"\1>", _DECLARATION.sub("", text), count=1)
    text = _SELF_CLOSED_HTML.sub(r"\1>", text[:4096], count=1) + text[4096:]
    text = _unwrap_lines(text)
    for huge in (False, True):
        parser = _new_parser(
            collect_ids=False,
            default_doctype=False,
            remove_comments=True,
            remove_pis=True,
            huge_tree=huge,
            encoding="utf-8",
        )
        parser.set_element_class_lookup(_ONE_CLASS)
        try:
            tree: HtmlElement = _parse_document(text.encode("utf-8", "replace"), parser=parser, ensure_head_body=True)
        except ParserError:
            return Rejection("no_text", "the page has no element")
        if not any(entry.type == ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
            return tree
    return Rejection("too_deep", "the elements are nested more than 2,048 deep, the limit of libxml2")


def _drop_readings(tree: HtmlElement) -> None:
    """Drop the readings beside ideographs, and their brackets: they repeat the word in another script."""
    for element in list(tree.iter("rt", "rp", "rtc")):
        if element.getparent() is not None:
            element.drop_tree()


def _unwrap_lines(text: str) -> str:
    """Replace line feeds by blanks, except in preformatted text: Trafilatura breaks some paragraphs at line feeds."""
    parts: list[str] = []
    start, verbatim = 0, ""
    for match in _VERBATIM.finditer(text):
        name = match[2].lower()
        if verbatim and (not match[1] or name != verbatim):
            continue
        part = text[start : match.start()]
        parts.append(part if verbatim else part.replace("\n", " "))
        start, verbatim = match.start(), "" if verbatim else name
    rest = text[start:]
    return "".join([*parts, rest if verbatim else rest.replace("\n", " ")])


def _metas(tree: HtmlElement) -> dict[str, tuple[str, ...]]:
    metas: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        content = " ".join((element.get("content") or "").split())
        if not content:
            continue
        names = {
            name
            for attribute in ("property", "name", "itemprop", "http-equiv")
            for name in (element.get(attribute) or "").lower().split()
        }
        for name in names:
            metas.setdefault(name, []).append(content)
    return {name: tuple(contents) for name, contents in metas.items()}


def visible_text(element: HtmlElement) -> str:
    """Return the text of an element on one line, without scripts and styles.

    A blank stands between blocks and for a line break, but not between elements within a line: a title can have an
    element for each phrase or for its first letter. Two such elements are apart all the same if a capital follows a
    small letter ("By", "Jane"), a number a number, or a capital a colon: their styles set them apart.
    """
    if not len(element):
        return " ".join((element.text or "").split())
    if not any(map(len, element)):
        text = "".join(_shown_of_children(element))
    elif _IS_LARGE(element):
        text = " ".join(_VISIBLE_TEXTS(element))
    else:
        text = "".join(_shown(element))
    if _SEAM_MARK in text:
        text = _SEAM.sub(_joint, text).replace(_SEAM_MARK, "")
    return " ".join(text.split())


def _shown_of_children(element: HtmlElement) -> list[str]:
    """Return the same as `_shown` for an element whose children have no children."""
    parts: list[str] = [] if element.tag in INVISIBLE else [element.text or ""]
    for child in element:
        tag = child.tag
        edge = _SEAM_MARK if tag in INLINE else " "
        parts += (edge, "" if tag in INVISIBLE else child.text or "", edge, child.tail or "")
    return parts


def _shown(element: HtmlElement) -> list[str]:
    """Return the texts of an element, a blank for each edge of a block, and a mark for each edge within a line."""
    hidden = int(element.tag in INVISIBLE)
    parts: list[str] = [] if hidden else [element.text or ""]
    for event, item in iterwalk(element, events=("start", "end")):
        if item is element:
            continue
        tag = item.tag
        if tag in INLINE:
            parts.append(_SEAM_MARK)
        else:
            parts.append(" ")
            if tag in INVISIBLE:
                hidden += 1 if event == "start" else -1
        text = item.text if event == "start" else item.tail
        if text and not hidden:
            parts.append(text)
    return parts


def _joint(match: re.Match[str]) -> str:
    """Return the blank between two texts that are apart; behind a single edge, a number may be an exponent."""
    before, after = match.string[match.start() - 1 : match.start()], match.string[match.end() : match.end() + 1]
    if after.isupper() and (before.islower() or before in _COLONS):
        return " "
    is_between = len(match[0]) > 1 and (after.isupper() or after.isdigit())
    return " " if is_between and (before.isalnum() or before in _STOPS) and not before.isupper() else ""


def whole_text(element: HtmlElement) -> str:
    """Return the text of an element as it is, with scripts, styles and line breaks."""
    text: str = _STRING(element)
    return text


def is_filled(text: str | None) -> bool:
    """Return True for a text with more than white space, which in markup is four characters."""
    return bool(text and text.strip(" \t\r\n"))


def following(element: HtmlElement, *tags: str) -> Iterator[HtmlElement]:
    """Yield the elements with these tags after an element, in page order: XPath's axis of this name, but lazily."""
    start: HtmlElement | None = element
    while start is not None:
        for sibling in start.itersiblings():
            yield from sibling.iter(*tags)
        start = start.getparent()
