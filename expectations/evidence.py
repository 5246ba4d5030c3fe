"""Evidence: values from other rows that a rule needs, such as the text of a span, or a number of mentions.

The names of evidence columns begin with '@'. They exist only during the audit of a chunk; schema columns never have
such a name.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import polars as pl

from hearsay.warehouse.schema import PAGE_TABLES, TABLES

PART_SEPARATOR = " … "
"""The text between the parts of a discontinuous span in a `_text` column (see the schema of claims)."""

CLAIM_ROLES = ("source", "cue", "content")
CLAIM_PHRASES = ("about", "said", "source_role", "affiliation")


@dataclass(frozen=True, slots=True)
class KnownKeys:
    """Keys in the warehouse, by table. Only keys that the chunk refers to are needed.

    `texts` maps a version_id of the warehouse to the text, for mentions and claims of articles outside the chunk.
    Without the text their spans are broken, because they cannot be traced. `released` holds (table, row id, rule) of
    rows released from quarantine.
    """

    runs: frozenset[str] = frozenset()
    captures: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    entities: frozenset[str] = frozenset()
    mentions: frozenset[str] = frozenset()
    claims: frozenset[str] = frozenset()
    texts: Mapping[str, str] = field(default_factory=dict)
    released: frozenset[tuple[str, str, str]] = frozenset()

    def of(self, table_name: str) -> frozenset[str]:
        """Return the known keys of a table. Raises KeyError for a table that no other table refers to."""
        keys = {
            "runs": self.runs,
            "captures": self.captures,
            "articles": self.articles,
            "entities": self.entities,
            "mentions": self.mentions,
            "claims": self.claims,
        }
        return keys[table_name]


def keys_asked_for(frames: Mapping[str, pl.DataFrame]) -> dict[str, frozenset[str]]:
    """Return the keys that a chunk refers to but does not hold, by table, for the lookup in the warehouse."""
    missing_keys: dict[str, set[str]] = {}
    for name in PAGE_TABLES:
        for column, target in TABLES[name].references:
            held = frames[target][TABLES[target].key[0]] if target in frames else pl.Series([], dtype=pl.String)
            absent = frames[name].filter(~pl.col(column).is_in(held.implode()))[column].drop_nulls()
            missing_keys.setdefault(target, set()).update(absent)
    return {target: frozenset(keys) for target, keys in missing_keys.items()}


def add_evidence(
    frames: Mapping[str, pl.DataFrame], known_keys: KnownKeys, run_id: str, audited_at: datetime
) -> dict[str, pl.DataFrame]:
    """Return the frames of a chunk with the evidence columns of their rules. Rows and their order are unchanged."""
    versions = _version_texts(frames["articles"], known_keys)
    evidence = {name: _with_references(name, frames, known_keys, run_id) for name in PAGE_TABLES}
    evidence["captures"] = evidence["captures"].with_columns(
        pl.lit(audited_at).dt.cast_time_unit("us").dt.convert_time_zone("UTC").alias("@audited_at")
    )
    evidence["articles"] = _with_article_evidence(evidence["articles"], frames)
    evidence["mentions"] = _with_mention_evidence(evidence["mentions"], frames, versions)
    evidence["entities"] = _with_count(
        evidence["entities"], frames["mentions"], key="entity_id", column="entity_id", name="@mention_count"
    )
    evidence["claims"] = _with_claim_evidence(evidence["claims"], frames, versions)
    evidence["claim_mentions"] = _with_part_evidence(evidence["claim_mentions"], frames)
    return evidence


def _with_references(
    name: str, frames: Mapping[str, pl.DataFrame], known_keys: KnownKeys, run_id: str
) -> pl.DataFrame:
    """Add a column for each reference: True if the target exists.

    A missing reference counts as True; the schema decides.
    """
    table = TABLES[name]
    columns = []
    for column, target in table.references:
        keys = pl.Series([run_id]) if target == "runs" else frames[target][TABLES[target].key[0]]
        existing_keys = pl.concat([keys, pl.Series(list(known_keys.of(target)), dtype=pl.String)]).drop_nulls()
        is_there = pl.col(column).is_in(existing_keys.implode())
        columns.append(is_there.fill_null(value=True).alias(f"@{column}_known"))
    return frames[name].with_columns(columns)


def _version_texts(articles: pl.DataFrame, known_keys: KnownKeys) -> pl.DataFrame:
    """Return a row for each version with a known text: @version_id, @version_text, @version_article_id."""
    chunk = articles.select("version_id", "text", "article_id")
    elsewhere = pl.DataFrame(
        {"version_id": list(known_keys.texts), "text": list(known_keys.texts.values())},
        schema={"version_id": pl.String, "text": pl.String},
    )
    both = pl.concat([chunk, elsewhere], how="diagonal").unique("version_id", keep="first", maintain_order=True)
    return both.select(
        pl.col("version_id").alias("@version_id"),
        pl.col("text").alias("@version_text"),
        pl.col("article_id").alias("@version_article_id"),
    )


def _with_count(frame: pl.DataFrame, named_in: pl.DataFrame, *, key: str, column: str, name: str) -> pl.DataFrame:
    """Add the number of rows in another frame that name each row's key."""
    counts = named_in.select(pl.col(column).alias("@key")).drop_nulls().group_by("@key").agg(pl.len().alias(name))
    joined = frame.join(counts, left_on=key, right_on="@key", how="left", maintain_order="left")
    return joined.with_columns(pl.col(name).fill_null(0))


def _with_article_evidence(articles: pl.DataFrame, frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Add the hash of the text, True if the capture has a time, and the number of claims."""
    hashes = [None if text is None else hashlib.sha256(text.encode()).hexdigest() for text in articles["text"]]
    timeless = frames["captures"].filter(pl.col("fetched_at").is_null())["capture_id"]
    articles = articles.with_columns(
        pl.Series("@text_sha256", hashes, dtype=pl.String),
        (~pl.col("capture_id").is_in(timeless.implode())).alias("@capture_time_known"),
    )
    return _with_count(articles, frames["claims"], key="version_id", column="version_id", name="@claim_count")


def _with_mention_evidence(
    mentions: pl.DataFrame, frames: Mapping[str, pl.DataFrame], versions: pl.DataFrame
) -> pl.DataFrame:
    """Add the text at the span and the type of the entity. For an unknown version, only the reference is at fault."""
    entities = frames["entities"].select(
        pl.col("entity_id").alias("@entity_id"), pl.col("entity_type").alias("@entity_type")
    )
    joined = mentions.join(versions, left_on="version_id", right_on="@version_id", how="left", maintain_order="left")
    joined = joined.join(
        entities.unique("@entity_id"), left_on="entity_id", right_on="@entity_id", how="left", maintain_order="left"
    )
    start, end = pl.col("start_char"), pl.col("end_char")
    cut_text = _cut(start, end)
    return joined.with_columns(
        pl.when("@version_id_known").then(cut_text).otherwise("mention_text").alias("@found_text")
    ).drop("@version_text")


def _cut(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """Return text[start:end] in code points, as Python does; null for a span outside of the text."""
    inside = (start >= 0) & (end <= pl.col("@version_text").str.len_chars()) & (start <= end)
    return pl.when(inside).then(pl.col("@version_text").str.slice(start, pl.max_horizontal(end - start, 0)))


def _with_claim_evidence(
    claims: pl.DataFrame, frames: Mapping[str, pl.DataFrame], versions: pl.DataFrame
) -> pl.DataFrame:
    """Add the text of each span, date and role, the order of the spans, and the position of content and parent."""
    joined = claims.join(versions, left_on="version_id", right_on="@version_id", how="left", maintain_order="left")
    joined = joined.with_row_index("@row").with_columns(
        _first_start("content_spans").alias("@content_start"), _last_end("content_spans").alias("@content_end")
    )
    for role in CLAIM_ROLES:
        joined = joined.join(_read_role(joined, role), on="@row", how="left", maintain_order="left").with_columns(
            pl.when("@version_id_known").then(f"@{role}_found").otherwise(f"{role}_text").alias(f"@{role}_found"),
            pl.col(f"@{role}_in_order").fill_null(value=True),
        )
    for phrase in CLAIM_PHRASES:
        words = _cut(pl.col(f"{phrase}_start_char"), pl.col(f"{phrase}_end_char"))
        joined = joined.with_columns(
            pl.when("@version_id_known").then(words).otherwise(f"{phrase}_text").alias(f"@{phrase}_found")
        )
    parent_ids = claims["parent_claim_id"].drop_nulls().implode()
    parents = frames["claims"].filter(pl.col("claim_id").is_in(parent_ids)).unique("claim_id")
    parents = parents.select(
        pl.col("claim_id").alias("@parent"),
        pl.col("version_id").alias("@parent_version_id"),
        _first_start("content_spans").alias("@parent_start"),
        _last_end("content_spans").alias("@parent_end"),
    )
    joined = joined.join(parents, left_on="parent_claim_id", right_on="@parent", how="left", maintain_order="left")
    return joined.drop("@version_text", "@row")


def _first_start(column: str) -> pl.Expr:
    return pl.col(column).list.first().struct.field("start")


def _last_end(column: str) -> pl.Expr:
    return pl.col(column).list.last().struct.field("end")


def _read_role(claims: pl.DataFrame, role: str) -> pl.DataFrame:
    """Return @row, @{role}_found and @{role}_in_order for the claims with spans of the role."""
    parts = claims.select("@row", "@version_text", pl.col(f"{role}_spans").alias("@span"))
    parts = parts.filter(pl.col("@span").list.len() > 0).explode("@span").unnest("@span")
    start, end = pl.col("start"), pl.col("end")
    before = pl.when(pl.col("@row") == pl.col("@row").shift(1)).then(end.shift(1))  # parts of a row are neighbours
    parts = parts.with_columns(
        _cut(start, end).alias("@words"),
        ((start < end) & (start >= before.fill_null(0))).fill_null(value=False).alias("@fine"),
    )
    # Lists are joined after grouping. A string expression in each group would take five times as long.
    return (
        parts.group_by("@row", maintain_order=True)
        .agg("@words", "@fine")
        .select(
            "@row",
            pl.col("@words").list.join(PART_SEPARATOR, ignore_nulls=False).alias(f"@{role}_found"),
            pl.col("@fine").list.all().alias(f"@{role}_in_order"),
        )
    )


def _with_part_evidence(parts: pl.DataFrame, frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Add the versions of the claim and of the mention, if these are in the chunk."""
    for noun in ("claim", "mention"):
        versions = frames[f"{noun}s"].select(
            pl.col(f"{noun}_id").alias("@key"), pl.col("version_id").alias(f"@{noun}_version_id")
        )
        parts = parts.join(
            versions.unique("@key"), left_on=f"{noun}_id", right_on="@key", how="left", maintain_order="left"
        )
    return parts
