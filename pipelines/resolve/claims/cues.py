"""Look up the lemma of a cue: the dictionary form of its verb or noun."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from hearsay.pipelines.language import Language

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def cue_lemma(cue_text: str, language: Language) -> str | None:
    """Return the lemma of the last reporting verb in the cue, with its particles, or that of another cue.

    Return None if the cue holds no verb of the list, for example a colon.
    """
    words = [match.group().lower() for match in _WORD.finditer(cue_text)]
    phrases, lemmas = language.table("claims/cue_phrases"), language.made(_lemmas)
    for word in words:
        if word in phrases:
            return phrases[word][0]
    for at in range(len(words) - 1, -1, -1):
        for lemma in lemmas.get(words[at], ()):
            particles = lemma.split()[1:]
            if words[at + 1 : at + 1 + len(particles)] == particles:
                return lemma
    return None


def _lemmas(language: Language) -> Mapping[str, tuple[str, ...]]:
    """Return the lemmas of each form, those with particles first."""
    forms: dict[str, set[str]] = {}
    for lemma, (inflected, *_) in language.table("claims/reporting_verbs").items():
        for form in inflected.split():
            forms.setdefault(form, set()).add(lemma)
    return MappingProxyType(
        {form: tuple(sorted(lemmas, key=lambda x: (-len(x.split()), x))) for form, lemmas in forms.items()}
    )
