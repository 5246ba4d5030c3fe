"""The direction of a text around an expression, past or future: the tense of the nearest verb."""

import re

from hearsay.pipelines.language import Language

_LEANS = (("dates/tense.back", -1), ("dates/tense.planned", 1))


def lean_at(sentence: str, start: int, end: int, language: Language) -> int:
    """Return 1 if the nearest verb looks ahead, -1 if the verb looks back or is missing: news reports the past.

    A present tense of scheduled events ("begins Monday", "is on Monday") looks ahead. Text before an expression takes
    priority over text after the expression.
    """
    before, after = sentence[:start], sentence[end:]
    if language.pattern("dates/tense.right_before").search(before):
        return 1
    marks = [(len(before) - match.end(), lean) for match, lean in _marks(before, language)]
    marks = marks or [(match.start(), lean) for match, lean in _marks(after, language)]
    return min(marks)[1] if marks else -1


def _marks(part: str, language: Language) -> list[tuple[re.Match[str], int]]:
    """Return the verbs with their direction; a future with a participle ('is expected') counts once."""
    ahead = list(language.pattern("dates/tense.ahead").finditer(part))
    covered = [match.span() for match in ahead]
    marks = [(match, 1) for match in ahead]
    for name, lean in _LEANS:
        for match in language.pattern(name).finditer(part):
            if not any(low <= match.start() < high for low, high in covered):
                marks.append((match, lean))
    return marks


def has_verb(text: str, language: Language) -> bool:
    """Return True if the text has a verb that shows a tense."""
    return any(language.pattern(f"dates/tense.{name}").search(text) for name in ("back", "planned", "ahead"))
