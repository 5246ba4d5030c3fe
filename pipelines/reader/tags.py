"""Tags that the model gives to words: BIO over PolNeAR's three roles, and over hearsay's entity types."""

ROLES = ("source", "cue", "content")
ENTITY_TYPES = (
    "person",
    "organization",
    "location",
    "facility",
    "norp",
    "event",
    "product",
    "money",
    "date",
    "misc",
)
"""Entity types of warehouse.schema, listed again because the weights depend on their order."""


def bio(kinds: tuple[str, ...]) -> tuple[str, ...]:
    """Return O, then B and I of each kind: kind k has the tags 1 + 2k and 2 + 2k."""
    return ("O", *(f"{part}-{kind}" for kind in kinds for part in "BI"))


def forbidden(kinds: tuple[str, ...]) -> list[tuple[int, int]]:
    """Return the pairs of tags that cannot follow each other: an I after any tag but its own B or I."""
    count = 1 + 2 * len(kinds)
    return [
        (before, 2 + 2 * kind)
        for kind in range(len(kinds))
        for before in range(count)
        if before not in (1 + 2 * kind, 2 + 2 * kind)
    ]
