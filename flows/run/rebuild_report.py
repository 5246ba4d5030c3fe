"""The changes of a rebuild, as text."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hearsay.warehouse.comparison import Comparison, Missing

MOST_ARTICLES_SHOWN = 10
MOST_MISSING_SHOWN = 10
_LONGEST = 100
_SIGNS = (("gone", "-"), ("new", "+"), ("judged anew", "~"))


def report_lines(
    archive: str, archive_set: str, comparison: Comparison | None, missing: list[Missing], retired: int
) -> Iterator[str]:
    """Yield the lines below the receipt: totals, changed articles with example claims, captures not rebuilt."""
    yield f"rebuilt from {archive}"
    if comparison is None:
        yield "  no earlier data to compare with; --against WAREHOUSE compares with another warehouse"
    else:
        yield from _comparison_lines(comparison)
    if retired:
        yield f"  {retired:,} article versions are no longer current: no capture gives them any more"
    yield from _missing_lines(missing)
    if Path(archive).absolute() != Path(archive_set).absolute():
        yield f"  new captures go to {archive_set}; to use this archive instead, set archive.folder to its path"


def _comparison_lines(comparison: Comparison) -> Iterator[str]:
    counts, claims = comparison.articles, comparison.claims
    changes = ", ".join(f"{field} {counts[f'{field}_changed']:,}" for field in ("text", "title", "date", "authors"))
    yield (
        f"  articles {counts['before']:,} before, {counts['now']:,} now: {counts['the_same']:,} the same; changed: "
        f"{changes}; {counts['no_longer']:,} no longer, {counts['new']:,} new"
    )
    kept = claims["kept"] + claims["judged anew"]
    yield (
        f"  claims   {kept + claims['gone']:,} before = {kept:,} kept + {claims['gone']:,} gone; "
        f"{kept + claims['new']:,} now = {kept:,} kept + {claims['new']:,} new; "
        f"{claims['judged anew']:,} of the kept claims are judged differently"
    )
    for article in comparison.changed[:MOST_ARTICLES_SHOWN]:
        yield from _article_lines(article)
    more = len(comparison.changed) + comparison.changed_left_out - MOST_ARTICLES_SHOWN
    if more > 0:
        yield f"  … and {more:,} more articles; --json lists {len(comparison.changed):,}"


def _article_lines(article: dict[str, Any]) -> Iterator[str]:
    claims = article["claims"]
    change = article.get("no_longer") and f"no longer an article, {article['no_longer']}"
    change = change or ("new" if article.get("new") else ", ".join(article["changed"]) or "the same article")
    counts = ", ".join(f"{claims[fate]:,} {fate}" for fate in ("kept", "gone", "new"))
    yield f"  {article['article']}: {change}; claims: {counts}"
    for field in ("title", "date", "authors"):
        if field in article:
            yield f"    {field}: {_shown(article[field]['old'])} → {_shown(article[field]['new'])}"
    for fate, sign in _SIGNS:
        for claim in article["examples"][fate]:
            source = claim["source_text"] or "(no source)"
            yield f"    {sign} {_cut(source)}: {_cut(claim['content_text'])}"


def _missing_lines(missing: list[Missing]) -> Iterator[str]:
    if not missing:
        return
    yield f"  not rebuilt: {len(missing):,} captures"
    for capture in missing[:MOST_MISSING_SHOWN]:
        yield f"    {capture.name}: {capture.why}"
    if len(missing) > MOST_MISSING_SHOWN:
        yield f"    … and {len(missing) - MOST_MISSING_SHOWN:,} more; --json lists all"


def _shown(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, list):
        return ", ".join(value) or "none"
    return str(value.isoformat()) if hasattr(value, "isoformat") else _cut(str(value))


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
