"""The authors of an article: from JSON-LD, then the page's head, then the visible byline."""

from typing import Any

from hearsay.pipelines.extract.metadata.article_node import article_node
from hearsay.pipelines.extract.metadata.bylines import has_prefix, read_byline, read_declared
from hearsay.pipelines.extract.metadata.headline import key, outlet_names
from hearsay.pipelines.extract.metadata.person_names import is_name, is_person_like
from hearsay.pipelines.extract.metadata.visible_byline import labelled_authors, linked_authors, visible_authors
from hearsay.pipelines.extract.page.html_page import Page
from hearsay.pipelines.extract.page.linked_data import resolve, text_of
from hearsay.pipelines.language import Languages

_ORGANISATION_WORDS = "bylines/organisation_words"
_LABELS = "bylines/labels"

_META_NAMES = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "cxenseparse:author",
    "byl",
    "citation_author",
    "dc.creator",
    "dcterms.creator",
    "og:author",
    "article:author_name",
)
_LABELLED = (("twitter:label1", "twitter:data1"), ("twitter:label2", "twitter:data2"))


def find_authors(page: Page, title: str | None, languages: Languages) -> tuple[str, ...]:
    """Return the authors' names in order, without repeats; empty if the page names nobody.

    The names of the outlet and of its publisher count only if no person is named and the page's JSON-LD declares the
    outlet as the author. An agency that is declared beside people stays.
    """
    outlets = outlet_names(page) | _publishers(page)
    linked, metas = _from_linked_data(page, languages), _from_metas(page, outlets, languages)
    labelled = _without_outlet(labelled_authors(page, title, languages), outlets, languages)
    people = _without_outlet(linked, outlets, languages)
    if people:
        return _corrected(_completed(people, linked_authors(page, title, languages)), labelled)
    visible = visible_authors(page, title, languages)
    people = _without_outlet(metas, outlets, languages)
    if people:
        return _corrected(_completed(people, visible), labelled)
    people = tuple(name for name in _without_outlet(visible, outlets, languages) if not _extends(name, linked))
    if people and (not linked or any(is_person_like(name, languages) for name in people)):
        return people
    return tuple(linked or metas or visible) or _declared_label(page, languages)


def _extends(name: str, declared: list[str]) -> bool:
    """Return True for a declared name with a word of the page behind it ("Example Last")."""
    return any(name.startswith(f"{declared_name} ") for declared_name in declared)


def _declared_label(page: Page, languages: Languages) -> tuple[str, ...]:
    """Return the label that a page declares in the place of a name: "Staff"."""
    labels = languages.words(_LABELS)
    texts = (page.meta("author"), *(page.meta(data) for _, data in _LABELLED))
    return next(((text,) for text in texts if text and text.casefold() in labels), ())


def _corrected(declared: tuple[str, ...], labelled: tuple[str, ...]) -> tuple[str, ...]:
    """Return the byline behind the headline if it names other people than the metadata; else the declared names."""
    declared_words, labelled_words = (
        {key(word) for name in names for word in name.split()} for names in (declared, labelled)
    )
    is_other = bool(labelled) and len(declared) == 1 and declared_words.isdisjoint(labelled_words)
    return labelled if is_other else declared


def _completed(people: tuple[str, ...], visible: list[str]) -> tuple[str, ...]:
    """Return the byline if the byline adds names to the declared names, else the declared names.

    The head of a page often declares only the first author.
    """
    if set(people) < set(visible):
        return tuple(visible)
    return people


def _without_outlet(names: list[str], outlets: frozenset[str], languages: Languages) -> tuple[str, ...]:
    """Drop repeats and the outlet's name, alone or with an added word ("n-tv NACHRICHTEN")."""
    first = {key(name): name for name in reversed(names)}
    return tuple(name for folded, name in reversed(first.items()) if not _is_outlet(name, folded, outlets, languages))


def _is_outlet(name: str, folded: str, outlets: frozenset[str], languages: Languages) -> bool:
    if folded in outlets:
        return True
    organisation_words = languages.words(_ORGANISATION_WORDS)
    rest = [key(part) for part in name.split() if part.casefold() not in organisation_words]
    return "".join(rest) in outlets or (not rest and len(name.split()) > 1)


def _publishers(page: Page) -> frozenset[str]:
    node = article_node(page) or {}
    publisher = node.get("publisher")
    items = publisher if isinstance(publisher, list) else [publisher]
    return frozenset(key(name) for item in items if (name := text_of(resolve(page.nodes, item))))


def _from_linked_data(page: Page, languages: Languages) -> list[str]:
    node = article_node(page) or {}
    value: Any = node.get("author") or node.get("creator") or []
    names: list[str] = []
    for item in value if isinstance(value, list) else [value]:
        author = resolve(page.nodes, item)
        name = text_of(author)
        if name is None and isinstance(author, dict):
            given_name, family_name = text_of(author.get("givenName")), text_of(author.get("familyName"))
            name = " ".join(part for part in (given_name, family_name) if part)
            names.extend(read_byline(text_of(author.get("byline")) or "", languages).names if not name else ())
        if name:
            names.extend(read_declared(name, languages))
    return names


def _from_metas(page: Page, outlets: frozenset[str], languages: Languages) -> list[str]:
    for meta_name in _META_NAMES:
        texts = [text for text in page.metas.get(meta_name, ()) if "://" not in text]
        names = [name for text in texts for name in _names_but_address(text, outlets, languages)]
        if any(is_name(name, languages) for name in names):
            return names
    for label, data in _LABELLED:
        if has_prefix(f"{page.meta(label) or ''} X", languages):
            return list(_names_but_address(page.meta(data) or "", outlets, languages))
    return []


def _names_but_address(text: str, outlets: frozenset[str], languages: Languages) -> tuple[str, ...]:
    """Return the names, or only the first name if that is the outlet: an address may follow.

    An example is "example.com, Frankfurt, Germany".
    """
    names = read_byline(text, languages).names
    return names[:1] if names and key(names[0]) in outlets else names
