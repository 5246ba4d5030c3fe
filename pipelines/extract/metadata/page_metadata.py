"""Fields of an article that the page states beside its text: outlet, section, keywords, paywall.

The rule of a new field stands here, or in a module of its own if it is long. `with_page_metadata` calls the rule.
"""

import re
from dataclasses import replace

from hearsay.pipelines.extract.metadata.article_node import article_node
from hearsay.pipelines.extract.metadata.paywall import PAYWALL, find_paywall
from hearsay.pipelines.extract.page.html_page import Page
from hearsay.pipelines.extract.page.linked_data import resolve, text_of, types_of
from hearsay.pipelines.language import Languages
from hearsay.pipelines.records import Article

_PLACEHOLDERS = "sections/placeholders"

_MAX_TAGS = 50
_MAX_TAG_LENGTH = 120
_HANDLE = re.compile(r"^@|^https?://")
_TRAILING_MARKS = " |–—-·•:»«"
_CODE_TAG = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{20,}|[0-9a-f]{16,}|[A-Z0-9]+(?:,[A-Z0-9]+){2,}")
_PAIR_TAG = re.compile(r"[\w -]{2,30}: ?\S.*")
_MOST_PAIRS = 2


def with_page_metadata(article: Article, page: Page, languages: Languages) -> Article:
    """Add the fields that the page states beside its text."""
    return replace(
        article,
        site_name=site_name(page),
        section=section(page, languages),
        tags=tags(page),
        is_paywalled=find_paywall(page, article.text, _marks(article), languages),
    )


def _marks(article: Article) -> frozenset[str]:
    return frozenset(item.text for item in article.removed if item.reason == PAYWALL)


def site_name(page: Page) -> str | None:
    """Return the outlet's name: og:site_name, the article's publisher, the web site's object, application names."""
    names = [page.meta("og:site_name", "og:site:name", "og:sitename")]
    node = article_node(page)
    if node:
        names.append(text_of(resolve(page.nodes, node.get("publisher"))))
    names.extend(text_of(item.get("name")) for item in page.nodes if "WebSite" in types_of(item))
    names.append(page.meta("application-name", "apple-mobile-web-app-title", "dc.publisher", "publisher"))
    for name in names:
        stripped = (name or "").strip(_TRAILING_MARKS)
        if stripped and not _HANDLE.search(stripped) and len(stripped) <= 100:
            return stripped
    return None


def section(page: Page, languages: Languages) -> str | None:
    """Return the article's section from its JSON-LD or the page's head."""
    node = article_node(page) or {}
    name = text_of(node.get("articleSection")) or page.meta(
        "article:section", "og:section", "parsely-section", "prism.section", "section", "primary_section"
    )
    is_section = bool(name) and not _says_no_section(page, name or "", languages)
    return name if is_section and len(name or "") <= _MAX_TAG_LENGTH else None


def _says_no_section(page: Page, name: str, languages: Languages) -> bool:
    """Return True for the outlet's own name, or for a content system's placeholder for no section."""
    folded = name.casefold()
    return folded in languages.made(_placeholders) or folded == (site_name(page) or "").casefold()


def _placeholders(languages: Languages) -> frozenset[str]:
    return frozenset(name.casefold() for name in languages.words(_PLACEHOLDERS))


def tags(page: Page) -> tuple[str, ...]:
    """Return the page's keywords in order, without repeats, at most 50; keywords for machines are left out."""
    node = article_node(page) or {}
    lists: list[list[str]] = [list(page.metas.get("article:tag", ()))]
    keywords = node.get("keywords")
    if isinstance(keywords, list):
        lists.append([text for item in keywords if (text := text_of(item))])
    else:
        lists.append(_split_keywords(text_of(keywords)))
    lists.append(_split_keywords(page.meta("news_keywords", "keywords", "parsely-tags", "sailthru.tags")))
    for keywords in lists:
        cleaned = _for_people([tag.strip(" \"'#") for tag in keywords])
        kept = {tag.casefold(): tag for tag in reversed(cleaned)}
        if kept:
            return tuple(list(reversed(kept.values()))[:_MAX_TAGS])
    return ()


def _for_people(tags: list[str]) -> list[str]:
    """Drop numbers of a system, codes run together, and names with values ("type: listicle").

    A title may have a colon ("Andor: season two"), so names with values are dropped only if there are three or more.
    """
    kept = [tag for tag in tags if tag and len(tag) <= _MAX_TAG_LENGTH and not _CODE_TAG.fullmatch(tag)]
    pairs = {tag for tag in kept if _PAIR_TAG.fullmatch(tag)}
    return [tag for tag in kept if tag not in pairs] if len(pairs) > _MOST_PAIRS else kept


def _split_keywords(text: str | None) -> list[str]:
    return re.split(r"\s*[;,，、|]\s*", text) if text else []
