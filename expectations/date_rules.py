"""What must hold for the two clocks of a claim: the date that it is about, and the one on which it was said."""

from datetime import date

import polars as pl

from hearsay.expectations.rule import ROW, WARN, Rule, TableRules

EARLIEST, LATEST = date(1, 1, 1), date(2300, 12, 31)

_claims = TableRules("claims")


def _clock_rules(clock: str) -> tuple[Rule, ...]:
    first, last = pl.col(f"{clock}_from_on"), pl.col(f"{clock}_to_on")
    is_unknown = pl.col(f"{clock}_basis") == "none"
    return (
        _claims.flag(
            f"{clock}_round_trips",
            ROW,
            "Every row must be traceable to its characters: a date's words stand in the text where it says.",
            pl.col(f"{clock}_text").eq_missing(pl.col(f"@{clock}_found")),
        ),
        _claims.flag(
            f"{clock}_in_order",
            ROW,
            "A time ends on the day on which it begins, or later.",
            first.is_null() | last.is_null() | (first <= last),
        ),
        _claims.flag(
            f"{clock}_basis_fits",
            ROW,
            "No date is invented: one that was reckoned from nothing is NULL, and one that is NULL has no basis.",
            is_unknown == (first.is_null() & last.is_null()),
        ),
        _claims.flag(
            f"{clock}_precision_fits",
            ROW,
            "A date is as exact as something, one that is not known is not exact.",
            is_unknown == (pl.col(f"{clock}_precision") == "none"),
        ),
        _claims.flag(
            f"{clock}_has_words",
            ROW,
            "A date comes from words of the article.",
            is_unknown | pl.col(f"{clock}_text").is_not_null(),
        ),
        _claims.flag(
            f"{clock}_plausible",
            WARN,
            "The news is not about years after 2300; such a number was no year.",
            first.fill_null(EARLIEST).is_between(EARLIEST, LATEST)
            & last.fill_null(EARLIEST).is_between(EARLIEST, LATEST),
        ),
    )


CLAIM_DATE_RULES: tuple[Rule, ...] = (*_clock_rules("about"), *_clock_rules("said"))
