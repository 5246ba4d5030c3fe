"""Organisations meant by a bare noun: 'the ministry', 'the company', 'the report'."""

import re
from collections.abc import Sequence

from hearsay.pipelines.language import Language
from hearsay.pipelines.lexicon import fold
from hearsay.pipelines.records import Span
from hearsay.pipelines.resolve.sentences import sentence_at
from hearsay.pipelines.resolve.speakers.descriptions import WORD, Description
from hearsay.pipelines.resolve.speakers.mention_index import MentionIndex

SENTENCES_BACK = 4
"""Most sentences that 'the company' reaches back to a subject."""
REACH = 3000
"""Characters over which 'the ministry' reaches back to a name."""
ISSUER_REACH = 1500
FEWEST_NAME_WORDS = 2
"""Fewest words of a short name: 'Agency' alone may be any agency."""
_ACTING = ("organization", "facility")


def find_organisation(
    text: str,
    wanted: Description,
    position: int,
    mention_index: MentionIndex,
    language: Language,
    sentences: Sequence[Span] = (),
) -> str | None:
    """Resolve a definite noun such as 'the ministry' to an organisation; return its entity_id, or None.

    The nearest earlier name with the noun and all its details counts. Without such a name, a noun for businesses
    means the subject of a sentence just before, or the only organisation named over that reach, unless the name of
    the organisation contradicts the noun.
    """
    # 'The company' is no more the Fast Company than another company.
    is_any = wanted.head in language.words("speakers/any_business_nouns")
    for index in mention_index.before(position, REACH):
        if mention_index.mentions[index].entity_type in _ACTING and mention_index.entities[index]:
            words = _name_words(text, mention_index, index, language)
            if not is_any and wanted.head in words and wanted.details <= words:
                return mention_index.entities[index]
    if wanted.head not in language.words("speakers/business_nouns") or wanted.details:
        return None
    subject = _last_subject(text, position, mention_index, language, sentences)
    if subject is not None:
        return subject
    named = [
        index
        for index in mention_index.before(position, REACH)
        if mention_index.mentions[index].entity_type == "organization"
    ]
    only = len({mention_index.entities[index] for index in named}) == 1
    fitting = [
        index
        for index in named
        if not _is_another(text, mention_index, index, language)
        and not is_outlet(text, mention_index, index, language)
    ]
    return mention_index.entities[fitting[0]] if only and fitting else None


def _last_subject(
    text: str, position: int, mention_index: MentionIndex, language: Language, sentences: Sequence[Span]
) -> str | None:
    """Return the business that is the subject of the nearest sentence before, in this paragraph or the last."""
    here = sentence_at(sentences, position) if sentences else 0
    for sentence in reversed(sentences[max(0, here - SENTENCES_BACK) : here]):
        if text.count("\n", sentence.end, position) > 1:
            return None
        named = [
            index
            for index in mention_index.within((sentence,))
            if mention_index.mentions[index].entity_type == "organization"
        ]
        if not named:
            continue
        if len({mention_index.entities[index] for index in named}) > 1:
            return None
        index = named[0]
        before = text[sentence.start : mention_index.mentions[index].start].strip().lower()
        is_subject = not before or before in language.words("speakers/before_subjects")
        is_other = _is_another(text, mention_index, index, language) or is_outlet(
            text, mention_index, index, language
        )
        if is_subject and not is_other:
            return mention_index.entities[index]
    return None


def is_outlet(text: str, mention_index: MentionIndex, index: int, language: Language) -> bool:
    """Return True if a name is that of a news outlet, which reports what others say."""
    words = _name_words(text, mention_index, index, language)
    return not language.words("speakers/outlet_words").isdisjoint(words)


def find_by_short_name(text: str, phrase: str, mention_index: MentionIndex, language: Language) -> str | None:
    """Return the only organisation whose name ends with several words in capitals, such as 'Local 101'; or None."""
    words = WORD.findall(phrase)
    if words and words[0].lower() in language.words("speakers/articles"):
        words = words[1:]
    if len(words) < FEWEST_NAME_WORDS or not all(word[0].isupper() or word[0].isdigit() for word in words[:1]):
        return None
    written = phrase[phrase.index(words[0]) :].strip()
    fitting = {
        entity_id
        for mention, entity_id in zip(mention_index.mentions, mention_index.entities, strict=True)
        if mention.entity_type == "organization"
        and entity_id is not None
        and _shortens(written, text[mention.start : mention.end])
    }
    return next(iter(fitting)) if len(fitting) == 1 else None


def _shortens(written: str, name: str) -> bool:
    """Return True if words are the end of a longer name, or its beginning without a complement."""
    folded, whole = fold(written), fold(name)
    return whole.endswith(f" {folded}") or whole.startswith(f"{folded} ")


def issuer_of_document(
    text: str, wanted: Description, position: int, mention_index: MentionIndex, language: Language
) -> str | None:
    """Return the author of a document if the article named the author: 'a report by Acme', 'Acme's report'."""
    noun, mark = re.escape(wanted.noun), language.pattern("speakers/possessive.mark")
    by = re.compile(rf"{noun}{language.pattern('speakers/document.issued').pattern}", re.IGNORECASE)
    of = re.compile(rf"{language.pattern('speakers/document.owned').pattern}{noun}\b", re.IGNORECASE)
    for index in mention_index.before(position, ISSUER_REACH):
        mention = mention_index.mentions[index]
        if mention.entity_type in ("organization", "person") and mention_index.entities[index]:
            before = text[max(0, mention.start - 60) : mention.start]
            is_own = mention.entity_type == "organization" or mark.match(text, mention.end)
            if by.search(before) or (is_own and of.match(text[mention.end : mention.end + 60])):
                return mention_index.entities[index]
    return None


def _name_words(text: str, mention_index: MentionIndex, index: int, language: Language) -> set[str]:
    mention = mention_index.mentions[index]
    forms = language.table("speakers/role_forms")
    words = {word.strip(".,") for word in fold(text[mention.start : mention.end]).split()}
    return words | {forms[word][0] for word in words if word in forms}


def _is_another(text: str, mention_index: MentionIndex, index: int, language: Language) -> bool:
    """Return True if a name excludes a business: a ministry, a court, a party."""
    nouns = language.table("speakers/source_nouns")
    return any(
        nouns.get(word, ("",))[0] == "organization" and word not in language.words("speakers/business_nouns")
        for word in _name_words(text, mention_index, index, language)
    )
