"""Rules for mentions, entities, claims and claim mentions, in addition to those that the schema implies."""

import polars as pl

from hearsay.expectations.rule import ROW, WARN, Rule, TableRules

LONGEST_MENTION = 200
LONGEST_CONTENT = 2000
UNNAMED_TYPES = ("money", "date", "misc")
"""Types of mentions that need no entity."""

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
    _mentions.flag("span_in_order", ROW, "A span ends after its start.", pl.col("start_char") < pl.col("end_char")),
    _mentions.flag(
        "article_matches_version",
        ROW,
        "A mention belongs to the article of its version.",
        _belongs_to_version,
    ),
    _mentions.flag(
        "mention_trimmed",
        WARN,
        "A name does not start or end with a space; the span is wrong.",
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
        "A person's name that resolves to a place is an error of the resolution or of the reader.",
        pl.col("@entity_type").is_null() | (pl.col("entity_type") == pl.col("@entity_type")),
    ),
    _mentions.flag(
        "most_are_resolved",
        WARN,
        "Mentions without an entity cannot be found by a query for an entity.",
        pl.col("entity_id").is_not_null() | pl.col("entity_type").is_in(UNNAMED_TYPES),
        mostly=0.5,
    ),
    _mentions.flag(
        "most_are_confident",
        WARN,
        "If the reader is unsure of most mentions, the texts are unlike its training data.",
        _confident,
        mostly=0.5,
    ),
)

ENTITY_RULES: tuple[Rule, ...] = (
    _entities.flag("name_not_blank", ROW, "An entity without a name cannot be shown.", ~_is_blank("canonical_name")),
    _entities.flag(
        "seen_in_order",
        ROW,
        "The first sighting of an entity cannot be after the last.",
        pl.col("first_seen_at") <= pl.col("last_seen_at"),
    ),
    _entities.flag(
        "identifiers_complete",
        ROW,
        "An identifier links the entity to other data; an incomplete identifier links it to the wrong data.",
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
        "Aliases are compared between runs, so they are sorted and unique.",
        pl.col("aliases") == pl.col("aliases").list.unique().list.sort(),
    ),
    _entities.flag(
        "is_mentioned",
        WARN,
        "An entity without a mention in its chunk is an error of the resolution.",
        pl.col("@mention_count") > 0,
    ),
)


ENTITY_LINK_RULES: tuple[Rule, ...] = (
    _entity_links.flag(
        "not_to_itself",
        ROW,
        "A link joins two different entities: a people is not its country, and a palace is not its government.",
        pl.col("entity_id") != pl.col("to_entity_id"),
    ),
    _entity_links.flag(
        "target_identified",
        ROW,
        "The target need not be in the warehouse, so the link holds its name and its identifier.",
        ~_is_blank("to_name") & ~_is_blank("to_scheme") & ~_is_blank("to_value"),
    ),
)


def _span_rules(role: str) -> tuple[Rule, Rule]:
    """Return the rules for each role of a claim: the spans give the text, and they are in order."""
    return (
        _claims.flag(
            f"{role}_round_trips",
            ROW,
            f"Every row must be traceable to its characters: the spans of the {role}, joined, give its text.",
            pl.col(f"{role}_text").eq_missing(pl.col(f"@{role}_found")),
        ),
        _claims.flag(
            f"{role}_spans_in_order",
            ROW,
            "Parts are sorted, not empty and inside the text. They do not overlap, because the text would repeat.",
            pl.col(f"@{role}_in_order"),
        ),
    )


CLAIM_RULES: tuple[Rule, ...] = (
    *_span_rules("source"),
    *_span_rules("cue"),
    *_span_rules("content"),
    _claims.flag("content_not_blank", ROW, "A claim without content is not a claim.", ~_is_blank("content_text")),
    _claims.flag(
        "article_matches_version",
        ROW,
        "A claim belongs to the article of its version.",
        _belongs_to_version,
    ),
    _claims.flag(
        "lemma_has_cue",
        ROW,
        "The lemma is that of the cue, so it needs a cue.",
        pl.col("cue_lemma").is_null() | pl.col("cue_text").is_not_null(),
    ),
    _claims.flag(
        "only_author_has_no_trace",
        WARN,
        "Without source, cue and quotation, only the article can be the source; nothing shows another source.",
        pl.col("source_text").is_not_null()
        | pl.col("cue_text").is_not_null()
        | (pl.col("quote_type") != "indirect")
        | (pl.col("source_type") == "author"),
    ),
    _claims.flag(
        "author_stands_alone",
        ROW,
        "A claim of the article itself has no source entity.",
        (pl.col("source_type") != "author") | pl.col("source_entity_id").is_null(),
    ),
    _claims.flag(
        "parent_in_same_version",
        ROW,
        "The parent is another claim of the same version.",
        pl.col("parent_claim_id").is_null()
        | (
            (pl.col("parent_claim_id") != pl.col("claim_id"))
            & (pl.col("@parent_version_id").is_null() | (pl.col("@parent_version_id") == pl.col("version_id")))
        ),
    ),
    _claims.flag(
        "content_inside_parent",
        WARN,
        "If X cites Y, the content of X's claim contains the content of Y's claim.",
        pl.col("@parent_start").is_null()
        | ((pl.col("@content_start") >= pl.col("@parent_start")) & (pl.col("@content_end") <= pl.col("@parent_end"))),
    ),
    _claims.flag(
        "closed_with_reason",
        ROW,
        "A closed claim has a time and a reason; a current claim has neither.",
        pl.col("closed_at").is_null() == pl.col("closed_reason").is_null(),
    ),
    _claims.flag(
        "check_worthiness_is_number",
        ROW,
        "A missing score is NULL; NaN would sort above every score.",
        pl.col("check_worthiness").is_null() | pl.col("check_worthiness").is_not_nan(),
    ),
    _claims.flag(
        "named_source_has_text",
        WARN,
        "A named source has words in the text, or is the source of the preceding quotation.",
        (pl.col("source_type") != "named")
        | pl.col("source_text").is_not_null()
        | pl.col("source_entity_id").is_not_null(),
    ),
    _claims.flag(
        "content_not_too_long",
        WARN,
        "In content of more than 2,000 characters, the reader has missed the end of the quotation.",
        pl.col("content_text").str.len_chars() <= LONGEST_CONTENT,
    ),
    _claims.flag(
        "most_have_source",
        WARN,
        "The purpose of a claim is to show who said it, so most claims need a source. Claims of the article itself "
        "need none.",
        pl.col("source_text").is_not_null() | (pl.col("source_type") == "author"),
        mostly=0.5,
    ),
    _claims.flag(
        "most_are_certain",
        WARN,
        "If nearly every claim has unknown certainty, the cue words are not in the lists.",
        pl.col("certainty") != "U",
        mostly=0.1,
    ),
    _claims.flag(
        "most_are_confident",
        WARN,
        "If the reader is unsure of most claims, the texts are unlike its training data.",
        _confident,
        mostly=0.5,
    ),
)

CLAIM_MENTION_RULES: tuple[Rule, ...] = (
    _claim_mentions.flag(
        "same_version",
        ROW,
        "A mention can only belong to a claim of the same version.",
        pl.col("@claim_version_id").is_null()
        | pl.col("@mention_version_id").is_null()
        | (pl.col("@claim_version_id") == pl.col("@mention_version_id")),
    ),
)
