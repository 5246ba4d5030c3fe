"""Short forms of names, mainly of organizations: acronyms, and names without their legal form."""

import re

from hearsay.pipelines.language import Language
from hearsay.pipelines.resolve.entities.countries import countries


def split_acronym(name: str, language: Language) -> tuple[str, str | None]:
    """Return the name and the acronym of 'World Health Organization (WHO)'; without an acronym, the name alone."""
    match = language.pattern("entities/acronym.within").fullmatch(name)
    if match and may_stand_for(match["acronym"], match["name"]):
        return match["name"], match["acronym"]
    return name, None


def initials(name: str, language: Language) -> set[str]:
    """Return the initials of a name, with and without small words and the country at the beginning."""
    words, small = name.replace("-", " ").split(), language.words("entities/acronym_small_words")
    if len(words) > 2 and words[0] in countries(language):
        return _spelled(words, small) | _spelled(words[1:], small)
    return _spelled(words, small)


def _spelled(words: list[str], small: frozenset[str]) -> set[str]:
    if len(words) < 2:
        return set()
    every = "".join(word[0] for word in words).upper()
    large = "".join(word[0] for word in words if word.casefold() not in small).upper()
    return {letters for letters in (every, large) if len(letters) > 1}


def may_stand_for(acronym: str, name: str) -> bool:
    """Return True if an acronym beside a name may abbreviate the name: its words hold the letters in order."""
    letters = re.sub(r"[^A-Z]", "", acronym)
    words = [word for word in re.split(r"[\s-]+", name.casefold()) if word]
    if len(letters) < 2 or len(words) < 2 or not words[0].startswith(letters[0].casefold()):
        return False
    spelled = iter("".join(words))
    return all(letter in spelled for letter in letters.casefold())


def without_legal_form(name: str, language: Language) -> str:
    """Return 'Harbour Holdings' for 'Harbour Holdings Ltd.'; a name that is only a legal form stays."""
    words = name.split()
    suffixes = language.words("entities/corporate_suffixes")
    while len(words) > 1 and words[-1].replace(".", "").strip(",").casefold() in suffixes:
        words = words[:-1]
        words[-1] = words[-1].rstrip(",")
    return " ".join(words)
