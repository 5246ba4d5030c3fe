"""Rules for the two dates of a claim: the date that the claim is about, and the date on which it was said."""

from datetime import date

import polars as pl

from hearsay.expectations.rule import ROW, WARN, Rule, TableRules

EARLIEST, LATEST = date(1, 1, 1), date(2300, 12, 31)

_claims = TableRules("claims")


def _clock_rules(prefix: str) -> tuple[Rule, ...]:
    first, last = pl.col(f"{prefix}_from_on"), pl.col(f"{prefix}_to_on")
    is_unknown = pl.col(f"{prefix}_basis") == "none"
    return (
        _claims.flag(
            f"{prefix}_round_trips",
            ROW,
            "Every row must be traceable to its characters: the words of a date are in the text at its offsets.",
            pl.col(f"{prefix}_text").eq_missing(pl.col(f"@{prefix}_found")),
        ),
        _claims.flag(
            f"{prefix}_in_order",
            ROW,
            "A period cannot end before it begins.",
            first.is_null() | last.is_null() | (first <= last),
        ),
        _claims.flag(
            f"{prefix}_basis_fits",
            ROW,
            "No date is invented: a date has a basis, and a missing date has the basis none.",
            is_unknown == (first.is_null() & last.is_null()),
        ),
        _claims.flag(
            f"{prefix}_precision_fits",
            ROW,
            "A date has a precision, and a missing date has the precision none.",
            is_unknown == (pl.col(f"{prefix}_precision") == "none"),
        ),
        _claims.flag(
            f"{prefix}_has_words",
            ROW,
            "A date comes from words of the article.",
            is_unknown | pl.col(f"{prefix}_text").is_not_null(),
        ),
        _claims.flag(
            f"{prefix}_plausible",
            WARN,
            "News is not about years after 2300; such a number is not a year.",
            first.fill_null(EARLIEST).is_between(EARLIEST, LATEST)
            & last.fill_null(EARLIEST).is_between(EARLIEST, LATEST),
        ),
    )


CLAIM_DATE_RULES: tuple[Rule, ...] = (*_clock_rules("about"), *_clock_rules("said"))
