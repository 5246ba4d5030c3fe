"""Whether a text looks back or ahead where an expression stands: the tense of the verb nearest to it."""

import re

_AHEAD = re.compile(
    r"\b(?:(?:will|shall|won['’]t|would|must|should|could|may|might)(?: not| also| then)? (?:be|have)(?: \w+)?"
    r"|will|shall|won['’]t|going to|(?:is|are|was|were|be) "
    r"(?:due|set|scheduled|expected|planned|supposed|about|poised|slated)"
    r"|plans?|planning|planned|expects?|intends?|hopes?|aims?|must|should|could|may|might|would|upcoming|deadline|ahead|until"
    r"|scheduled|forthcoming|to be)\b|['’]ll\b",
    re.IGNORECASE,
)
_BACK = re.compile(
    r"(?<![-‐])\b(?:was|were|had|did|has|have|been|went|came|took|made|gave|got|held|met|won|lost|left|told|said|saw|found|fell|rose"
    r"|sent|cut|hit|ran|began|broke|struck|shot|built|brought|became|thought|felt|kept|led|paid|sold|spoke|wrote|grew|ago"
    r"|[a-z]{2,}ed)\b",
    re.IGNORECASE,
)
_PLANNED = re.compile(
    r"\b(?:begins?|starts?|opens?|meets?|takes? place|takes? effect|ends?|closes?|arrives?|leaves?|expires?)\b",
    re.IGNORECASE,
)


def lean_at(sentence: str, start: int, end: int) -> int:
    """1 where the nearest verb looks ahead, -1 where it looks back or there is none: the news tells what has been.

    A present of events that have a time ("begins Monday") looks ahead. What stands before an expression counts before
    what follows it.
    """
    for part, from_end in ((sentence[:start], True), (sentence[end:], False)):
        marks = [(match.start() if not from_end else len(part) - match.end(), lean) for match, lean in _marks(part)]
        if marks:
            return min(marks)[1]
    return -1


def _marks(part: str) -> list[tuple[re.Match[str], int]]:
    """The verbs of a stretch with where they look; a future that holds a participle ('is expected') counts once."""
    ahead = list(_AHEAD.finditer(part))
    covered = [match.span() for match in ahead]
    found = [(match, 1) for match in ahead]
    for pattern, lean in ((_BACK, -1), (_PLANNED, 1)):
        for match in pattern.finditer(part):
            if not any(low <= match.start() < high for low, high in covered):
                found.append((match, lean))
    return found


def has_verb(stretch: str) -> bool:
    """Whether one of the verbs that tell a tense stands in a stretch."""
    return any(pattern.search(stretch) for pattern in (_BACK, _PLANNED, _AHEAD))
