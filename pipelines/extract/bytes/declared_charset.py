"""The charset that a page declares in its own first bytes, read as browsers do.

After the HTML Standard, 13.2.3.2 ("prescan a byte stream to determine its encoding", "get an XML encoding"), with the
labels of the WHATWG Encoding Standard.
"""

import codecs
import re
from collections.abc import Iterator

import webencodings

_PRESCANNED = 1024
_HEAD = 65_536
_TAG = re.compile(rb"<(/?)([a-zA-Z][^\t\n\f\r />]*)")
_ATTRIBUTE = re.compile(
    rb"[\t\n\f\r /]*([^\t\n\f\r />=][^\t\n\f\r />=]*)"
    rb"(?:[\t\n\f\r ]*=[\t\n\f\r ]*(?:\"([^\"]*)\"|'([^']*)'|([^\t\n\f\r >]*)))?"
)
_CONTENT = re.compile(r"charset\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s;\"']+))", re.IGNORECASE)
_XML = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*(?:\"([^\"]{1,40})\"|'([^']{1,40})')[^>]{0,200}>")


def declared_codec(body: bytes) -> str | None:
    """Return Python's codec of the charset that the page declares, or None.

    The first 1,024 bytes are scanned according to the standard. If these bytes have no declaration, a later
    declaration in the head counts, because browsers start again at a late declaration. A page that can be scanned
    byte by byte is not UTF-16, so a UTF-16 declaration means UTF-8.
    """
    return _prescan(body[:_PRESCANNED]) or _xml_codec(body[:_PRESCANNED]) or _prescan(body[:_HEAD])


def codec_of(label: str) -> str | None:
    """Return Python's codec for a charset label of the web, or None for an unknown label.

    Spellings that only Python knows ("latin-1") are mapped to the standard label. GBK is decoded as GB 18030, as the
    Encoding Standard requires.
    """
    encoding = webencodings.lookup(label.strip()) or webencodings.lookup(_python_name(label))
    if encoding is None or encoding.name in ("replacement", "x-user-defined"):
        return "cp1252" if encoding is not None and encoding.name == "x-user-defined" else None
    name = encoding.codec_info.name
    return "gb18030" if name == "gbk" else name


def _python_name(label: str) -> str:
    try:
        return codecs.lookup(label.strip()).name
    except (LookupError, ValueError):
        return ""


def _prescan(head: bytes) -> str | None:
    for _, attributes in start_tags(head, b"meta"):
        codec = _meta_codec(attributes)
        if codec is not None:
            return "utf-8" if codec.startswith("utf-16") else codec
    return None


def start_tags(head: bytes, *names: bytes) -> Iterator[tuple[bytes, dict[str, str]]]:
    """Yield name and attributes of each start tag with one of these names, outside of comments."""
    for name, attributes_at in _tags(head):
        if name in names:
            yield name, dict(_attributes(head, attributes_at))


def _tags(head: bytes) -> Iterator[tuple[bytes, int]]:
    """Yield each start tag's name and the start of its attributes; comments and other markup are skipped."""
    at = 0
    while (at := head.find(b"<", at)) >= 0:
        if head.startswith(b"<!--", at):
            # "<!-->" is also a comment: its two hyphens may belong to the opening.
            end = head.find(b"-->", at + 2)
            at = len(head) if end < 0 else end + 3
        elif tag := _TAG.match(head, at):
            at = tag.end()
            if not tag[1]:
                yield tag[2].lower(), at
            at = max((end for _, end in _spans(head, at)), default=at)
        elif head[at + 1 : at + 2] in (b"!", b"/", b"?"):
            end = head.find(b">", at)
            at = len(head) if end < 0 else end + 1
        else:
            at += 1


def _spans(head: bytes, at: int) -> Iterator[tuple[re.Match[bytes], int]]:
    while match := _ATTRIBUTE.match(head, at):
        at = match.end()
        yield match, at


def _attributes(head: bytes, at: int) -> Iterator[tuple[str, str]]:
    """Yield names and values in reverse order, so that the first of a name wins in a dict."""
    attributes = []
    for match, _ in _spans(head, at):
        value = next((group for group in match.groups()[1:] if group is not None), b"")
        attributes.append((match[1].decode("latin-1").lower(), value.decode("latin-1")))
    yield from reversed(attributes)


def _meta_codec(attributes: dict[str, str]) -> str | None:
    """Return the codec of a meta tag: `charset`, or `content` if http-equiv declares a content type."""
    if "charset" in attributes:
        return codec_of(attributes["charset"])
    if attributes.get("http-equiv", "").lower() != "content-type":
        return None
    match = _CONTENT.search(attributes.get("content", ""))
    return codec_of(next(group for group in match.groups() if group is not None)) if match else None


def _xml_codec(head: bytes) -> str | None:
    match = _XML.match(head)
    codec = codec_of((match[1] or match[2]).decode("latin-1")) if match else None
    return "utf-8" if codec and codec.startswith("utf-16") else codec
