"""A reader for sitemaps, news sitemaps and indexes of sitemaps (sitemaps.org), also with faults.

A sitemap is cut into its entries, and lxml parses many of them at a time. If there is a fault, lxml parses each entry
alone and in recover mode. So a fault costs at most a single entry, and no address is mixed from two entries. A
document type could name files or growing entities, and never reaches the parser.
"""

import html
import re
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html.entities import name2codepoint
from typing import Any
from xml.sax.saxutils import escape

import webencodings
from lxml.etree import XMLParser, XMLSyntaxError, fromstring

_parse: Callable[..., Any] = fromstring
_new_parser: Callable[..., Any] = XMLParser

_BATCH_CHARACTERS = 65_536
_LONGEST_ENTRY = 1_000_000
"""More than a thousand pictures and two hundred languages need. An entry is parsed in memory."""
_MOST_FAULTS = 100_000
"""A sitemap may have 50,000 entries, and each can have the same fault."""
_MOST_REPORTED = 1_000
_LONGEST_REPORTED = 200

_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,40})["']""")
_ROOT = re.compile(r"<(?:[\w.-]{1,40}:)?(?:urlset|sitemapindex)[ \t\r\n/>]")
_END = re.compile(r"</(?:[\w.-]{1,40}:)?(?:urlset|sitemapindex)[ \t\r\n]*>")
_FIRST_TAG = re.compile(r"<([A-Za-z_][\w.:-]{0,40})")
_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]*>")
_DECLARATION = re.compile(r"<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)\b")
_ENTRY_OR_OPAQUE = re.compile(
    # An entry inside a comment or character data does not count.
    r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<(?:[\w.-]{1,40}:)?(?:url|sitemap)(?=[ \t\r\n/>])",
    re.DOTALL,
)
_PREFIX = re.compile(r"</?([A-Za-z_][A-Za-z0-9_.-]*):")
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REFERENCE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)(?:(#\w{1,8});|(\w{1,8});)?", re.ASCII)
_PARSER_LINE = re.compile(r",? line \d+(?:, column \d+)?")

_BLANKS = " \t\r\n\ufeff"
_ENTRIES = ("{*}url", "{*}sitemap")
_LOC = "{*}loc"


@dataclass(frozen=True, slots=True)
class SitemapPage:
    """A page and the data of the entry, as written."""

    address: str
    last_modified: str | None = None
    published: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Sitemap:
    """The pages and further sitemaps of a sitemap, each address once.

    `unusable` describes entries without an address. `problem` describes the skipped faults, or the reason
    why the sitemap was not read.
    """

    pages: tuple[SitemapPage, ...] = ()
    sitemaps: tuple[str, ...] = ()
    unusable: tuple[str, ...] = ()
    problem: str | None = None


def read_sitemap(body: bytes) -> Sitemap | None:
    """Read a sitemap in XML. Return None for another body, such as a list of addresses.

    Never raises an error. Addresses are as written, and may be relative.
    """
    text = _decode(body).lstrip(_BLANKS)
    has_root = _ROOT.search(text) is not None
    if not has_root and not text.startswith("<"):
        return None
    starts = array("Q", _entry_starts(text))
    outside, end = _split_off_entries(text, starts)
    outside = _DOCTYPE.sub("", outside, count=1)
    if _DECLARATION.search(outside):
        return Sitemap(problem="is not read, because its document type may declare entities")
    reader = _EntryReader()
    for batch in _batches(text, starts, end):
        reader.read(batch)
    if not (has_root or reader.pages or reader.sitemaps):
        tag = _FIRST_TAG.search(text)
        return Sitemap(problem=f"is not a readable sitemap: its first element is <{tag[1] if tag else ''}>")
    return reader.sitemap(outside)


def _decode(body: bytes) -> str:
    """Return the text. A wrong byte becomes a lone surrogate, whose position the parser reports."""
    declared = _DECLARED.match(body.lstrip(_BLANKS.encode()))
    encoding = webencodings.lookup(declared[1].decode("ascii")) if declared else None
    if body[:4].count(0) == 2:
        encoding = webencodings.lookup("utf-16le" if body[1] == 0 else "utf-16be")
    elif encoding is None or encoding.name.startswith("utf-16"):
        encoding = webencodings.UTF8  # a declaration that is readable as ASCII is not UTF-16
    try:
        return str(webencodings.decode(body, encoding, "surrogateescape")[0])
    except UnicodeError:
        return str(webencodings.decode(body, encoding, "replace")[0])


def _entry_starts(text: str) -> Iterator[int]:
    return (match.start() for match in _ENTRY_OR_OPAQUE.finditer(text) if text[match.start() + 1] != "!")


def _split_off_entries(text: str, starts: Sequence[int]) -> tuple[str, int]:
    """Return the text before and after the entries, and the position where the last entry ends."""
    if not starts:
        return text, len(text)
    root_end = _END.search(text, starts[-1])
    end = root_end.start() if root_end else len(text)
    return text[: starts[0]] + text[end:], end


def _batches(text: str, starts: Sequence[int], end: int) -> Iterator[list[str]]:
    """Yield lists of entries, each with its following text. A list is as long as a small tree holds."""
    batch: list[str] = []
    size = 0
    for number, start in enumerate(starts, start=1):
        entry = text[start : starts[number] if number < len(starts) else end]
        batch.append(entry)
        size += len(entry)
        if size >= _BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


class _EntryReader:
    """Collector of the addresses of entries, and of the entries with faults."""

    def __init__(self) -> None:
        self.pages: dict[str, SitemapPage] = {}
        self.sitemaps: dict[str, None] = {}
        self._unusable: list[str] = []
        self._unreported = 0
        self._number = 0
        self._faults = 0
        self._first_fault = ""
        self._last_damaged = 0
        self._strict = _parser(recover=False)
        self._lenient = _parser(recover=True)

    def read(self, batch: list[str]) -> None:
        """Read entries together, or each alone if one of them has a fault."""
        if self._faults >= _MOST_FAULTS:
            return
        first = self._number
        try:
            tree = _parse(_enclosed("".join(batch)), self._strict)
        except XMLSyntaxError:
            for source in batch:
                self._number += 1
                self._read_alone(source)
            return
        for entry in tree.iter(*_ENTRIES):
            self._number += 1
            self._keep(entry, _addresses(entry))
        self._number = first + len(batch)

    def _read_alone(self, source: str) -> None:
        """Read a single entry. In an entry with a fault, only complete addresses count."""
        if len(source) > _LONGEST_ENTRY:
            self._note(f"it has {len(source):,} characters")
            self._report(f"entry {self._number:,} is too long")
            return
        try:
            tree, whole, shown = _parse(_enclosed(source), self._strict), None, ""
        except XMLSyntaxError as fault:
            self._note(_plain(fault))
            mended = _mend(source)
            tree, whole = _parse(_enclosed(mended), self._lenient), _whole_texts(mended)
            shown = f": {source[:_LONGEST_REPORTED]!r}"
        for entry in tree.iter(*_ENTRIES):
            self._keep(entry, _addresses(entry, whole), shown)

    def _keep(self, entry: Any, addresses: list[str | None], shown: str = "") -> None:
        """Store the addresses of an entry; for an entry with a single page, also the other data."""
        if None in addresses or not addresses:
            self._report(f"entry {self._number:,} has no readable address{shown}")
        for address in addresses:
            if address is None:
                continue
            if _local_name(entry) == "sitemap":
                self.sitemaps.setdefault(address)
            elif len(addresses) > 1:
                self.pages.setdefault(address, SitemapPage(address))
            else:
                self.pages.setdefault(address, _page(entry, address))

    def _note(self, fault: str) -> None:
        self._faults += 1
        self._last_damaged = self._number
        if self._faults == 1:
            self._first_fault = f"in entry {self._number:,} ({fault})"

    def _report(self, problem: str) -> None:
        if len(self._unusable) < _MOST_REPORTED:
            self._unusable.append(problem)
        else:
            self._unreported += 1

    def sitemap(self, outside: str) -> Sitemap:
        """Return the contents of the sitemap, given the document without entries."""
        unusable = self._unusable
        if self._unreported:
            unusable = [*unusable, f"{self._unreported:,} more entries have no readable address"]
        problem = " and ".join(self._problems(outside)) or None
        return Sitemap(tuple(self.pages.values()), tuple(self.sitemaps), tuple(unusable), problem)

    def _problems(self, outside: str) -> Iterator[str]:
        """Yield the faults inside and outside of the entries. A cut-off last entry does not count again."""
        fault_outside = self._fault_outside(outside)
        is_cut = fault_outside is not None and not _END.search(outside)
        faults = self._faults - (is_cut and self._last_damaged == self._number)
        if self._faults >= _MOST_FAULTS:
            yield f"was read up to entry {self._number:,}, after {self._faults:,} faults"
        elif faults > 0:
            counted = "a fault" if faults == 1 else f"{faults:,} faults, the first"
            yield f"was read except for {counted} {self._first_fault}"
        if is_cut:
            yield f"is cut off; addresses kept: {len(self.pages) + len(self.sitemaps):,}"
        elif fault_outside is not None:
            yield f"was read except for a fault outside of its entries ({fault_outside})"

    def _fault_outside(self, outside: str) -> str | None:
        if len(outside) > _LONGEST_ENTRY:
            return f"there are {len(outside):,} characters"
        try:
            _parse(outside.encode("utf-8", "surrogatepass"), self._strict)
        except XMLSyntaxError as fault:
            return _plain(fault)
        return None


def _parser(*, recover: bool) -> Any:
    """Return a parser without network and entities, and with libxml2's limits for depth and length."""
    return _new_parser(
        recover=recover,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )


def _enclosed(entries: str) -> bytes:
    """Return entries as a document. Prefixes are declared, because many sitemaps forget to."""
    prefixes = sorted(set(_PREFIX.findall(entries)) - {"xml", "xmlns"})
    declared = "".join(f' xmlns:{prefix}="urn:{prefix}"' for prefix in prefixes)
    return f"<urlset{declared}>{entries}</urlset>".encode("utf-8", "surrogatepass")


def _mend(source: str) -> str:
    """Return an entry with U+FFFD for characters forbidden in XML, and with lone & characters escaped."""
    return _REFERENCE.sub(_mended_reference, _FORBIDDEN.sub("\ufffd", source))


def _mended_reference(reference: re.Match[str]) -> str:
    """Return the character of a reference in XML or HTML 4; for other references, the & as text."""
    number, name = reference.groups()
    if number:
        return escape(_FORBIDDEN.sub("\ufffd", html.unescape(reference[0]) or "\ufffd"))
    if name in name2codepoint:
        return chr(name2codepoint[name])
    return escape(reference[0])


def _addresses(entry: Any, whole: set[str] | None = None) -> list[str | None]:
    """Return the address in each `loc` of an entry, without the `loc` of pictures, with another prefix.

    `whole` holds the complete texts of an entry with a fault. There a `loc` may be inside an unclosed element, and an
    address outside of `whole` becomes None.
    """
    locs = [loc for loc in entry.iterchildren(_LOC) if loc.prefix == entry.prefix]
    if whole is None:
        return [_address(loc) for loc in locs]
    locs = locs or [loc for loc in entry.iter(_LOC) if loc.prefix == entry.prefix]
    return [address if (address := _address(loc)) in whole else None for loc in locs]


def _address(loc: Any) -> str | None:
    """Return the address in a `loc`; None if the `loc` is empty or contains an element."""
    return _unescape(loc.text or "").strip() or None if len(loc) == 0 else None


def _unescape(text: str) -> str:
    """Return text with `&` for `&amp;`, a rest of an address escaped twice."""
    return text.replace("&amp;", "&")


def _whole_texts(source: str) -> set[str]:
    """Return the complete texts of an entry: between a tag and an end tag, without a missing character.

    After a fault the parser gives texts without a part, or of an unclosed element.
    """
    texts = set()
    for before_end_tag in source.split("</")[:-1]:
        last = before_end_tag.rpartition("<")[2].rstrip()
        is_data = last.startswith("![CDATA[") and last.endswith("]]>")
        text = last[8:-3] if is_data else html.unescape(last.partition(">")[2])
        texts.add(_unescape(text).strip())
    return {text for text in texts if "\ufffd" not in text}


def _page(entry: Any, address: str) -> SitemapPage:
    return SitemapPage(
        address,
        _text(entry, "{*}lastmod"),
        _text(entry, "{*}news/{*}publication_date"),
        _text(entry, "{*}news/{*}title"),
    )


def _text(entry: Any, path: str) -> str | None:
    element = entry.find(path)
    return None if element is None else "".join(element.itertext()).strip() or None


def _local_name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _plain(fault: XMLSyntaxError) -> str:
    """Return a parser's message without line numbers, because these count from the entry, not from the document."""
    return _PARSER_LINE.sub("", str(fault.msg))[:_LONGEST_REPORTED]
