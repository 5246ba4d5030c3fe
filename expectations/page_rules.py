"""Rules for captures and articles, in addition to those that the schema implies."""

import polars as pl

from hearsay.expectations.rule import ROW, WARN, Rule, TableRules
from hearsay.warehouse.schema import REMOVED_PARTS

SHA256 = r"^[0-9a-f]{64}$"
HTTP = r"^https?://[^\s/]+"
SLACK = pl.duration(days=1)
"""Tolerance for the clocks and time zones of publishers, which are off by hours. No zone is off by a day."""
OLDEST_PUBLICATION = pl.datetime(1900, 1, 1, time_zone="UTC")
EPOCH = pl.datetime(1970, 1, 1, time_zone="UTC")
SHORT_ARTICLE_WORDS = 50
TEASER_WORDS = 150
LONGEST_BYLINE = 100

_captures = TableRules("captures")
_articles = TableRules("articles")

_seen_in_order = pl.col("first_seen_at") <= pl.col("last_seen_at")
_is_dated = pl.col("published_at").is_not_null()

CAPTURE_RULES: tuple[Rule, ...] = (
    _captures.matches("sha256", ROW, "The hash proves later which bytes were read.", SHA256),
    _captures.matches("url", WARN, "An address with another scheme than http(s) cannot be fetched again.", HTTP),
    _captures.flag(
        "http_status_plausible",
        ROW,
        "HTTP statuses are between 100 and 599.",
        pl.col("http_status").is_null() | pl.col("http_status").is_between(100, 599),
    ),
    _captures.flag(
        "seen_in_order",
        ROW,
        "Versions are ordered by first sighting, and last_seen_at cannot be before first_seen_at.",
        _seen_in_order,
    ),
    _captures.flag(
        "fetched_not_in_future",
        ROW,
        "A capture from the future would stay the current version for ever, and shift every relative date.",
        pl.col("fetched_at").is_null() | (pl.col("fetched_at") <= pl.col("@audited_at") + SLACK),
    ),
    _captures.flag(
        "no_bytes_is_empty",
        ROW,
        "A capture of zero bytes has the kind empty.",
        (pl.col("byte_count") > 0) | (pl.col("content_kind") == "empty"),
    ),
    _captures.flag(
        "version_fits_outcome",
        ROW,
        "A loaded capture has a version; a rejected or failed capture has none. Otherwise the ledger is wrong.",
        pl.when(pl.col("outcome") == "loaded")
        .then(pl.col("version_id").is_not_null())
        .when(pl.col("outcome").is_in(["rejected", "failed"]))
        .then(pl.col("version_id").is_null())
        .otherwise(statement=True),
    ),
    _captures.flag(
        "reason_not_blank",
        ROW,
        "Every outcome has a named reason.",
        pl.col("reason").str.strip_chars().str.len_chars() > 0,
    ),
    _captures.flag(
        "archive_place_is_whole",
        ROW,
        "A file without an offset, or an offset without a file, identifies no record of the archive.",
        pl.col("archive_file").is_null() == pl.col("archive_offset").is_null(),
    ),
    _captures.flag(
        "few_failures",
        WARN,
        "Many failures at once point to a fault of hearsay rather than of the pages.",
        pl.col("outcome") != "failed",
        mostly=0.9,
    ),
    _captures.flag(
        "few_rejections",
        WARN,
        "If most pages are rejected, the source is not news or the extraction does not recognise its articles.",
        pl.col("outcome") != "rejected",
        mostly=0.5,
    ),
)

ARTICLE_RULES: tuple[Rule, ...] = (
    _articles.flag(
        "text_not_blank",
        ROW,
        "An article without text has nothing to read, and offsets have no text to point into.",
        pl.col("text").str.strip_chars().str.len_chars() > 0,
    ),
    _articles.flag(
        "text_hash_matches",
        ROW,
        "The hash shows that the stored text is the text that the offsets point into.",
        pl.col("text_sha256") == pl.col("@text_sha256"),
    ),
    _articles.flag(
        "text_decoded",
        WARN,
        "Replacement characters and mojibake mean that the charset was detected wrongly.",
        ~pl.col("text").str.contains("\ufffd|â€[\u0153\u2122\u009d]|Ã[\u00a9\u00a8\u00bc\u00b6]"),
    ),
    _articles.flag(
        "text_without_markup",
        WARN,
        "Tags in the text are remains of the page, and the reader would read them as words.",
        ~pl.col("text").str.contains(r"(?i)</?(?:div|span|script|style|iframe|p|a|img)(?:\s[^<>]*)?>"),
    ),
    _articles.flag("has_words", ROW, "A text without words is not an article.", pl.col("word_count") > 0),
    _articles.flag(
        "long_enough",
        WARN,
        "Very short articles are often teasers, captions or consent walls.",
        pl.col("word_count") >= SHORT_ARTICLE_WORDS,
    ),
    _articles.matches("language", ROW, "Languages are joined and counted by ISO 639-1 code.", r"^[a-z]{2}$"),
    _articles.matches("canonical_url", ROW, "The article's id depends on this address, and links use it.", HTTP),
    _articles.matches("url", WARN, "A browser cannot open an address with another scheme than http(s).", HTTP),
    _articles.flag(
        "published_basis_fits",
        ROW,
        "No date is invented: a date has a basis, and a missing date has the basis none.",
        _is_dated == (pl.col("published_basis") != "none"),
    ),
    _articles.flag(
        "published_precision_fits",
        ROW,
        "A date has a precision, and a missing date has the precision none.",
        _is_dated == (pl.col("published_precision") != "none"),
    ),
    _articles.flag(
        "published_not_in_future",
        ROW,
        "A page cannot be read before it appears: such a date is that of an event, or a parse error.",
        ~_is_dated | (pl.col("published_at") <= pl.col("loaded_at") + SLACK),
    ),
    _articles.flag(
        "published_not_ancient",
        ROW,
        "Dates before 1900 on a news page are parse errors, or dates in the article's subject.",
        ~_is_dated | (pl.col("published_at") >= OLDEST_PUBLICATION),
    ),
    _articles.flag(
        "published_not_epoch",
        WARN,
        "Some systems write midnight of 1 January 1970 for a missing date.",
        ~_is_dated | (pl.col("published_at") != EPOCH),
    ),
    _articles.flag(
        "relative_date_has_capture_time",
        ROW,
        "'2 hours ago' cannot be resolved without the time of the fetch.",
        (pl.col("published_basis") != "relative") | pl.col("@capture_time_known"),
    ),
    _articles.flag(
        "modified_after_published",
        WARN,
        "A change before the publication means that one of the two dates was read from the wrong place on the page.",
        pl.col("modified_at").is_null() | ~_is_dated | (pl.col("modified_at") >= pl.col("published_at") - SLACK),
    ),
    _articles.flag(
        "paywalled_text_long_enough",
        WARN,
        "The text of a paywalled page may end at the paywall, and the claims behind it are then missing.",
        ~pl.col("is_paywalled").fill_null(value=False) | (pl.col("word_count") >= TEASER_WORDS),
    ),
    _articles.flag(
        "seen_in_order",
        ROW,
        "Versions are ordered by first sighting, and last_seen_at cannot be before first_seen_at.",
        _seen_in_order,
    ),
    _articles.flag(
        "removed_parts_allowed",
        ROW,
        "Removed text is counted by its part of the page: head, body or tail.",
        pl.col("removed").list.eval(pl.element().struct.field("part").is_in(REMOVED_PARTS)).list.all(),
    ),
    _articles.flag(
        "authors_look_like_names",
        WARN,
        "An empty or very long author is a byline that was not split into names.",
        pl.col("authors")
        .list.eval(pl.element().str.strip_chars().str.len_chars().is_between(1, LONGEST_BYLINE))
        .list.all(),
    ),
    _articles.flag(
        "most_have_title",
        WARN,
        "Nearly every article has a headline. If many are missing, the extraction does not recognise the pages.",
        pl.col("title").is_not_null(),
        mostly=0.9,
    ),
    _articles.flag(
        "most_have_date",
        WARN,
        "Without dates there is no timeline. If many are missing, the extraction does not find them.",
        _is_dated,
        mostly=0.7,
    ),
    _articles.flag(
        "most_have_claims",
        WARN,
        "News quotes people. If many articles have no claim, the reader does not know the language.",
        pl.col("@claim_count") > 0,
        mostly=0.5,
    ),
)
