"""The content kind of some bytes, detected from the bytes; the declared media type only settles open cases."""

import json
import re

KIND_HTML = "html"
KIND_TEXT = "text"

_LOOK = 65_536
_JSON_LOOK = 5_000_000
_MAGIC = (
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF87a", "image"),
    (b"GIF89a", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"\x00\x00\x01\x00", "image"),
    (b"\x1f\x8b\x08", "binary"),
    (b"\x28\xb5\x2f\xfd", "binary"),
    (b"BZh", "binary"),
    (b"7z\xbc\xaf\x27\x1c", "binary"),
    (b"\xfd7zXZ\x00", "binary"),
    (b"\x7fELF", "binary"),
    (b"SQLite format 3\x00", "binary"),
)
_CONTAINERS = ((b"RIFF", b"WEBP", "image"), (b"RIFF", b"", "binary"))
_SKELETON = re.compile(rb"<(?:!doctype\s+html|html|head|body)[\s>/]", re.IGNORECASE)
_TAG = re.compile(
    rb"</?(?:p|div|span|a|br|article|section|main|header|footer|nav|h[1-6]|ul|ol|li|table|tr|td|img|meta|title|link|script)"
    rb"(?:\s[^<>]{0,2000})?/?>",
    re.IGNORECASE,
)
_XML_ROOT = re.compile(rb"<(?:rss|feed|urlset|sitemapindex|rdf:RDF|opml)[\s>]", re.IGNORECASE)
_DOCTYPE_SVG = re.compile(rb"<!doctype\s+svg", re.IGNORECASE)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def content_kind(body: bytes, media_type: str | None) -> str:
    """Detect the content kind: a value of `warehouse.schema.CONTENT_KINDS`. Never raises.

    At most 64 KB are read, but for JSON up to 5 MB. A page that is declared as something else is still a page, and a
    PDF declared as a page is still a PDF. The media type decides only how much markup makes a text into HTML.
    """
    if not body.strip(b" \t\r\n\f\x00\xef\xbb\xbf\xff\xfe"):
        return "empty"
    return _kind_by_magic(body) or _kind_by_markup(body, media_type)


def _kind_by_markup(body: bytes, media_type: str | None) -> str:
    head = _as_single_bytes(body[:_LOOK])
    root = _root(head)
    if root[:5].lower() == b"<svg " or _DOCTYPE_SVG.match(root):
        return "image"
    declared = (media_type or "").partition(";")[0].strip().lower()
    is_xml = head.lstrip().startswith(b"<?xml")
    if _looks_like_html(head, root, declared, is_xml):
        return KIND_HTML
    if is_xml or _XML_ROOT.match(root):
        return "xml"
    if len(_CONTROL.findall(head)) > max(8, len(head) // 100):
        return "binary"
    return "json" if _is_json(body) else KIND_TEXT


def _root(head: bytes) -> bytes:
    """Return the head after leading blanks, comments and processing instructions, in linear time."""
    position = 0
    while True:
        position += len(head) - position - len(head[position:].lstrip())
        end = b"-->" if head.startswith(b"<!--", position) else b"?>" if head.startswith(b"<?", position) else None
        end_at = head.find(end, position) if end else -1
        if end is None or end_at < 0:
            return head[position:]
        position = end_at + len(end)


def _kind_by_magic(body: bytes) -> str | None:
    for magic, kind in _MAGIC:
        if body.startswith(magic):
            return kind
    for outer, inner, kind in _CONTAINERS:
        if body.startswith(outer) and body[8:12].startswith(inner):
            return kind
    if body[4:8] == b"ftyp":
        return "image" if body[8:12] in (b"avif", b"heic", b"mif1") else "binary"
    return None


def _as_single_bytes(head: bytes) -> bytes:
    """Return a UTF-16 head with one byte a character, so that the same patterns match; other heads unchanged."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"<\x00" in head[:4] or b"\x00<" in head[:4]:
        return head.lstrip(b"\xff\xfe").replace(b"\x00", b"")
    return head.removeprefix(b"\xef\xbb\xbf")


def _looks_like_html(head: bytes, root: bytes, declared: str, is_xml: bool) -> bool:
    """Return True for a document's own tags, or for several tags of a fragment: plain texts may mention a tag."""
    if _SKELETON.match(root):
        return True
    if declared == "text/plain":
        return False
    if _SKELETON.search(head[:4096] if is_xml else head):
        return True
    tags = 0 if is_xml else len(_TAG.findall(head))
    if "html" in declared:
        return tags >= 1
    return tags >= 5 or (tags >= 1 and root.startswith(b"<"))


def _is_json(body: bytes) -> bool:
    """Return True for JSON with content, and for the plain beginning of a JSON object, even a broken object."""
    start = body[:200].removeprefix(b"\xef\xbb\xbf").lstrip()
    if re.match(rb'\{\s*"[^"]*"\s*:', start) or re.match(rb'\[\s*\{\s*"', start):
        return True
    if not start.startswith((b"[", b"{")) or len(body) > _JSON_LOOK:
        return False
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True
