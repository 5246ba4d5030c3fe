"""Rules of the suite `run_history`: figures that should change little between runs of the same sources."""

from hearsay.expectations.rule import WARN, Kind, Rule

SUITE = "run_history"
FEWEST_RUNS = 5
"""The least number of earlier runs for a comparison."""
FEWEST_ARTICLES = 30
"""The least number of articles, in the run and in the earlier runs, for a comparison of shares and distributions."""

SMALLEST_VOLUME = 5
"""The least usual number of articles of a run. Below that, three times as many can be chance."""


def _between(column: str, low: float | None, high: float | None, why: str) -> Rule:
    return Rule(f"{column}_as_usual", SUITE, WARN, why, Kind.BETWEEN, (column,), low=low, high=high)


HISTORY_RULES: tuple[Rule, ...] = (
    _between(
        "volume",
        1 / 3,
        3.0,
        "Number of articles divided by the median of earlier runs. If far lower, a source is broken; if far higher, "
        "pages are ingested twice.",
    ),
    _between(
        "languages",
        None,
        0.3,
        "Change of the language mix. A jump means another edition of a site, or a wrong language detection.",
    ),
    _between(
        "outlets_silent",
        None,
        0,
        "Regular outlets of earlier runs without an article in this run: their pages moved or are rejected.",
    ),
    _between(
        "share_without_claims",
        None,
        0.2,
        "Increase in the share of articles without a claim: the extraction removes too much, or the reader fails.",
    ),
    _between(
        "share_without_date",
        None,
        0.2,
        "Increase in the share of articles without a date: a site moved its date to another place.",
    ),
    _between(
        "lengths",
        None,
        0.35,
        "Change of the lengths of articles (Kolmogorov-Smirnov distance): the texts are teasers or whole pages.",
    ),
    _between(
        "confidences",
        None,
        0.2,
        "Change of the reader's confidence (Kolmogorov-Smirnov distance): the texts are unlike its training data.",
    ),
    _between(
        "quote_repeats",
        None,
        20,
        "Articles of the run with the same quotation of five words or more: boilerplate is read as speech, or a text "
        "was ingested under many addresses.",
    ),
)
