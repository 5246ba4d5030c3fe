"""Cues in the passive: the subject of 'was accused', 'is thought' or 'was told' is not the source."""

import re
from collections.abc import Iterable
from dataclasses import replace

from hearsay.pipelines.language import Language
from hearsay.pipelines.records import Attribution

_BEFORE = 24
"""Characters before a cue that may hold its auxiliary."""


def without_patients(text: str, attributions: Iterable[Attribution], language: Language) -> list[Attribution]:
    """Return the attributions; those with a passive cue lose the subject that the reader took for their source.

    The subject is what the words are about ('Lund was accused of fraud'). A source behind the cue stays: 'was accused
    by the union'.
    """
    passive = language.pattern("claims/passive.cue")
    return [replace(item, source=()) if _has_patient(text, item, passive) else item for item in attributions]


def _has_patient(text: str, attribution: Attribution, passive: re.Pattern[str]) -> bool:
    if not attribution.source or not attribution.cue:
        return False
    cue = attribution.cue[0]
    subject = attribution.source[-1]
    if subject.end > cue.start or "\n" in text[subject.end : cue.start]:
        return False
    start = max(subject.end, cue.start - _BEFORE)
    match = passive.search(text, start, attribution.cue[-1].end)
    return match is not None and match.end() > cue.start
