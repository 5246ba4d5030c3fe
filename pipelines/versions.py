"""Versions of the code that made a row: three numbers raised by hand, and a hash of the reader's weights.

Raise EXTRACTOR if the same page gives a different article. Raise READER if the same article gives different mentions
or attributions. Raise RULES if the same reading gives different entities, claims or dates. A raised number makes
hearsay process known pages again.

A test over the golden pages fails if their output changed without a raised number. The test also fails if a number
was raised and no golden page shows the reason. `python -m tests.golden.fingerprints` records the current output of
the golden pages.
"""

EXTRACTOR = 2
READER = 1
RULES = 3


def extractor_version() -> str:
    """Return the version of the article extraction, as "extractor-1"."""
    return f"extractor-{EXTRACTOR}"


def reader_version(weights: str) -> str:
    """Return the version of a reader whose weights have this hash, as "reader-1-a0add8"."""
    return f"reader-{READER}-{weights}"


def rules_version() -> str:
    """Return the version of the rules that resolve entities, claims and dates, as "rules-1"."""
    return f"rules-{RULES}"
