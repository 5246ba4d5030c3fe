"""Rules for stories, claim groups and their keys."""

from collections.abc import Mapping

import polars as pl

from hearsay.expectations.rule import ROW, Rule, TableRules

_stories = TableRules("stories")
_groups = TableRules("claim_groups")
_bands = TableRules("article_bands")
_keys = TableRules("story_keys")
_claim_bands = TableRules("claim_bands")
_profiles = TableRules("article_profiles")

ID_SHAPE = r"^[0-9a-f]{32}$"
_IDS = "Ids are hashes of the content, so that equal content has an equal id."


def _of_unit_length(column: str) -> pl.Expr:
    squares = pl.col(column).list.eval(pl.element().struct.field("weight") ** 2).list.sum()
    return (pl.col(column).list.len() == 0) | (squares - 1).abs().lt(0.001)


GATHERED_RULES: Mapping[str, tuple[Rule, ...]] = {
    "stories": (
        _stories.matches("story_id", ROW, _IDS, ID_SHAPE),
        _stories.flag(
            "outlets_not_more_than_articles",
            ROW,
            "Each outlet of a story has an article in it.",
            pl.col("outlet_count").is_between(1, pl.col("article_count")),
        ),
        _stories.flag(
            "appeared_in_order",
            ROW,
            "The last publication cannot be before the first.",
            pl.col("first_published_at") <= pl.col("last_published_at"),
        ),
        _stories.flag(
            "not_merged_into_itself",
            ROW,
            "A story that is merged into itself would hide its articles.",
            pl.col("merged_into").is_null() | (pl.col("merged_into") != pl.col("story_id")),
        ),
    ),
    "claim_groups": (
        _groups.matches("claim_group_id", ROW, _IDS, ID_SHAPE),
        _groups.flag(
            "independent_not_more_than_outlets",
            ROW,
            "Copies reduce the number of independent outlets; it cannot exceed the number of outlets.",
            pl.col("independent_outlet_count").is_between(1, pl.col("outlet_count")),
        ),
        _groups.flag(
            "appeared_in_order",
            ROW,
            "The last publication cannot be before the first.",
            pl.col("first_published_at") <= pl.col("last_published_at"),
        ),
        _groups.flag(
            "content_not_blank",
            ROW,
            "Claims without content would all be in the same group.",
            pl.col("content_text").str.strip_chars().str.len_chars() > 0,
        ),
    ),
    "article_bands": (_bands.matches("version_id", ROW, _IDS, r"^\S+$"),),
    "story_keys": (_keys.matches("version_id", ROW, _IDS, r"^\S+$"),),
    "claim_bands": (_claim_bands.matches("claim_id", ROW, _IDS, r"^\S+$"),),
    "article_profiles": (
        _profiles.flag(
            "weights_of_unit_length",
            ROW,
            "Similarity is a product of weights, and lies between 0 and 1 only for vectors of unit length.",
            _of_unit_length("terms") & _of_unit_length("title_terms") & _of_unit_length("names"),
        ),
    ),
}
