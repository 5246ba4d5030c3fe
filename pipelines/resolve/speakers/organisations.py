"""Which organisation a bare noun means: 'the ministry', 'the company', 'the report'."""

import re

from hearsay.pipelines.lexicon import fold, load_lexicon, word_set
from hearsay.pipelines.resolve.speakers.descriptions import Description
from hearsay.pipelines.resolve.speakers.mention_index import MentionIndex

REACH = 3000
"""Characters over which 'the ministry' reaches back to a name that holds the noun."""
NEAR = 500
"""Characters over which 'the company', which no name need hold, reaches back."""
ISSUER_REACH = 1500
_ACTING = ("organization", "facility")
_ISSUED = r"{noun}s?\s+(?:\w+\s+){{0,2}}?(?:by|from|of)\s+(?:the\s+|an?\s+)?$"


def organisation_meant(text: str, wanted: Description, position: int, known: MentionIndex) -> str | None:
    """The organisation last named before a place that a definite noun fits; None: none does, or it is not clear.

    A name fits that holds the noun and all that is said beside it. Nouns for businesses also fit the one organisation
    named in the sentences before, unless its name says that it is something else.
    """
    for index in known.before(position, REACH):
        if known.mentions[index].entity_type in _ACTING and known.entities[index]:
            words = _name_words(text, known, index)
            if wanted.head in words and wanted.details <= words:
                return known.entities[index]
    if wanted.head not in word_set("resolve/speakers/data/business_nouns.txt") or wanted.details:
        return None
    fitting = [
        known.entities[index]
        for index in known.before(position, NEAR)
        if known.mentions[index].entity_type == "organization" and not _is_another(text, known, index)
    ]
    return fitting[0] if len(set(fitting)) == 1 else None


def issuer_of_document(text: str, wanted: Description, position: int, known: MentionIndex) -> str | None:
    """Who made the document that a noun means, where the article said so: 'a report by Acme', 'Acme's report'."""
    by = re.compile(_ISSUED.format(noun=re.escape(wanted.noun)), re.IGNORECASE)
    of = re.compile(rf"(?:'s|’s|s['’])?\s+(?:[\w-]+\s+){{0,2}}?{re.escape(wanted.noun)}\b", re.IGNORECASE)
    for index in known.before(position, ISSUER_REACH):
        mention = known.mentions[index]
        if mention.entity_type in ("organization", "person") and known.entities[index]:
            before = text[max(0, mention.start - 60) : mention.start]
            is_own = text[mention.end : mention.end + 1] in ("'", "’") or mention.entity_type == "organization"
            if by.search(before) or (is_own and of.match(text[mention.end : mention.end + 60])):
                return known.entities[index]
    return None


def _name_words(text: str, known: MentionIndex, index: int) -> set[str]:
    mention = known.mentions[index]
    forms = load_lexicon("resolve/speakers/data/role_forms.txt")
    words = {word.strip(".,") for word in fold(text[mention.start : mention.end]).split()}
    return words | {forms[word][0] for word in words if word in forms}


def _is_another(text: str, known: MentionIndex, index: int) -> bool:
    """Whether a name says that it is no business: a ministry, a court, a party."""
    nouns = load_lexicon("resolve/speakers/data/source_nouns.txt")
    return any(
        nouns.get(word, ("",))[0] == "organization"
        and word not in word_set("resolve/speakers/data/business_nouns.txt")
        for word in _name_words(text, known, index)
    )
