"""Source type of a phrase without a name at its head, and the deciding rule.

The types are the values of the column claims.source_type. `basis` is the deciding rule, so that guesses can be
counted: `fallback` decides by number alone, a group for a plural and a role for a singular.
"""

import re
from typing import NamedTuple

from hearsay.pipelines.lexicon import load_lexicon
from hearsay.pipelines.resolve.speakers.descriptions import WORD, head_of

_UNNAMED = re.compile(
    r"\b(?:anonym\w+|pseudonym|unnamed|unidentified|not (?:be )?(?:named|identified|authorized|authorised|permitted)"
    r"|declin\w+ to be (?:named|identified)|ask\w+ not to be|familiar with|with (?:direct )?knowledge of"
    r"|close to the|briefed on|on condition of|privy to|requesting anonymity|who requested|on background)\b",
    re.IGNORECASE,
)
"""Phrases for a source whose identity is withheld from the reader."""
_HIDES = re.compile(
    r",?\s+(?:who|speaking|talking|asking|requesting|on condition)\b[^.;\n“”\"]{0,90}?"
    r"\b(?:anonym\w+|pseudonym|(?:be|been) (?:named|identified)|authori[sz]ed to)\b",
    re.IGNORECASE,
)
_PART_OF = re.compile(
    r"^(?:(?:about|nearly|almost|only|just|some|more than|fewer than|less than|at least|over|a|an|the|another|most"
    r"|many|few|several|both|all|each|none|one|two|three|four|five|six|seven|eight|nine|ten|large|vast|small|growing)\s+)*"
    r"(?:(?:number|majority|minority|half|third|quarter|lot|handful|couple|pair|trio|group|dozens|scores|hundreds"
    r"|thousands|millions|chorus|slice|series|percentage|share|[\d.,]+\s*(?:percent|per cent|%)|percent|per cent"
    r"|two-thirds"
    r"|three-quarters)\s+of|(?:some|many|most|few|several|both|all|each|one|two|three|four|five|\d+)\s+(?:out\s+)?of"
    r"|(?:\w+)\s+(?:in|of)\s+(?:10|ten|five|four|three))\s+",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?P<article>[Tt]he\s)?(?:\S+\s+)*[^\W\d_a-z]\S*$")
"""Phrase whose last word begins with a capital: a name that the reader has not marked."""
_PERSON_ENDINGS = ("er", "or", "ist", "man", "woman", "ian", "ee", "ant", "person", "eur", "crat", "ent")
_PEOPLE_ENDINGS = (*(f"{ending}s" for ending in _PERSON_ENDINGS), "men", "women", "people", "folk", "folks")
_ONE_OF = re.compile(r"^(?:one|another|each|the other) of\s", re.IGNORECASE)
_COUNTED = re.compile(
    r"^(?:about |at least |more than |nearly |the other |another )?"
    r"(?:two|three|four|five|six|seven|eight|nine|ten|several|a (?:few|handful|couple|dozen) (?:of )?|[2-9]|1\d)\b\s",
    re.IGNORECASE,
)
"""'Two officials' are persons who were asked one by one and stay unnamed, while 'officials' are a group."""
_IN_A_POLL = re.compile(r"\b(?:percent|per cent|in (?:10|ten|five|four)|of)\b|%", re.IGNORECASE)
_NUMBER = re.compile(r"^\d[\d,.]*%?$|^%$")


class Kind(NamedTuple):
    """Source type and the deciding rule: pronoun, unnamed, noun, number, ending, name, empty or fallback."""

    source_type: str
    basis: str


def kind_of_source(phrase: str, *, begins_sentence: bool = False) -> Kind:
    """Return the source type of a phrase; a phrase without words is anonymous.

    A single word that begins a sentence (`begins_sentence`) has a capital for that reason, and may not be a name.
    """
    words = [match.group().lower().replace("’", "'") for match in WORD.finditer(phrase)]
    if not words:
        return Kind("anonymous", "empty")
    pronouns = load_lexicon("resolve/speakers/data/source_pronouns.txt")
    if len(words) == 1 and words[0] in pronouns:
        return Kind(pronouns[words[0]][0], "pronoun")
    if _UNNAMED.search(phrase):
        return Kind("anonymous", "unnamed")
    part = _PART_OF.match(phrase)
    if part and part.end() < len(phrase):
        whole = kind_of_source(phrase[part.end() :])
        if _ONE_OF.match(phrase):
            single = "anonymous" if whole.basis == "pronoun" else "role"
            return Kind(single, whole.basis) if whole.source_type in ("group", "role") else whole
        return whole if whole.source_type == "anonymous" else Kind("group", whole.basis)
    kind = _kind_of_head(head_of(phrase), words, is_capital_given=begins_sentence and len(words) == 1)
    is_counted = _COUNTED.match(phrase) and not _IN_A_POLL.search(head_of(phrase))
    return Kind("anonymous", kind.basis) if is_counted and kind.source_type == "group" else kind


def hides_after(text: str, end: int) -> bool:
    """Return True if the words after a source withhold its identity: 'officials, speaking anonymously'."""
    return bool(_HIDES.match(text, end))


def _kind_of_head(head: str, words: list[str], *, is_capital_given: bool) -> Kind:
    kind = _kind_of_words(head, words)
    if not is_capital_given and kind.basis in ("ending", "fallback") and (name := _NAME.match(head.strip())):
        return Kind("organization" if name.group("article") else "named", "name")
    return kind


def _kind_of_words(head: str, words: list[str]) -> Kind:
    own = [match.group().lower().replace("’", "'") for match in WORD.finditer(head)] or words
    pronouns = load_lexicon("resolve/speakers/data/source_pronouns.txt")
    for word in reversed(own):
        kind = kind_of_noun(word)
        if kind:
            return Kind(_counted(kind, own, word), "noun")
    if own[-1] in pronouns or own[0] in pronouns:
        return Kind(pronouns[own[-1] if own[-1] in pronouns else own[0]][0], "pronoun")
    if any(_NUMBER.match(word) for word in own):
        return Kind("group", "number")
    if own[-1].endswith(_PEOPLE_ENDINGS):
        return Kind("group", "ending")
    if own[-1].endswith(_PERSON_ENDINGS):
        return Kind("role", "ending")
    return Kind("group" if own[-1].endswith("s") else "role", "fallback")


def kind_of_noun(word: str) -> str | None:
    """Return the source type of a noun, in singular or plural; None for an unlisted noun."""
    nouns = load_lexicon("resolve/speakers/data/source_nouns.txt")
    plain = word.removesuffix(".").removesuffix("'s")
    for form in (plain, plain.rsplit("-", 1)[-1]):
        if form in nouns:
            return nouns[form][0]
        if form.endswith("s") and len(form) > 3:
            singular = nouns.get(form[:-1]) or nouns.get(form[:-2]) or nouns.get(f"{form[:-3]}y")
            if singular:
                return "group" if singular[0] == "role" else singular[0]
        elif (plural := nouns.get(f"{form}s")) and plural[0] in ("group", "anonymous"):
            return "role" if plural[0] == "group" else "anonymous"
    return None


def _counted(kind: str, own: list[str], word: str) -> str:
    """Return the type of a noun with its article: 'a person' is anonymous like 'a source', 'the woman' is a role."""
    if (
        kind == "role"
        and word in ("person", "man", "woman", "individual")
        and own[0] in ("a", "an", "another", "one")
    ):
        return "anonymous"
    return kind
