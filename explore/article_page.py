"""The HTML page of an article: the text with highlights, the claims, and a comparison of versions."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from hearsay.explore.highlights import cut_paragraphs
from hearsay.explore.revisions import compare_texts
from hearsay.pipelines.records import Attribution, Mention, Reading, Span, Spans
from hearsay.warehouse.connection import open_for_reading
from hearsay.warehouse.location import Location
from hearsay.warehouse.migrate import check_version
from hearsay.warehouse.stored_article import StoredVersion, find_article

CERTAINTIES = {"CT": "certain", "PR": "probable", "PS": "possible", "U": "certainty unknown"}
POLARITIES = {"+": "affirmed", "-": "says it is not so", "u": "left open"}
DENIED = "denies it"
"""A negative claim whose cue denies. Other negative claims state that something is not so."""
NOT_SHOWN = "�"


def show_article(warehouse: Location, reference: str, wait_seconds: float) -> tuple[StoredVersion, str]:
    """Return the current version of an article and its HTML page.

    Raises UsageError if `reference`, an id, an address or words of the title, fits no article or several.
    """
    with open_for_reading(warehouse, wait_seconds) as connection:
        check_version(connection, warehouse)
        versions = find_article(connection, reference)
    current = next((version for version in versions if version.article["is_current"]), versions[-1])
    return current, article_page(versions, current)


def stored_reading(version: StoredVersion) -> Reading:
    """Return the reading of a version, from its rows in the warehouse."""
    mentions = tuple(
        Mention(row["start_char"], row["end_char"], row["entity_type"], row["confidence"])
        for row in version.mentions.to_dicts()
    )
    attributions = tuple(
        Attribution(
            source=_spans(row["source_spans"]),
            cue=_spans(row["cue_spans"]),
            content=_spans(row["content_spans"]),
            quote_type=row["quote_type"],
            confidence=row["confidence"],
        )
        for row in version.claims.to_dicts()
    )
    return Reading(mentions, attributions, version.article["reader_version"])


def article_page(versions: Sequence[StoredVersion], current: StoredVersion) -> str:
    """Return a self-contained HTML page. Text from the original page is escaped, never used as markup."""
    folder = Path(__file__).parent / "templates"
    environment = Environment(
        loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, finalize=_shown
    )
    article = current.article
    return environment.get_template("article.html.j2").render(
        title=article["title"] or "Without a title",
        article=article,
        facts=list(_facts(article, versions)),
        paragraphs=cut_paragraphs(article["text"], stored_reading(current)),
        cards=[_card(number, row) for number, row in enumerate(current.claims.to_dicts(), start=1)],
        comparisons=[_comparison(before, after) for before, after in pairwise(versions)],
    )


def _spans(cells: Sequence[Mapping[str, int]]) -> Spans:
    return tuple(Span(cell["start"], cell["end"]) for cell in cells)


def _facts(article: Mapping[str, Any], versions: Sequence[StoredVersion]) -> Iterator[tuple[str, str, str | None]]:
    """Yield the name, value and link of each known fact of the article."""
    address = article["url"] or article["canonical_url"]
    if address:
        yield "address", address, address if address.startswith(("https://", "http://")) else None
    if article["authors"]:
        yield "by", ", ".join(article["authors"]), None
    if article["published_at"]:
        basis = f"({article['published_basis']}, to the {article['published_precision']})"
        yield "published", f"{_instant(article['published_at'])} {basis}", None
    else:
        yield "published", "not known", None
    if article["modified_at"]:
        yield "modified", _instant(article["modified_at"]), None
    yield "first seen", _instant(article["first_seen_at"]), None
    yield "version", f"{article['version']} of {len(versions)}", None
    yield "language", article["language"] or "not known", None
    yield "article", article["article_id"], None
    yield "read by", article["reader_version"], None


def _card(number: int, row: Mapping[str, Any]) -> dict[str, Any]:
    polarity = DENIED if row["kind"] == "denies" and row["polarity"] == "-" else POLARITIES[row["polarity"]]
    facts = [row["source_type"], row["quote_type"], CERTAINTIES[row["certainty"]], polarity]
    if row["kind"] is not None and row["source_type"] != "author":
        facts.insert(0, row["kind"] if row["is_said"] else f"{row['kind']}, not said")
    if row["source_role_text"] is not None:
        facts.append(f"role: {row['source_role_text']}")
    if row["check_worthiness"] is not None:
        facts.append(f"check-worthiness {row['check_worthiness']:.2f}")
    facts.append(f"confidence {row['confidence']:.2f}")
    if row["closed_at"] is not None:
        facts.append(f"closed: {row['closed_reason']}")
    return {
        "number": number,
        "facts": facts,
        "source": row["source_text"],
        "entity": row["source_entity"],
        "cue": row["cue_text"],
        "content": row["content_text"],
    }


def _comparison(before: StoredVersion, after: StoredVersion) -> dict[str, Any]:
    rows = compare_texts(before.article["text"], after.article["text"])
    changed = [row for row in rows if not row.is_same]
    kept = len(set(before.claims["content_text"]) & set(after.claims["content_text"]))
    gone, new = before.claims.height - kept, after.claims.height - kept
    return {
        "before": _version(before),
        "after": _version(after),
        "rows": changed,
        "same": len(rows) - len(changed),
        "summary": f"{len(changed)} paragraphs changed; {kept} claims kept, {gone} gone, {new} new",
    }


def _version(version: StoredVersion) -> dict[str, Any]:
    return {"number": version.article["version"], "seen": _instant(version.article["first_seen_at"])}


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def _shown(value: object) -> object:
    """Replace control characters, because the text of a page must not control its display."""
    if type(value) is str:
        return "".join(c if c.isprintable() or c in "\n\t" else NOT_SHOWN for c in value)
    return value
