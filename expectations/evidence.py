"""What a rule needs to know of other rows: the texts behind the spans, which keys exist, how often a row is named.

Evidence columns are named with a leading '@' and live only while a chunk is audited; schema columns never have one.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import polars as pl

from hearsay.warehouse.schema import PAGE_TABLES, TABLES

PART_SEPARATOR = " … "
"""What joins the parts of a discontinuous span in a `_text` column (see the schema of claims)."""

CLAIM_ROLES = ("source", "cue", "content")
CLAIM_CLOCKS = ("about", "said")


@dataclass(frozen=True, slots=True)
class KnownKeys:
    """Keys that are in the warehouse already, by table; only those that the chunk refers to need to be here.

    `texts` maps a version_id of the warehouse to its text, for chunks whose mentions or claims belong to an article
    that is not itself in the chunk; without it, their spans count as broken, because nobody can trace them.
    `released` holds (table, row id, rule) of what somebody has released from quarantine.
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
        """The known keys of a table that others refer to. Raises KeyError for another name."""
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
    """The keys that a chunk refers to but does not hold, by table: what to look up in the warehouse for KnownKeys."""
    asked: dict[str, set[str]] = {}
    for name in PAGE_TABLES:
        for column, target in TABLES[name].references:
            held = frames[target][TABLES[target].key[0]] if target in frames else pl.Series([], dtype=pl.String)
            missing = frames[name].filter(~pl.col(column).is_in(held.implode()))[column].drop_nulls()
            asked.setdefault(target, set()).update(missing)
    return {target: frozenset(keys) for target, keys in asked.items()}


def add_evidence(
    frames: Mapping[str, pl.DataFrame], known: KnownKeys, run_id: str, audited_at: datetime
) -> dict[str, pl.DataFrame]:
    """The frames of a chunk with the evidence columns that their rules read; same rows in the same order."""
    versions = _version_texts(frames["articles"], known)
    found = {name: _with_references(name, frames, known, run_id) for name in PAGE_TABLES}
    found["captures"] = found["captures"].with_columns(
        pl.lit(audited_at).dt.cast_time_unit("us").dt.convert_time_zone("UTC").alias("@audited_at")
    )
    found["articles"] = _with_article_evidence(found["articles"], frames)
    found["mentions"] = _with_mention_evidence(found["mentions"], frames, versions)
    found["entities"] = _with_count(
        found["entities"], frames["mentions"], key="entity_id", column="entity_id", name="@mention_count"
    )
    found["claims"] = _with_claim_evidence(found["claims"], frames, versions)
    found["claim_mentions"] = _with_part_evidence(found["claim_mentions"], frames)
    return found


def _with_references(name: str, frames: Mapping[str, pl.DataFrame], known: KnownKeys, run_id: str) -> pl.DataFrame:
    """For each reference of the table, whether it points to something; a missing one is the schema's business."""
    table = TABLES[name]
    columns = []
    for column, target in table.references:
        keys = pl.Series([run_id]) if target == "runs" else frames[target][TABLES[target].key[0]]
        there = pl.concat([keys, pl.Series(list(known.of(target)), dtype=pl.String)]).drop_nulls()
        is_there = pl.col(column).is_in(there.implode())
        columns.append(is_there.fill_null(value=True).alias(f"@{column}_known"))
    return frames[name].with_columns(columns)


def _version_texts(articles: pl.DataFrame, known: KnownKeys) -> pl.DataFrame:
    """One row for each version whose text can be had: @version_id, @version_text, @version_article_id."""
    chunk = articles.select("version_id", "text", "article_id")
    elsewhere = pl.DataFrame(
        {"version_id": list(known.texts), "text": list(known.texts.values())},
        schema={"version_id": pl.String, "text": pl.String},
    )
    both = pl.concat([chunk, elsewhere], how="diagonal").unique("version_id", keep="first", maintain_order=True)
    return both.select(
        pl.col("version_id").alias("@version_id"),
        pl.col("text").alias("@version_text"),
        pl.col("article_id").alias("@version_article_id"),
    )


def _with_count(frame: pl.DataFrame, named_in: pl.DataFrame, *, key: str, column: str, name: str) -> pl.DataFrame:
    """How many rows of another frame name each row's key."""
    counts = named_in.select(pl.col(column).alias("@key")).drop_nulls().group_by("@key").agg(pl.len().alias(name))
    joined = frame.join(counts, left_on=key, right_on="@key", how="left", maintain_order="left")
    return joined.with_columns(pl.col(name).fill_null(0))


def _with_article_evidence(articles: pl.DataFrame, frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The hash of the text, whether its capture has a time, and the number of claims."""
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
    """The words at the span, and the type of the entity. Of an unknown version only the reference is at fault."""
    entities = frames["entities"].select(
        pl.col("entity_id").alias("@entity_id"), pl.col("entity_type").alias("@entity_type")
    )
    joined = mentions.join(versions, left_on="version_id", right_on="@version_id", how="left", maintain_order="left")
    joined = joined.join(
        entities.unique("@entity_id"), left_on="entity_id", right_on="@entity_id", how="left", maintain_order="left"
    )
    start, end = pl.col("start_char"), pl.col("end_char")
    words = _cut(start, end)
    return joined.with_columns(
        pl.when("@version_id_known").then(words).otherwise("mention_text").alias("@found_text")
    ).drop("@version_text")


def _cut(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """text[start:end] in code points, as Python has it; null for a span that reaches outside the text."""
    inside = (start >= 0) & (end <= pl.col("@version_text").str.len_chars()) & (start <= end)
    return pl.when(inside).then(pl.col("@version_text").str.slice(start, pl.max_horizontal(end - start, 0)))


def _with_claim_evidence(
    claims: pl.DataFrame, frames: Mapping[str, pl.DataFrame], versions: pl.DataFrame
) -> pl.DataFrame:
    """For each role and clock the words at its spans, whether spans are in order; where parent and content lie."""
    joined = claims.join(versions, left_on="version_id", right_on="@version_id", how="left", maintain_order="left")
    joined = joined.with_row_index("@row").with_columns(
        _first_start("content_spans").alias("@content_start"), _last_end("content_spans").alias("@content_end")
    )
    for role in CLAIM_ROLES:
        joined = joined.join(_read_role(joined, role), on="@row", how="left", maintain_order="left").with_columns(
            pl.when("@version_id_known").then(f"@{role}_found").otherwise(f"{role}_text").alias(f"@{role}_found"),
            pl.col(f"@{role}_in_order").fill_null(value=True),
        )
    for clock in CLAIM_CLOCKS:
        words = _cut(pl.col(f"{clock}_start_char"), pl.col(f"{clock}_end_char"))
        joined = joined.with_columns(
            pl.when("@version_id_known").then(words).otherwise(f"{clock}_text").alias(f"@{clock}_found")
        )
    asked_for = claims["parent_claim_id"].drop_nulls().implode()
    parents = frames["claims"].filter(pl.col("claim_id").is_in(asked_for)).unique("claim_id")
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
    """@row, @{role}_found and @{role}_in_order, for the claims that have spans of that role."""
    parts = claims.select("@row", "@version_text", pl.col(f"{role}_spans").alias("@span"))
    parts = parts.filter(pl.col("@span").list.len() > 0).explode("@span").unnest("@span")
    start, end = pl.col("start"), pl.col("end")
    before = pl.when(pl.col("@row") == pl.col("@row").shift(1)).then(end.shift(1))  # parts of a row are neighbours
    parts = parts.with_columns(
        _cut(start, end).alias("@words"),
        ((start < end) & (start >= before.fill_null(0))).fill_null(value=False).alias("@fine"),
    )
    # Lists are joined after grouping: an expression of strings in each of many groups takes five times as long.
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
    """The versions that the claim and the mention of each part were read in, where they are in the chunk."""
    for noun in ("claim", "mention"):
        versions = frames[f"{noun}s"].select(
            pl.col(f"{noun}_id").alias("@key"), pl.col("version_id").alias(f"@{noun}_version_id")
        )
        parts = parts.join(
            versions.unique("@key"), left_on=f"{noun}_id", right_on="@key", how="left", maintain_order="left"
        )
    return parts
