"""What must hold for mentions, entities, claims and their mentions, beyond what the schema says of each column."""

import polars as pl

from hearsay.expectations.rule import ROW, WARN, Rule, TableRules

LONGEST_MENTION = 200
LONGEST_CONTENT = 2000
UNNAMED_TYPES = ("money", "date", "misc")
"""Types whose mentions need not stand for a thing in the world."""

_mentions = TableRules("mentions")
_entities = TableRules("entities")
_entity_links = TableRules("entity_links")
_claims = TableRules("claims")
_claim_mentions = TableRules("claim_mentions")


def _is_blank(column: str) -> pl.Expr:
    return pl.col(column).str.strip_chars().str.len_chars() == 0


_belongs_to_version = pl.col("@version_article_id").is_null() | (
    pl.col("article_id") == pl.col("@version_article_id")
)
_confident = pl.col("confidence") >= 0.5

MENTION_RULES: tuple[Rule, ...] = (
    _mentions.flag(
        "span_round_trips",
        ROW,
        "Every row must be traceable to its characters: text[start_char:end_char] is mention_text.",
        pl.col("mention_text").eq_missing(pl.col("@found_text")),
    ),
    _mentions.flag("span_in_order", ROW, "A span ends after it starts.", pl.col("start_char") < pl.col("end_char")),
    _mentions.flag(
        "article_matches_version",
        ROW,
        "A mention belongs to the article whose version it was read in.",
        _belongs_to_version,
    ),
    _mentions.flag(
        "mention_trimmed",
        WARN,
        "A name does not start or end with a space; such a span is cut wrongly.",
        pl.col("mention_text") == pl.col("mention_text").str.strip_chars(),
    ),
    _mentions.flag(
        "mention_not_too_long",
        WARN,
        "A name of more than 200 characters is a passage, not a name.",
        pl.col("mention_text").str.len_chars() <= LONGEST_MENTION,
    ),
    _mentions.flag(
        "type_agrees_with_entity",
        WARN,
        "A person's name resolved to a place is a wrong resolution or a wrong reading.",
        pl.col("@entity_type").is_null() | (pl.col("entity_type") == pl.col("@entity_type")),
    ),
    _mentions.flag(
        "most_are_resolved",
        WARN,
        "Names that stand for nothing cannot be asked about.",
        pl.col("entity_id").is_not_null() | pl.col("entity_type").is_in(UNNAMED_TYPES),
        mostly=0.5,
    ),
    _mentions.flag(
        "most_are_confident",
        WARN,
        "A reader unsure of most of its mentions reads something that it was not made for.",
        _confident,
        mostly=0.5,
    ),
)

ENTITY_RULES: tuple[Rule, ...] = (
    _entities.flag("name_not_blank", ROW, "A thing without a name cannot be shown.", ~_is_blank("canonical_name")),
    _entities.flag(
        "seen_in_order",
        ROW,
        "The first article that names it cannot come after the last.",
        pl.col("first_seen_at") <= pl.col("last_seen_at"),
    ),
    _entities.flag(
        "identifiers_complete",
        ROW,
        "An identifier joins this thing to other data; half of one joins it to the wrong thing.",
        pl.col("identifiers")
        .list.eval(
            pl.element().struct.field("scheme").str.len_chars().gt(0)
            & pl.element().struct.field("value").str.len_chars().gt(0)
        )
        .list.eval(pl.element().fill_null(value=False))
        .list.all(),
    ),
    _entities.flag(
        "aliases_sorted",
        WARN,
        "Aliases are compared between runs, which needs one order and no repeats.",
        pl.col("aliases") == pl.col("aliases").list.unique().list.sort(),
    ),
    _entities.flag(
        "is_mentioned",
        WARN,
        "A thing that no mention of its chunk names was made up by the resolution.",
        pl.col("@mention_count") > 0,
    ),
)


ENTITY_LINK_RULES: tuple[Rule, ...] = (
    _entity_links.flag(
        "not_to_itself",
        ROW,
        "What a thing is to itself says nothing; a people is not its country, a palace not its government.",
        pl.col("entity_id") != pl.col("to_entity_id"),
    ),
    _entity_links.flag(
        "target_identified",
        ROW,
        "The other thing need not be in the warehouse, so its name and its register's number must be here.",
        ~_is_blank("to_name") & ~_is_blank("to_scheme") & ~_is_blank("to_value"),
    ),
)


def _span_rules(role: str) -> tuple[Rule, Rule]:
    """The two rules that every role of a claim shares: its spans make its text, and are in order."""
    return (
        _claims.flag(
            f"{role}_round_trips",
            ROW,
            f"Every row must be traceable to its characters: the {role}'s spans, cut out and joined, are its text.",
            pl.col(f"{role}_text").eq_missing(pl.col(f"@{role}_found")),
        ),
        _claims.flag(
            f"{role}_spans_in_order",
            ROW,
            "Parts are sorted, not empty, inside the text and do not overlap, or their text would repeat itself.",
            pl.col(f"@{role}_in_order"),
        ),
    )


CLAIM_RULES: tuple[Rule, ...] = (
    *_span_rules("source"),
    *_span_rules("cue"),
    *_span_rules("content"),
    _claims.flag("content_not_blank", ROW, "A claim that says nothing is none.", ~_is_blank("content_text")),
    _claims.flag(
        "article_matches_version",
        ROW,
        "A claim belongs to the article whose version it was read in.",
        _belongs_to_version,
    ),
    _claims.flag(
        "lemma_has_cue",
        ROW,
        "The lemma is that of the cue; without a cue it comes from nowhere.",
        pl.col("cue_lemma").is_null() | pl.col("cue_text").is_not_null(),
    ),
    _claims.flag(
        "only_author_has_no_trace",
        WARN,
        "Without source, cue and quotation it is the article that speaks; else nothing shows whose claim it is.",
        pl.col("source_text").is_not_null()
        | pl.col("cue_text").is_not_null()
        | (pl.col("quote_type") != "indirect")
        | (pl.col("source_type") == "author"),
    ),
    _claims.flag(
        "author_stands_alone",
        ROW,
        "What the article says in its own voice is nobody else's.",
        (pl.col("source_type") != "author") | pl.col("source_entity_id").is_null(),
    ),
    _claims.flag(
        "parent_in_same_version",
        ROW,
        "A claim stands inside another claim of the same text, never inside itself.",
        pl.col("parent_claim_id").is_null()
        | (
            (pl.col("parent_claim_id") != pl.col("claim_id"))
            & (pl.col("@parent_version_id").is_null() | (pl.col("@parent_version_id") == pl.col("version_id")))
        ),
    ),
    _claims.flag(
        "content_inside_parent",
        WARN,
        "What X said, citing Y, contains what Y said.",
        pl.col("@parent_start").is_null()
        | ((pl.col("@content_start") >= pl.col("@parent_start")) & (pl.col("@content_end") <= pl.col("@parent_end"))),
    ),
    _claims.flag(
        "closed_with_reason",
        ROW,
        "A claim is closed at a time and for a reason, or it is current and has neither.",
        pl.col("closed_at").is_null() == pl.col("closed_reason").is_null(),
    ),
    _claims.flag(
        "check_worthiness_is_number",
        ROW,
        "Not scored is NULL; NaN would sort above every score.",
        pl.col("check_worthiness").is_null() | pl.col("check_worthiness").is_not_nan(),
    ),
    _claims.flag(
        "named_source_has_text",
        WARN,
        "A source that is named is named somewhere in the text, or is the one of the quotation before.",
        (pl.col("source_type") != "named")
        | pl.col("source_text").is_not_null()
        | pl.col("source_entity_id").is_not_null(),
    ),
    _claims.flag(
        "content_not_too_long",
        WARN,
        "Content of more than 2,000 characters is a passage in which the reader lost the end of the quotation.",
        pl.col("content_text").str.len_chars() <= LONGEST_CONTENT,
    ),
    _claims.flag(
        "most_have_source",
        WARN,
        "Who said it is the question; many claims without a source answer it for few. What the article states in its "
        "own voice needs none.",
        pl.col("source_text").is_not_null() | (pl.col("source_type") == "author"),
        mostly=0.5,
    ),
    _claims.flag(
        "most_are_certain",
        WARN,
        "If nearly every claim is of unknown certainty, the cue words are not known.",
        pl.col("certainty") != "U",
        mostly=0.1,
    ),
    _claims.flag(
        "most_are_confident",
        WARN,
        "A reader unsure of most of its claims reads something that it was not made for.",
        _confident,
        mostly=0.5,
    ),
)

CLAIM_MENTION_RULES: tuple[Rule, ...] = (
    _claim_mentions.flag(
        "same_version",
        ROW,
        "A mention can only play a part in a claim of the same text.",
        pl.col("@claim_version_id").is_null()
        | pl.col("@mention_version_id").is_null()
        | (pl.col("@claim_version_id") == pl.col("@mention_version_id")),
    ),
)
