"""What made a row: three numbers that are raised by hand, and the hash of the network's weights.

Raise EXTRACTOR when the same page gives another article, READER when the same article gives other mentions or
attributions, RULES when the same reading gives other entities, claims or dates. Known pages are worked on again
when a number rose. A test over the golden pages fails when their output changed and no number did, and when a
number rose without a golden page that shows why; `python -m tests.golden.fingerprints` writes down the pages of
today.
"""

EXTRACTOR = 1
READER = 1
RULES = 1


def extractor_version() -> str:
    """Return the version of the article extraction, as "extractor-1"."""
    return f"extractor-{EXTRACTOR}"


def reader_version(weights: str) -> str:
    """Return the version of a reader with weights of this hash, as "reader-1-a0add8"."""
    return f"reader-{READER}-{weights}"


def rules_version() -> str:
    """Return the version of the rules that resolve entities, claims and dates, as "rules-1"."""
    return f"rules-{RULES}"
