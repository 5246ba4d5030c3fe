"""Normal forms and article keys of page addresses.

docs/identity.md lists the rules. Every function here depends on the address alone, so the key of an article does not
depend on the order of ingestion.
"""

import re
import unicodedata
from functools import lru_cache
from urllib.parse import SplitResult, quote, unquote, urlencode, urlsplit

from courlan import extract_domain, normalize_url
from courlan.clean import clean_query

from hearsay.pipelines.lexicon import word_set

_TWIN_LABEL = re.compile(r"ww[w\d]\d?|m|mobile|amp")
_TWIN_NAMES = {"amp", "_amp", "isamp", "is_amp"}
_TWIN_SWITCHES = {"m", "mobile"}
_INDEX = re.compile(r"/(?:index|default)\.(?:s?html?|php\d?|aspx?|jsp|cfm)$", re.IGNORECASE)
_AMP_NAME = re.compile(r"\.amp(?=(?:\.s?html?)?$)", re.IGNORECASE)
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?;]*", re.IGNORECASE)
_ESCAPED = re.compile(r"%([0-9a-fA-F]{2})")
_ESCAPED_LETTERS = re.compile(r"[A-Za-z]?(?:%[89A-Fa-f][0-9A-Fa-f])+")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_CACHED = re.compile(
    r"^/(?:[cv]/(?:wp/)?(?P<secure>s/)?(?=[^/]+\.[^/])|web/\d{4,14}(?:[a-z]{2}_)?/(?P<scheme>https?):/{1,2})(?P<rest>.+)$"
)
_EXTENSION = re.compile(r"\.[a-z]{2,5}\d?$", re.IGNORECASE)
_NUMBER = re.compile(r"\d{4,}")
_WORD = re.compile(r"[^\W\d_]{2,}")
_UNDER_A_DAY = re.compile(r"/(?:19|20)\d\d/\d\d?/(?:.*/)?[^/]*[^\W\d_]{2}[^/]*/?$")


def clean_address(address: str) -> str | None:
    """Return the normal form of an http(s) address, or None if the text is not such an address.

    The normal form has no fragment, user name or tracking parameters. The host is in lower case, a default port is
    left out, and parameters are sorted by name. The address of a copy in a cache becomes the address of the page
    itself.
    """
    split = split_address(unwrapped(address.strip()))
    if split is None or split.scheme.lower() not in ("http", "https") or not split.hostname:
        return None
    host = f"[{split.hostname}]" if ":" in split.hostname else split.hostname.rstrip(".")
    netloc = host if split.port is None else f"{host}:{split.port}"
    bare = split._replace(netloc=netloc, path=_SESSION.sub("", split.path), query="", fragment="")
    try:
        cleaned = str(normalize_url(bare, strict=False, trailing_slash=True))
    except ValueError:
        return None
    query = _query(split)
    if query and not urlsplit(cleaned).path:
        cleaned += "/"
    return f"{cleaned}?{query}" if query else cleaned


def article_key(address: str) -> str:
    """Return the key of an article: host, path and identifying parameters.

    The key has no scheme, default port, "www.", trailing slash or index document. Also left out are the marks of an
    AMP or mobile variant: a label or segment "amp", a label "m" or "mobile", or a parameter that asks for such a
    variant. Letters with accents are in Unicode's form C; the addresses of some systems are in form D.
    """
    cleaned = clean_address(address)
    split = split_address(cleaned) if cleaned else None
    if split is None or not split.hostname:
        return address
    path = _composed(_ESCAPED.sub(_plain, split.path))
    path = _AMP_NAME.sub("", _INDEX.sub("/", path.rstrip("/")))
    segments = [part for part in path.split("/") if part]
    remaining = [part for part in segments if part.lower() != "amp"]
    query = "&".join(pair for pair in _composed(split.query).split("&") if pair and not _asks_for_twin(pair))
    port = f":{split.port}" if split.port else ""
    return "/".join([_host_without_twin(split.hostname) + port, *(remaining or segments)]) + (
        f"?{query}" if query else ""
    )


def is_telling(address: str) -> bool:
    """Return True if the path of an address can identify an article.

    Such a path has a number, several joined words, or a name below a date. /article.php and /news identify nothing;
    there the parameters may.
    """
    split = split_address(address)
    path = unquote(split.path) if split else ""
    if _UNDER_A_DAY.search(path):
        return True
    segments = [part for part in path.split("/") if part][-2:]
    names = [_EXTENSION.sub("", part) for part in segments]
    return any(_NUMBER.search(name) and not re.fullmatch(r"(?:19|20)\d\d", name) for name in names) or any(
        len(_WORD.findall(name)) >= 2 for name in names[-1:]
    )


def unwrapped(address: str) -> str:
    """Return the page's own address if the given address belongs to a copy in an AMP cache or a web archive."""
    split = split_address(address)
    if split is None or not split.hostname:
        return address
    host = split.hostname.lower()
    if not any(host == cache or host.endswith(f".{cache}") for cache in word_set("data/address_caches.txt")):
        return address
    cached = _CACHED.match(split.path)
    if not cached:
        return address
    scheme = cached["scheme"] or ("https" if cached["secure"] else "http")
    return f"{scheme}://{cached['rest']}" + (f"?{split.query}" if split.query else "")


def domain_of(address: str) -> str | None:
    """Return the registrable domain of an address by the Public Suffix List, or None if the text is not an address.

    The private section of the list counts, and so do further platforms where each name below the host is a site of
    its own: a.blogspot.com, a.substack.com. For a suffix outside the list, the last label is the suffix, as the
    list's default rule says. A bare host and an IP number are their own domain.
    """
    split = split_address(address)
    if split is None or not split.hostname:
        return None
    if (site := _site_on_platform(split.hostname.rstrip("."))) is not None:
        return site
    try:
        registrable = extract_domain(address, fast=False)
    except ValueError:
        registrable = None
    if registrable and "." in registrable:
        return str(registrable)
    host = split.hostname.rstrip(".")
    return host if ":" in host or host.replace(".", "").isdigit() else ".".join(host.split(".")[-2:])


def _site_on_platform(host: str) -> str | None:
    """Return the name below the host of a platform with that host, or None. 'www' and 'm' are no names of a site."""
    labels = host.split(".")
    for start in range(1, len(labels)):
        platform = ".".join(labels[start:])
        if platform in word_set("data/host_platforms.txt"):
            return platform if _TWIN_LABEL.fullmatch(labels[start - 1]) else f"{labels[start - 1]}.{platform}"
    return None


def split_address(address: str) -> SplitResult | None:
    """Return the parts of an address, or None for text that cannot be parsed."""
    try:
        split = urlsplit(address)
        _ = split.port
    except ValueError:
        return None
    return split


def _query(split: SplitResult) -> str:
    """Return the parameters without tracking parameters, sorted by name.

    A query without names is kept, because some systems put the article's number there. A number under an ambiguous
    name ("cid") is kept if the path identifies no article.
    """
    query = split.query.replace("&amp;", "&")
    if "=" not in query and "&" not in query:
        return "" if not query or _is_tracker(unquote(query)) else quote(unquote(query), safe="")
    pairs = []
    for part in query.split("&"):
        name, has_value, value = part.partition("=")
        name, value = _unquoted(name), _unquoted(value)
        if not name or not has_value or not value:
            continue
        if not _is_tracker(name) or _may_be_its_number(name, value, split):
            pairs.append((name, value))
    return urlencode(sorted(pairs, key=lambda pair: pair[0]))


def _unquoted(text: str) -> str:
    return unquote(text.replace("+", " "))


def _may_be_its_number(name: str, value: str, split: SplitResult) -> bool:
    name = name.lower()
    is_doubtful = name.endswith("id") and not name.endswith("clid") and not name.startswith(("utm_", "mc_", "s_"))
    return is_doubtful and value.isdigit() and not is_telling(split.geturl())


@lru_cache(maxsize=4096)
def _is_tracker(name: str) -> bool:
    return name.lower() in word_set("data/tracking_parameters.txt") or not clean_query(urlencode({name: "1"}))


def _asks_for_twin(pair: str) -> bool:
    name, _, value = pair.lower().partition("=")
    is_named = name in _TWIN_NAMES or name.startswith("amp_")
    return is_named or value in ("amp", "mobile") or (name in _TWIN_SWITCHES and value in ("0", "1"))


def _host_without_twin(host: str) -> str:
    labels = host.split(".")
    if not any(map(_TWIN_LABEL.fullmatch, labels)):
        return host
    registrable = (domain_of(f"http://{host}/") or host).split(".")
    below = labels[: max(0, len(labels) - len(registrable))]
    return ".".join([*(label for label in below if not _TWIN_LABEL.fullmatch(label)), *labels[len(below) :]])


def _composed(escaped: str) -> str:
    """Return a percent-encoded text with its letters in form C; bytes that are no text stay as they are."""
    return _ESCAPED_LETTERS.sub(_composed_letters, escaped)


def _composed_letters(match: re.Match[str]) -> str:
    try:
        text = unquote(match[0], errors="strict")
    except UnicodeDecodeError:
        return match[0]
    composed = unicodedata.normalize("NFC", text)
    return match[0] if composed == text else quote(composed, safe="")


def _plain(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    return character if character in _UNRESERVED else f"%{match[1].upper()}"
