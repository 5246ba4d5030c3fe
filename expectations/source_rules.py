"""Rules for the kind of a claim, and for the role, affiliation and pronoun of its source."""

import polars as pl

from hearsay.expectations.rule import ROW, Rule, TableRules

_claims = TableRules("claims")


def _phrase_round_trips(name: str) -> Rule:
    return _claims.flag(
        f"{name}_round_trips",
        ROW,
        "Every row must be traceable to its characters: the words are in the text at their offsets.",
        pl.col(f"{name}_text").eq_missing(pl.col(f"@{name}_found")),
    )


CLAIM_SOURCE_RULES: tuple[Rule, ...] = (
    _phrase_round_trips("source_role"),
    _phrase_round_trips("affiliation"),
    _claims.flag(
        "role_has_source",
        ROW,
        "A role and an affiliation belong to a source.",
        (pl.col("source_role_text").is_null() & pl.col("affiliation_text").is_null())
        | pl.col("has_source").fill_null(value=True),
    ),
    _claims.flag(
        "affiliation_has_words",
        ROW,
        "An affiliation's entity comes from words of the article.",
        pl.col("affiliation_entity_id").is_null() | pl.col("affiliation_text").is_not_null(),
    ),
    _claims.flag(
        "said_has_source",
        ROW,
        "Nobody said a claim without a source.",
        pl.col("is_said").is_null() | ~pl.col("is_said") | pl.col("has_source"),
    ),
    _claims.flag(
        "source_type_fits",
        ROW,
        "Only a claim without a source, and the article's own statement, have none.",
        pl.col("has_source").is_null() | (pl.col("has_source") != pl.col("source_type").is_in(["none", "author"])),
    ),
    _claims.flag(
        "pronoun_has_person",
        ROW,
        "A pronoun belongs to a person with a name, not to a role or a body.",
        pl.col("source_pronoun").is_null() | pl.col("source_entity_id").is_not_null(),
    ),
)
