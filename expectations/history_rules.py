"""What should be much the same from one run of the same sources to the next: the rules of the suite `run_history`."""

from hearsay.expectations.rule import WARN, Kind, Rule

SUITE = "run_history"
FEWEST_RUNS = 5
"""Earlier runs that it takes to say what is usual."""
FEWEST_ARTICLES = 30
"""Articles, in the run and before it, that it takes to compare shares and distributions."""

SMALLEST_VOLUME = 5
"""Articles that a run usually brings; below, three times as many is chance."""


def _between(column: str, low: float | None, high: float | None, why: str) -> Rule:
    return Rule(f"{column}_as_usual", SUITE, WARN, why, Kind.BETWEEN, (column,), low=low, high=high)


HISTORY_RULES: tuple[Rule, ...] = (
    _between(
        "volume",
        1 / 3,
        3.0,
        "Articles of the run over the median of the runs before: far fewer, and a source is broken; far more, and "
        "something is taken in twice.",
    ),
    _between(
        "languages",
        None,
        0.3,
        "How much of the language mix moved: a jump means another edition of a site, or a wrong language detection.",
    ),
    _between(
        "outlets_silent",
        None,
        0,
        "Outlets that most runs before had something of, and this one nothing: their pages moved or are refused.",
    ),
    _between(
        "share_without_claims",
        None,
        0.2,
        "By how much more articles have no claim: the extraction cuts too much, or the reader no longer understands.",
    ),
    _between(
        "share_without_date",
        None,
        0.2,
        "By how much more articles have no date: a site changed where it puts it.",
    ),
    _between(
        "lengths",
        None,
        0.35,
        "How far the lengths of articles moved (Kolmogorov and Smirnov's distance): teasers or whole pages in place "
        "of articles.",
    ),
    _between(
        "confidences",
        None,
        0.2,
        "How far the reader's confidence moved (the same distance): it reads something that it was not made for.",
    ),
    _between(
        "quote_repeats",
        None,
        20,
        "Articles of the run that hold one and the same quotation of five words or more: boilerplate taken for "
        "speech, or one text taken in under many addresses.",
    ),
)
