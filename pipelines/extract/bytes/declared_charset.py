"""The charset that a page declares in its own first bytes, read as browsers do.

After the HTML Standard, 13.2.3.2 ("prescan a byte stream to determine its encoding", "get an XML encoding"), with
the labels of the WHATWG Encoding Standard.
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
    """Python's codec of the charset that the page declares, or None.

    The first 1,024 bytes are scanned as the standard says; a declaration further down in the head counts where there
    is none in those, because browsers begin again when they meet it. A page that can be scanned byte by byte is not
    UTF-16, so one that says so is UTF-8.
    """
    return _prescan(body[:_PRESCANNED]) or _xml_codec(body[:_PRESCANNED]) or _prescan(body[:_HEAD])


def codec_of(label: str) -> str | None:
    """Python's codec for a charset label of the web, or None for a label that means nothing there.

    Spellings that only Python knows ("latin-1") are taken for the label that they mean. Of GBK the decoder is that of
    GB 18030, as the Encoding Standard has it.
    """
    found = webencodings.lookup(label.strip()) or webencodings.lookup(_python_name(label))
    if found is None or found.name in ("replacement", "x-user-defined"):
        return "cp1252" if found is not None and found.name == "x-user-defined" else None
    name = found.codec_info.name
    return "gb18030" if name == "gbk" else name


def _python_name(label: str) -> str:
    try:
        return codecs.lookup(label.strip()).name
    except (LookupError, ValueError):
        return ""


def _prescan(head: bytes) -> str | None:
    for name, attributes_at in _tags(head):
        if name != b"meta":
            continue
        codec = _meta_codec(dict(_attributes(head, attributes_at)))
        if codec is not None:
            return "utf-8" if codec.startswith("utf-16") else codec
    return None


def _tags(head: bytes) -> Iterator[tuple[bytes, int]]:
    """The name of each start tag and where its attributes begin; comments and other markup are passed over whole."""
    at = 0
    while (at := head.find(b"<", at)) >= 0:
        if head.startswith(b"<!--", at):
            # "<!-->" is a comment too: its two hyphens may be those of the opening.
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
    """Names and values in reverse order, so that the first of a name wins in a dict."""
    found = []
    for match, _ in _spans(head, at):
        value = next((group for group in match.groups()[1:] if group is not None), b"")
        found.append((match[1].decode("latin-1").lower(), value.decode("latin-1")))
    yield from reversed(found)


def _meta_codec(attributes: dict[str, str]) -> str | None:
    """What a meta tag declares: `charset`, or `content` where http-equiv says that it is the content type."""
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
