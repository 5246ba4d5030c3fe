"""Export for other programs: each table as Parquet, current claims as JSON lines and as schema.org JSON-LD."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from hearsay.warehouse.connection import DEFAULT_WAIT_SECONDS, open_for_reading
from hearsay.warehouse.location import Location
from hearsay.warehouse.migrate import check_version
from hearsay.warehouse.schema import TABLES
from hearsay.warehouse.views import ATTRIBUTION_COLUMNS, CLAIM_MARKS

CLAIMS_FILE = "claims.jsonl"
CLAIMS_LD_FILE = "claims.jsonld"

_CLAIMS_SQL = f"""
SELECT {", ".join(f"who.{column.name}" for column in (*ATTRIBUTION_COLUMNS, *CLAIM_MARKS))},
    article.published_precision, article.site_name, article.authors, article.modified_at, article.version,
    article.version_id, who.source_spans, who.cue_spans, who.content_spans, who.reader_version
FROM decisions.claims_now AS who
JOIN articles AS article USING (version_number)
ORDER BY who.claim_id
"""  # noqa: S608 - our names


def export_warehouse(path: Location, folder: Path, wait_seconds: float = DEFAULT_WAIT_SECONDS) -> dict[str, int]:
    """Write the export of a warehouse into a folder.

    A Parquet file for each table holds all rows with the types of the schema. The two files of claims hold the
    current claims. All files show the same state of the warehouse.

    Args:
        path: The warehouse.
        folder: Folder of the export. A missing folder is created.
        wait_seconds: Longest wait for a locked warehouse.

    Returns:
        The number of rows of each file, by file name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: dict[str, int] = {}
    with open_for_reading(path, wait_seconds) as connection:
        check_version(connection, path)
        for name, table in TABLES.items():
            key = ", ".join(table.key)
            frame = connection.sql(f"FROM {name} ORDER BY {key}").pl()
            frame.write_parquet(folder / f"{name}.parquet", compression="zstd")
            written[f"{name}.parquet"] = frame.height
        claims = _claims(connection)
    written[CLAIMS_FILE] = _write_lines(claims, folder / CLAIMS_FILE)
    written[CLAIMS_LD_FILE] = _write_linked_data(claims, folder / CLAIMS_LD_FILE)
    return written


def _claims(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    return connection.sql(_CLAIMS_SQL).pl()


def _write_lines(claims: pl.DataFrame, file: Path) -> int:
    with file.open("w", encoding="utf-8") as out:
        for row in claims.iter_rows(named=True):
            out.write(json.dumps(row, ensure_ascii=False, default=_plain) + "\n")
    return claims.height


def _write_linked_data(claims: pl.DataFrame, file: Path) -> int:
    with file.open("w", encoding="utf-8") as out:
        graph = list(_linked_data(claims))
        json.dump(
            {"@context": "https://schema.org", "@graph": graph}, out, ensure_ascii=False, indent=1, default=_plain
        )
        out.write("\n")
    return claims.height


def _linked_data(claims: pl.DataFrame) -> Iterator[dict[str, Any]]:
    for row in claims.iter_rows(named=True):
        claim = {
            "@type": "Claim",
            "@id": f"urn:hearsay:claim:{row['claim_id']}",
            "text": row["content_text"],
            "author": _author(row),
            "appearance": _article(row),
        }
        if row["parent_claim_id"]:
            claim["isPartOf"] = {"@id": f"urn:hearsay:claim:{row['parent_claim_id']}"}
        yield _without_empty(claim)


def _author(row: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the source of a claim, or None without a source. A source without an entity keeps the article's words.

    The source type decides between Person, Organization and CreativeWork.
    """
    name = row["source_entity"] or row["source_text"]
    if name is None:
        return None
    is_body = row["source_type"] in ("organization", "group")
    kind = "CreativeWork" if row["source_type"] == "document" else ("Organization" if is_body else "Person")
    return {"@type": kind, "name": name}


def _article(row: Mapping[str, Any]) -> dict[str, Any]:
    outlet = row["site_name"] or row["domain"]
    return _without_empty(
        {
            "@type": "NewsArticle",
            "@id": f"urn:hearsay:version:{row['version_id']}",
            "url": row["url"],
            "headline": row["title"],
            "author": [{"@type": "Person", "name": name} for name in row["authors"]],
            "publisher": {"@type": "Organization", "name": outlet} if outlet else None,
            "datePublished": _published(row),
            "dateModified": row["modified_at"],
            "inLanguage": row["language"],
        }
    )


def _published(row: Mapping[str, Any]) -> str | None:
    """Return the time of publication as precisely as it is known: a day without a time is not midnight."""
    if row["published_at"] is None:
        return None
    length = {"year": 4, "month": 7, "day": 10}.get(row["published_precision"])
    return str(row["published_at"].isoformat()[:length])


def _without_empty(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, [])}


def _plain(value: Any) -> str:
    return str(value.isoformat())
