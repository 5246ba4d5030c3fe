"""The headline as shown to readers, without the outlet's name at its end."""

import re
import unicodedata
from functools import lru_cache, partial
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from hearsay.pipelines.extract.metadata.article_node import article_node
from hearsay.pipelines.extract.metadata.outlet_suffix import strip_suffix
from hearsay.pipelines.extract.metadata.page_metadata import section, site_name
from hearsay.pipelines.extract.metadata.slugs import is_named_after, name_words, words
from hearsay.pipelines.extract.page.html_page import Page, visible_text
from hearsay.pipelines.extract.page.linked_data import text_of
from hearsay.pipelines.language import Languages
from hearsay.pipelines.word_counts import word_count

_SEPARATOR = re.compile(r"\s+[|–—·•«»‹›:*⋆/\\-]{1,2}\s+|\s*[|｜]\s*|\s*::\s*|\s+_\s+")
_KICKER = re.compile(r"(?::|\s[-–—|]\s|»|\+{3})")
_BAR = re.compile(r"\s+\|\s+|\s*｜\s*")
_COUNT = re.compile(r"\s*[(\[]?\d")
_KICKER_MARKS = "markup/kicker_marks"
_WORD = re.compile(r"\w+")
_NO_WORD = re.compile(r"[\W_]+")
_SMALL = bytes(range(256)).lower()
_NO_ASCII_WORD = bytes(code for code in range(128) if not chr(code).isalnum())
_MIN_SHARED = 4
_MOST_REMEMBERED = 2048
_MAX_REMEMBERED = 1000
"""Longest text of which the folded form is remembered: several rules ask for the keys of all lines."""
_MOST_HEADINGS = 40
_LONE_HEADING_WORDS = 4
_HEADING_WORDS = 35
_NEARLY_ALL = 0.7
_LABEL_WORDS = 4
_MIN_AGREEMENT = 12
_MIN_TITLE = 2
_MAX_TITLE = 400


def find_headline(page: Page, languages: Languages) -> str | None:
    """Find the article's headline.

    A visible h1 in agreement with the head of the page is first, because readers saw this headline. Next comes an h1
    that gave the page its address, or a lone h1 with words of the head. Then comes the declared headline as a lower
    heading shows it, a lone h1 of a page without JSON-LD, and the declared headline itself.
    """
    declared = _declared_titles(page, languages)
    headings = [text for text in visible_headings(page, languages) if key(text) not in outlet_names(page)]
    for heading in headings:
        if any(agrees(heading, title) for title in declared):
            return _without_label(_trimmed(_own_part(heading, page, languages), declared, page))
    is_lone = len(headings) == 1 and _LONE_HEADING_WORDS <= word_count(headings[0]) <= _HEADING_WORDS
    telling = [text for text in headings if _names_the_page(page, text, declared)]
    if not telling and is_lone and any(_share_words(headings[0], title) for title in declared):
        telling = headings
    shown = None if telling else _shown_part(page, declared)
    if not telling and not shown and (not declared or (is_lone and not article_headline(page))):
        telling = headings
    if telling:
        return _without_label(_own_part(telling[0], page, languages))
    return shown or (_trimmed(declared[0], declared, page) if declared else None)


def _names_the_page(page: Page, heading: str, declared: list[str]) -> bool:
    """Return True if the page's address is named after a heading, and no declared title holds the heading.

    A heading of few words must have more words of the address than the declared titles, or all of them.
    """
    length = word_count(heading)
    if not page.url or length > _HEADING_WORDS or any(key(heading) in key(title) for title in declared):
        return False
    headline = article_headline(page)
    if not is_named_after(page.url, heading) or (headline and _have_most_in_common(heading, headline)):
        return False
    names = name_words(page.url)
    own, others = len(names & words(heading)), max((len(names & words(title)) for title in declared), default=0)
    return length >= _LONE_HEADING_WORDS or own > others or (own == len(names) > 1)


def _have_most_in_common(heading: str, headline: str) -> bool:
    """Return True if two headlines differ by a word or two."""
    a, b = words(heading), words(headline)
    return len(a & b) >= _NEARLY_ALL * len(a | b)


def headline_variants(page: Page, languages: Languages) -> tuple[str, ...]:
    """Return every headline of the article, shown or declared; the text may repeat any of them."""
    return (*_declared_titles(page, languages), *visible_headings(page, languages))


def article_headline(page: Page) -> str | None:
    """Return the headline in the JSON-LD of the page's own article."""
    return text_of((article_node(page) or {}).get("headline"))


def _declared_titles(page: Page, languages: Languages) -> list[str]:
    titles = (article_headline(page), page.meta("og:title"), page.meta("twitter:title"), _title_tag(page))
    return [
        stripped
        for title in titles
        if title and _MIN_TITLE <= len(title) <= _MAX_TITLE and (stripped := _own_part(title, page, languages))
    ]


def _own_part(title: str, page: Page, languages: Languages) -> str:
    """Return a title without the outlet's name and its section."""
    names = outlet_names(page)
    stripped = strip_outlet(title, names)
    sign = title[len(stripped) :].strip()[:1] if title.startswith(stripped) else ""
    if sign:
        last = next(reversed(list(_SEPARATOR.finditer(stripped))), None)
        if last and key(stripped[last.end() :]) == key(section(page, languages) or ""):
            stripped = stripped[: last.start()].strip() or stripped
    return (
        stripped if stripped.isascii() else strip_suffix(stripped, sign, partial(_is_outlet, names=names), languages)
    )


def _share_words(headline: str, declared_title: str) -> bool:
    """Return True if the headline is longer and has half of the declared title's words: heads shorten headlines."""
    a, b = (set(_WORD.findall(text.casefold())) for text in (headline, declared_title))
    return len(a) > len(b) and len(a & b) >= max(_MIN_SHARED, len(b) / 2)


def _shown_part(page: Page, declared: list[str]) -> str | None:
    """Return the h2 or h3 with a declared title or its first part, for pages without a matching h1.

    On a page without any h1, the heading may also have all words of the address, if no declared title has them.
    """
    headings = [text for item in page.tree.iter("h2", "h3") if len(text := visible_text(item)) >= _MIN_AGREEMENT]
    by_key = {key(text): text for text in reversed(headings[:_MOST_HEADINGS])}
    for title in declared:
        for part in (title, _SEPARATOR.split(title)[0]):
            if key(part) in by_key:
                return by_key[key(part)]
    names = name_words(page.url) if page.url and page.tree.find(".//h1") is None else frozenset()
    if len(names) < _MIN_SHARED or any(names <= words(title) for title in declared):
        return None
    return next((text for text in by_key.values() if names <= words(text)), None)


def _trimmed(title: str, declared: list[str], page: Page) -> str:
    """Cut a kicker before the title, or a source or a count after the title, from the same heading.

    The page itself must declare the rest as a title, and a sign or markup of its own must set the part off.
    """
    text, shared = key(title), key(page.meta("og:title") or "")
    declared_keys = {key(declared_title) for declared_title in declared}
    apart = _parts_of_headings(page)
    for declared_title in declared:
        rest = key(declared_title)
        if len(rest) < _MIN_AGREEMENT or len(rest) >= len(text):
            continue
        if text.endswith(rest) and rest == shared and (_KICKER.search(title) or text[: -len(rest)] in apart):
            return declared_title
        if text in declared_keys or not title.startswith(declared_title):
            continue
        behind = title[len(declared_title) :]
        if key(behind).endswith(apart) or _SEPARATOR.match(behind) or _COUNT.match(behind):
            return declared_title
    return title


def _parts_of_headings(page: Page) -> tuple[str, ...]:
    """Return the keys of the texts that have elements of their own within an h1."""
    parts = (
        part for heading in page.tree.iter("h1") for part in heading.iterdescendants() if isinstance(part.tag, str)
    )
    return tuple(text for part in parts if (text := key(visible_text(part))))


def visible_headings(page: Page, languages: Languages) -> list[str]:
    """Return the page's h1 texts in order."""
    titles = f"{page.meta('og:title') or ''} {page.meta('twitter:title') or ''} {article_headline(page) or ''}"
    texts = (_heading_text(heading, key(titles), languages) for heading in page.tree.iter("h1"))
    return [text for text in texts if _MIN_TITLE <= len(text) <= _MAX_TITLE]


def _heading_text(heading: HtmlElement, declared: str, languages: Languages) -> str:
    """Return the text of a heading, without a kicker in separate markup, if no declared title contains the kicker."""
    descendants = (child for child in heading.iterdescendants() if isinstance(child.tag, str))
    parts = [child for child in descendants if _is_kicker(child, languages)]
    whole = visible_text(heading)
    if not parts:
        return whole
    rest = whole
    for part in map(visible_text, parts):
        if key(part) not in declared or not key(part):
            rest = rest.replace(part, "", 1)
    rest = " ".join(rest.split()).lstrip("-–—:|• ")
    return rest if word_count(rest) >= _LONE_HEADING_WORDS else whole


def _is_kicker(element: HtmlElement, languages: Languages) -> bool:
    is_marked = bool(languages.made(_kicker_pattern).search(element.get("class") or ""))
    return is_marked or element.get("aria-hidden") == "true"


def _kicker_pattern(languages: Languages) -> re.Pattern[str]:
    return re.compile(languages.alternatives(_KICKER_MARKS), re.IGNORECASE)


def heading_elements(page: Page, title: str | None) -> list[HtmlElement]:
    """Return the headings with the title; subtitle, byline and date are near them."""
    cached = page.cached.setdefault("heading_elements", {})
    if title not in cached:
        cached[title] = _heading_elements(page, title)
    headings: list[HtmlElement] = cached[title]
    return headings


def _heading_elements(page: Page, title: str | None) -> list[HtmlElement]:
    if not title:
        return list(page.tree.iter("h1"))[:1]
    headings = [item for item in page.tree.iter("h1", "h2") if agrees(visible_text(item), title)]
    return headings or list(page.tree.iter("h1"))[:1]


def _title_tag(page: Page) -> str | None:
    element = page.tree.find(".//head/title")
    return " ".join(element.text_content().split()) if element is not None else None


def outlet_names(page: Page) -> frozenset[str]:
    """Return the keys of all names of the page's outlet: its own, its host's and the domain's first label."""
    if "outlet_names" not in page.cached:
        page.cached["outlet_names"] = _outlet_names(page)
    names: frozenset[str] = page.cached["outlet_names"]
    return names


def _outlet_names(page: Page) -> frozenset[str]:
    names = [site_name(page), page.meta("application-name"), page.meta("twitter:site")]
    host = urlsplit(page.url).hostname if page.url else None
    if host:
        bare = host.removeprefix("www.")
        names += [
            bare,
            bare.partition(".")[0],
            ".".join(bare.split(".")[-2:]),
            bare.split(".")[-2] if "." in bare else "",
        ]
    keys = {key(name) for name in names if name}
    return frozenset(item for item in keys if len(item) > 1)


def strip_outlet(title: str, names: frozenset[str]) -> str:
    """Cut the outlet's name from the end (or the beginning) of a title.

    A part names the outlet if, written together, it equals or contains a name of the outlet. A short last part after
    a bar or a dash without such a name is kept, for titles have dashes too.
    """
    for _ in range(3):
        parts = list(_SEPARATOR.finditer(title))
        if not parts:
            break
        last, first = parts[-1], parts[0]
        if _is_outlet(title[last.end() :], names) and title[: last.start()].strip():
            title = title[: last.start()].strip()
        elif _is_outlet(title[: first.start()], names) and title[first.end() :].strip():
            title = title[first.end() :].strip()
        else:
            break
    return title.strip()


def _is_outlet(part: str, names: frozenset[str]) -> bool:
    text = key(part)
    if not text or word_count(part) > 8:
        return False
    return any(
        text == name or (len(name) > 3 and name in text and len(text) < 3 * len(name) + 12) for name in names
    ) or (len(text) > 3 and any(text in name for name in names))


def key(text: str) -> str:
    """Return letters and digits only, folded and run together, as in a host name."""
    if text.isascii():
        return text.encode("ascii").translate(_SMALL, _NO_ASCII_WORD).decode("ascii")
    return _folded(text) if len(text) <= _MAX_REMEMBERED else _folded.__wrapped__(text)


@lru_cache(maxsize=_MOST_REMEMBERED)
def _folded(text: str) -> str:
    return _NO_WORD.sub("", unicodedata.normalize("NFKC", text).casefold())


def agrees(headline: str, declared_title: str) -> bool:
    """Return True if two headlines are the same, or differ by a kicker or a suffix."""
    a, b = key(headline), key(declared_title)
    if not a or not b:
        return False
    if a == b:
        return True
    short, long = sorted((a, b), key=len)
    return len(short) >= _MIN_AGREEMENT and short in long and len(short) * 2 >= len(long)


def _without_label(title: str) -> str:
    """Cut a label of a few words behind a bar: "… | Opinion"."""
    bar = next(reversed(list(_BAR.finditer(title))), None)
    if bar is None or not word_count(title[bar.end() :]) <= _LABEL_WORDS < word_count(title[: bar.start()]):
        return title
    return title[: bar.start()]
