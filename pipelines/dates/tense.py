"""The direction of a text around an expression, past or future: the tense of the nearest verb."""

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
    """Return 1 if the nearest verb looks ahead, -1 if the verb looks back or is missing: news reports the past.

    A present tense of scheduled events ("begins Monday") looks ahead. Text before an expression takes priority over
    text after the expression.
    """
    for part, from_end in ((sentence[:start], True), (sentence[end:], False)):
        marks = [(match.start() if not from_end else len(part) - match.end(), lean) for match, lean in _marks(part)]
        if marks:
            return min(marks)[1]
    return -1


def _marks(part: str) -> list[tuple[re.Match[str], int]]:
    """Return the verbs with their direction; a future with a participle ('is expected') counts once."""
    ahead = list(_AHEAD.finditer(part))
    covered = [match.span() for match in ahead]
    marks = [(match, 1) for match in ahead]
    for pattern, lean in ((_BACK, -1), (_PLANNED, 1)):
        for match in pattern.finditer(part):
            if not any(low <= match.start() < high for low, high in covered):
                marks.append((match, lean))
    return marks


def has_verb(stretch: str) -> bool:
    """Return True if the text has a verb that shows a tense."""
    return any(pattern.search(stretch) for pattern in (_BACK, _PLANNED, _AHEAD))
